/// The parameters of a program as they will lie in the file. Equal bytes are stored once.
public struct ParameterStore: Sendable {
  /// Little-endian bytes, by index.
  public private(set) var contents: [[UInt8]] = []
  private var indices: [[UInt8]: Int] = [:]

  /// The index of these bytes, which are kept unless equal ones are there already.
  mutating func insert(_ bytes: [UInt8]) -> Int {
    if let index = indices[bytes] { return index }
    indices[bytes] = contents.count
    contents.append(bytes)
    return contents.count - 1
  }

  mutating func insert(_ floats: [Float]) -> Int {
    insert(floats.withUnsafeBytes { Array($0) })
  }
}
