import Foundation
public import ModelGraph

/// Writes a Float32 `.npy` file piece by piece, for outputs that are made batch by batch. The file appears
/// under its name when `finish` returns, whole or not at all.
public struct NumPyWriter: ~Copyable {
  private let path: String
  private let shape: [Int]
  private var file: OutputFile
  private var missing: Int

  /// Begins a file of the whole `shape`.
  ///
  /// - Throws: `ImportError` when the file cannot be made beside `path` or the shape is no size of an array.
  public init(path: String, shape: [Int]) throws(ImportError) {
    guard let byteCount = checkedByteCount(shape: shape, elementByteCount: 4) else {
      throw ImportError(file: path, "shape \(shape) is too large or negative")
    }
    var file = try OutputFile(path: path)
    try file.append(NumPyHeader.bytes(scalar: .float32, shape: shape))
    self.path = path
    self.shape = shape
    self.file = file
    missing = byteCount / 4
  }

  /// Appends the next elements in C order.
  public mutating func append(_ elements: some Collection<Float>) throws(ImportError) {
    missing -= elements.count
    try file.append(StoredElements.bytes(elements.lazy.map { $0.bitPattern }))
  }

  /// Completes the file.
  ///
  /// - Throws: `ImportError` when the elements appended are not those of the shape or the file cannot be renamed.
  public consuming func finish() throws(ImportError) {
    guard missing == 0 else {
      let problem =
        missing > 0 ? "\(missing) elements are missing" : "\(-missing) elements too many"
      throw ImportError(file: path, "\(problem) for shape \(shape)")
    }
    try file.finish()
  }
}

/// The bytes of a `.npy` file of a tensor, its element type kept.
func numPyBytes(of tensor: Tensor) -> Data {
  NumPyHeader.bytes(scalar: StoredScalar(tensor.elementType), shape: tensor.shape)
    + StoredElements.bytes(of: tensor)
}

/// Writes a tensor as a `.npy` file, its element type kept; the file appears whole or not at all.
public func writeNumPy(_ tensor: Tensor, to path: String) throws(ImportError) {
  var file = try OutputFile(path: path)
  try file.append(numPyBytes(of: tensor))
  try file.finish()
}
