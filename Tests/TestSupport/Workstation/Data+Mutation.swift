public import Foundation

extension Data {
  /// These bytes, damaged.
  public func mutated(using generator: inout SeededGenerator) -> Data {
    Data([UInt8](self).mutated(using: &generator))
  }
}
