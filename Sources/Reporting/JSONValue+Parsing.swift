import Foundation

extension JSONValue {
  /// Reads JSON text. Keys of an object come out sorted: the parser beneath does not keep their
  /// order. Nil when the text is not JSON.
  public init?(parsing text: String) {
    guard
      let value = try? JSONSerialization.jsonObject(
        with: Data(text.utf8), options: .fragmentsAllowed)
    else { return nil }
    self.init(converting: value)
  }

  private init?(converting value: Any) {
    switch value {
    case is NSNull: self = .null
    case let value as String: self = .string(value)
    case let value as [Any]:
      let elements = value.compactMap(JSONValue.init(converting:))
      guard elements.count == value.count else { return nil }
      self = .array(elements)
    case let value as [String: Any]:
      let members = value.compactMap { key, value in
        JSONValue(converting: value).map { Member(key, $0) }
      }
      guard members.count == value.count else { return nil }
      self = .object(members.sorted { $0.key < $1.key })
    case let value as NSNumber:
      // Foundation keeps booleans and numbers in one class; the C type encoding tells them apart.
      if String(cString: value.objCType) == "c" {
        self = .bool(value.boolValue)
      } else if let integer = Int(value.stringValue) {
        self = .integer(integer)
      } else {
        self = .number(value.doubleValue)
      }
    default: return nil
    }
  }
}
