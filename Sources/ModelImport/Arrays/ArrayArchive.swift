public import Foundation
public import ModelGraph

/// Named arrays from one `.npz` or `.safetensors` file; which of the two it is, its first bytes tell. An array is
/// decompressed and converted when it is asked for.
///
///     let arrays = try ArrayArchive(contentsOf: "weights.npz")
///     let weight = try arrays.tensor("fc1.weight")
public struct ArrayArchive: Sendable {
  private enum Content: Sendable {
    case npz(ZipArchive)
    case safeTensors(SafeTensors)
  }

  public let path: String
  private let content: Content

  /// - Throws: `ImportError` when the file cannot be read or is neither of the two.
  public init(contentsOf path: String) throws(ImportError) {
    try self.init(try readFile(path), name: path)
  }

  /// The same from bytes; `name` stands for the file in errors.
  public init(_ data: Data, name: String) throws(ImportError) {
    path = name
    content =
      data.starts(with: "PK".utf8)
      ? .npz(try ZipArchive(data, file: name)) : .safeTensors(try SafeTensors(data, file: name))
  }

  /// The names of all arrays, in the order of the file.
  public var names: [String] {
    switch content {
    case .npz(let zip):
      zip.members.filter { $0.name.hasSuffix(".npy") }.map { String($0.name.dropLast(4)) }
    case .safeTensors(let tensors): tensors.names
    }
  }

  /// One array, every value exact; float16 and bfloat16 widen to Float32.
  ///
  /// - Throws: `ImportError` when there is none of this name, or it is damaged.
  public func tensor(_ name: String) throws(ImportError) -> Tensor {
    switch content {
    case .npz(let zip):
      if let member = zip.members.first(where: { $0.name == name + ".npy" }) {
        return try NumPyArray(try zip.contents(of: member), name: "\(path): \(name).npy").tensor()
      }
    case .safeTensors(let tensors):
      if let tensor = tensors.tensor(name) { return tensor }
    }
    throw ImportError(
      file: path, "no array '\(name)'; it has \(names.sorted().joined(separator: ", "))")
  }
}
