public import CHandcar

/// A failed call of the runtime: its status, and what it was about.
public struct RuntimeFailure: Error, CustomStringConvertible {
  public let status: hc_status
  /// What the call was about, such as a path or a tensor's name.
  public let subject: String

  public init(_ status: hc_status, _ subject: String) {
    self.status = status
    self.subject = subject
  }

  /// Such as `digits.hcar: the file is damaged: …`.
  public var description: String { "\(subject): \(String(cString: hc_status_string(status)))" }

  /// Throws unless a call succeeded.
  static func check(_ status: hc_status, _ subject: @autoclosure () -> String) throws {
    if status != HC_OK { throw RuntimeFailure(status, subject()) }
  }
}
