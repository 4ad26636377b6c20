import Foundation

/// Decompresses a raw DEFLATE stream (RFC 1951).
///
/// Our own rather than the system's zlib, which would be the only library that the tool needs at run time.
struct Inflate {
  enum Failure: Error { case truncated, malformed, wrongSize }

  private var bits: BitReader
  private var output: [UInt8]
  private var filled = 0

  /// - Parameter byteCount: the exact size of the result, which the caller has bounded.
  static func inflate(_ data: Data, byteCount: Int) throws(Failure) -> Data {
    var inflate = Inflate(
      bits: BitReader(bytes: [UInt8](data)), output: [UInt8](repeating: 0, count: byteCount))
    var isLast = false
    while !isLast {
      isLast = inflate.bits.take(1) == 1
      switch inflate.bits.take(2) {
      case 0: try inflate.copyStored()
      case 1: try inflate.expand(literals: .fixedLiterals, distances: .fixedDistances)
      case 2: try inflate.expandDynamic()
      default: throw .malformed
      }
      if inflate.bits.isExhausted { throw .truncated }
    }
    guard inflate.filled == byteCount else { throw .wrongSize }
    return Data(inflate.output)
  }

  private mutating func copyStored() throws(Failure) {
    bits.alignToByte()
    let length = bits.take(16)
    guard bits.take(16) == ~length & 0xFFFF else { throw .malformed }
    guard length <= output.count - filled else { throw .wrongSize }
    for _ in 0..<length { append(UInt8(bits.take(8))) }
  }

  private mutating func expandDynamic() throws(Failure) {
    let literalCount = bits.take(5) + 257
    let distanceCount = bits.take(5) + 1
    let lengthCount = bits.take(4) + 4
    var codeLengths = [UInt8](repeating: 0, count: 19)
    for symbol in Self.codeLengthOrder.prefix(lengthCount) {
      codeLengths[symbol] = UInt8(bits.take(3))
    }
    let lengthTable = try HuffmanTable(lengths: codeLengths)

    var lengths: [UInt8] = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try decode(lengthTable)
      switch symbol {
      case 0...15: lengths.append(UInt8(symbol))
      case 16:
        guard let previous = lengths.last else { throw .malformed }
        lengths.append(contentsOf: repeatElement(previous, count: bits.take(2) + 3))
      case 17: lengths.append(contentsOf: repeatElement(0, count: bits.take(3) + 3))
      default: lengths.append(contentsOf: repeatElement(0, count: bits.take(7) + 11))
      }
    }
    guard lengths.count == literalCount + distanceCount else { throw .malformed }
    try expand(
      literals: HuffmanTable(lengths: Array(lengths[..<literalCount])),
      distances: HuffmanTable(lengths: Array(lengths[literalCount...])))
  }

  /// Literals and back references up to the end-of-block symbol.
  private mutating func expand(
    literals: HuffmanTable, distances: HuffmanTable
  ) throws(Failure) {
    while true {
      let symbol = try decode(literals)
      if symbol < 256 {
        guard filled < output.count else { throw .wrongSize }
        append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol - 257 < Self.lengthBases.count else { throw .malformed }
      let length = Self.lengthBases[symbol - 257] + bits.take(Self.lengthExtraBits[symbol - 257])
      let code = try decode(distances)
      guard code < Self.distanceBases.count else { throw .malformed }
      let distance = Self.distanceBases[code] + bits.take(max(0, code / 2 - 1))
      guard distance <= filled else { throw .malformed }
      guard length <= output.count - filled else { throw .wrongSize }
      // Source and target may overlap: byte by byte, in order.
      for _ in 0..<length { append(output[filled - distance]) }
    }
  }

  private mutating func append(_ byte: UInt8) {
    output[filled] = byte
    filled += 1
  }

  private mutating func decode(_ table: HuffmanTable) throws(Failure) -> Int {
    let entry = table.entries[bits.peek(table.width)]
    guard entry != 0 else { throw bits.isExhausted ? .truncated : .malformed }
    bits.skip(Int(entry & 15))
    if bits.isExhausted { throw .truncated }
    return Int(entry >> 4)
  }

  private static let codeLengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]
  private static let lengthExtraBits = (0..<29).map { $0 < 8 || $0 == 28 ? 0 : $0 / 4 - 1 }
  private static let lengthBases: [Int] = {
    var bases = [3]
    for extra in lengthExtraBits.dropLast(2) { bases.append(bases.last! + 1 << extra) }
    return bases + [258]
  }()
  private static let distanceBases: [Int] = {
    var bases = [1]
    for code in 0..<29 { bases.append(bases.last! + 1 << max(0, code / 2 - 1)) }
    return bases
  }()
}
