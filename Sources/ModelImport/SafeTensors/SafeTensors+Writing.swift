import Foundation
import ModelGraph

extension SafeTensors {
  /// The bytes of a file of these tensors, each stored as its element type.
  ///
  /// - Parameter metadata: what the header says besides, under `__metadata__`.
  static func bytes(
    of tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:]
  ) -> Data {
    var header: [String: HeaderValue] = [:]
    if !metadata.isEmpty { header["__metadata__"] = .metadata(metadata) }
    var elements = Data()
    for (name, tensor) in tensors {
      let start = elements.count
      elements += StoredElements.bytes(of: tensor)
      header[name] = .tensor(
        TensorHeader(
          dtype: StoredScalar(tensor.elementType).safeTensorsCode, shape: tensor.shape,
          data_offsets: [start, elements.count]))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Text and integers: nothing that an encoder could refuse.
    var text = (try? encoder.encode(header)) ?? Data()
    // The elements begin at a multiple of eight bytes, so that they can be used where they are mapped.
    text += Data(repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    return StoredElements.bytes([UInt64(text.count)]) + text + elements
  }

  private enum HeaderValue: Encodable {
    case tensor(TensorHeader)
    case metadata([String: String])

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .tensor(let header): try header.encode(to: encoder)
      case .metadata(let entries): try entries.encode(to: encoder)
      }
    }
  }

  /// The keys as the format names them.
  private struct TensorHeader: Encodable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }
}
