/// The parameters of a program as they will lie in the file. Equal bytes are stored once.
public struct ParameterStore: Sendable {
  /// Little-endian bytes, by index.
  public private(set) var contents: [[UInt8]] = []
  private var indices: [Key: [Int]] = [:]

  private struct Key: Hashable {
    var byteCount: Int
    var checksum: UInt32
  }

  /// The index of these bytes, which are kept unless equal ones are there already.
  mutating func insert(_ bytes: [UInt8]) -> Int {
    let key = Key(byteCount: bytes.count, checksum: CRC32C.checksum(of: bytes))
    if let found = indices[key]?.first(where: { contents[$0] == bytes }) { return found }
    contents.append(bytes)
    indices[key, default: []].append(contents.count - 1)
    return contents.count - 1
  }

  mutating func insert(_ floats: [Float]) -> Int {
    insert(floats.withUnsafeBytes { Array($0) })
  }
}
