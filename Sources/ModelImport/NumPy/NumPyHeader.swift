import Foundation

/// The header of a `.npy` file, format versions 1 to 3:
///
///     0x93 'NUMPY'  major  minor  length (2 bytes in version 1, else 4)  text of that length  elements…
///
/// The text is a Python dictionary literal, read by a scanner for exactly that grammar, never evaluated.
struct NumPyHeader {
  let scalar: StoredScalar
  let isFortranOrder: Bool
  let shape: [Int]
  /// Where the elements begin.
  let elementsOffset: Int

  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  /// - Throws: `ImportError` that names `file` when this is no such header or the type is not supported.
  init(_ data: Data, file: String) throws(ImportError) {
    guard data.starts(with: Self.magic), let major = data.littleEndian(UInt8.self, at: 6) else {
      throw ImportError(file: file, "not a .npy file (it does not begin with \\x93NUMPY)")
    }
    let length: Int?
    let textOffset: Int
    switch major {
    case 1:
      length = data.littleEndian(UInt16.self, at: 8).map(Int.init)
      textOffset = 10
    case 2, 3:
      length = data.littleEndian(UInt32.self, at: 8).map(Int.init)
      textOffset = 12
    default:
      throw ImportError(file: file, ".npy format version \(major) is not known (1, 2 and 3 are)")
    }
    guard let length, let text = data.slice(at: textOffset, length: length) else {
      throw ImportError(file: file, "truncated inside the .npy header")
    }
    var scanner = PythonDictionaryScanner(text)
    let fields: PythonDictionaryScanner.Fields
    do { fields = try scanner.scan() } catch {
      throw ImportError(file: file, ".npy header: \(error.description)")
    }
    scalar = try Self.scalar(fields.descr, file: file)
    isFortranOrder = fields.isFortranOrder
    shape = fields.shape
    elementsOffset = textOffset + length
  }

  private static func scalar(_ descr: String, file: String) throws(ImportError) -> StoredScalar {
    if descr.hasPrefix(">") {
      throw ImportError(
        file: file, "big-endian elements '\(descr)'; save with a.astype(a.dtype.newbyteorder('<'))")
    }
    let code = descr.drop { $0 == "<" || $0 == "|" || $0 == "=" }
    guard let scalar = StoredScalar.allCases.first(where: { $0.numPyCode == String(code) }) else {
      throw ImportError(
        file: file,
        "element type '\(descr)' is not supported; "
          + "save as float16, float32, float64, bool or an integer of 8 to 64 bits")
    }
    return scalar
  }

  /// A version 1 header, padded so that the elements begin at a multiple of 64.
  static func bytes(scalar: StoredScalar, shape: [Int]) -> Data {
    let mark = scalar.byteCount == 1 ? "|" : "<"
    let sizes = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '\(mark)\(scalar.numPyCode ?? "")', 'fortran_order': False, "
    text += "'shape': (\(sizes)), }"
    let padding = 63 - (10 + text.utf8.count) % 64
    text += String(repeating: " ", count: padding) + "\n"
    let length = UInt16(text.utf8.count)
    return Data(magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8))
  }
}
