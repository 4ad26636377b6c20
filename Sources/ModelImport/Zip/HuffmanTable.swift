/// A canonical Huffman code as one table over all inputs of `width` bits.
struct HuffmanTable {
  /// Bits that a look-up takes: the length of the longest code, at most 15.
  let width: Int
  /// For each input `symbol << 4 | code length`; 0 where no code begins so.
  private(set) var entries: [UInt16]

  /// - Parameter lengths: the code length of each symbol, 0 for one that does not occur.
  /// - Throws: `malformed` when more codes are asked for than there are.
  init(lengths: [UInt8]) throws(Inflate.Failure) {
    width = Int(lengths.max() ?? 0)
    entries = [UInt16](repeating: 0, count: 1 << width)
    var code = 0
    for length in 1...15 where length <= width {
      for (symbol, _) in lengths.enumerated().filter({ $0.element == length }) {
        guard code < 1 << length else { throw .malformed }
        // Codes are sent most significant bit first, all else least significant first.
        var reversed = 0
        for bit in 0..<length where code & 1 << bit != 0 { reversed |= 1 << (length - 1 - bit) }
        for entry in stride(from: reversed, to: entries.count, by: 1 << length) {
          entries[entry] = UInt16(symbol << 4 | length)
        }
        code += 1
      }
      code <<= 1
    }
  }

  private init(validLengths lengths: [UInt8]) {
    do { self = try HuffmanTable(lengths: lengths) } catch { preconditionFailure("fixed code") }
  }

  /// The literal and length code of blocks without a code of their own.
  static let fixedLiterals = HuffmanTable(
    validLengths: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
  static let fixedDistances = HuffmanTable(validLengths: [UInt8](repeating: 5, count: 30))
}
