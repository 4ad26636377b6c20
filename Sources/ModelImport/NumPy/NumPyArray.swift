public import Foundation
public import HandcarFormat
public import ModelGraph

/// An array from a `.npy` file, mapped rather than read: elements are converted only when asked for, so that a
/// large sample file costs no more memory than the batch in use.
///
///     let images = try NumPyArray(contentsOf: "images.npy")          // uint8 (5000, 1, 28, 28)
///     let batch = images.floats(samples: 0..<32, scale: 1 / 255)     // 32 · 784 floats
public struct NumPyArray: Sendable {
  /// Sizes of the axes, outermost first; empty for a scalar.
  public let shape: [Int]
  private let elements: StoredElements

  /// The type of the elements; those stored as float16 are handed out, and counted here, as Float32.
  public var elementType: ElementType { elements.scalar.elementType }
  /// Size of the leading axis; 1 for a scalar.
  public var sampleCount: Int { shape.first ?? 1 }
  /// Sizes of the axes but the leading one.
  public var sampleShape: [Int] { Array(shape.dropFirst()) }

  /// Maps a `.npy` file: versions 1 to 3, little-endian, float16/32/64, bool, integers of 8 to 64 bits. An
  /// array in Fortran order is transposed in memory once, here.
  ///
  /// - Throws: `ImportError` when the file cannot be read, is no such array or is longer or shorter than its
  ///   header says.
  public init(contentsOf path: String) throws(ImportError) {
    try self.init(try readFile(path), name: path)
  }

  /// The same from bytes; `name` stands for the file in errors.
  public init(_ data: Data, name: String) throws(ImportError) {
    let header = try NumPyHeader(data, file: name)
    shape = header.shape
    let needed = checkedByteCount(shape: shape, elementByteCount: header.scalar.byteCount)
    let present = data.count - header.elementsOffset
    guard let needed, needed == present,
      let bytes = data.slice(at: header.elementsOffset, length: needed)
    else {
      throw ImportError(
        file: name,
        "shape \(shape) of \(header.scalar) needs \(needed.map { "\($0)" } ?? "too many") bytes "
          + "of elements, but \(present) follow the header")
    }
    let isReordered = header.isFortranOrder && shape.count > 1
    elements = StoredElements(
      scalar: header.scalar,
      bytes: isReordered
        ? rowMajor(bytes, shape: shape, elementByteCount: header.scalar.byteCount) : bytes)
  }

  /// Samples `samples` of the leading axis one after the other, each element as `x · scale + offset`.
  ///
  /// - Precondition: the range lies within `0 ..< sampleCount`.
  public func floats(samples: Range<Int>, scale: Float = 1, offset: Float = 0) -> [Float] {
    precondition(samples.lowerBound >= 0 && samples.upperBound <= sampleCount)
    let size = sampleShape.reduce(1, *)
    return elements.floats(
      in: samples.lowerBound * size..<samples.upperBound * size, scale: scale, offset: offset)
  }

  /// The whole array, every value exact.
  public func tensor() -> Tensor { elements.tensor(shape: shape) }
}

/// Maps a file, or reads it where mapping is not possible.
func readFile(_ path: String) throws(ImportError) -> Data {
  do {
    return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
  } catch {
    throw ImportError(file: path, "cannot be read: \(reasonUnreadable(path))")
  }
}

/// Foundation's own reason is often no more than an error number.
private func reasonUnreadable(_ path: String) -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return String(cString: strerror(errno)) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    return "it is a folder, a pipe or a device, not a file"
  }
  return "it is too large, or the disk fails"
}

/// An array in Fortran order (first index fastest) laid out in C order (last index fastest).
private func rowMajor(_ bytes: Data, shape: [Int], elementByteCount: Int) -> Data {
  var result = Data(count: bytes.count)
  var index = [Int](repeating: 0, count: shape.count)
  var strides: [Int] = []
  for size in shape { strides.append((strides.last ?? elementByteCount) * max(size, 1)) }
  strides = [elementByteCount] + strides.dropLast()
  bytes.withUnsafeBytes { source in
    result.withUnsafeMutableBytes { target in
      var from = 0
      for to in stride(from: 0, to: target.count, by: elementByteCount) {
        target[to..<to + elementByteCount].copyBytes(from: source[from..<from + elementByteCount])
        // Counts the index up, its last digit the fastest.
        for axis in shape.indices.reversed() {
          index[axis] += 1
          from += strides[axis]
          if index[axis] < shape[axis] { break }
          from -= strides[axis] * shape[axis]
          index[axis] = 0
        }
      }
    }
  }
  return result
}
