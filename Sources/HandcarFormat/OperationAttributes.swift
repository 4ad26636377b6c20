/// The typed view of an operation record's attributes. One structure per kind describes the layout for
/// writer, verifier and executor alike: attributes lie in the order of the stored properties.
public protocol OperationAttributes {
  static var kind: OperationKind { get }

  /// Decodes the attributes; nil when an enumeration has a value that this version does not know.
  /// Sizes are not checked here: that is the verifier's part.
  init?(_ record: borrowing OperationRecord)

  func encode(with writer: inout AttributeWriter)
}

extension OperationRecord {
  /// A record of the attributes' kind, without operands.
  public init(_ attributes: some OperationAttributes) {
    self.init()
    kind = type(of: attributes).kind.rawValue
    var writer = AttributeWriter()
    attributes.encode(with: &writer)
    self.attributes = writer.attributes
  }
}
