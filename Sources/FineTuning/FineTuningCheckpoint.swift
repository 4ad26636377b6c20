import Foundation
import ModelGraph
import TensorTrain

/// The state of a fine-tuning between two updates. Encode it with any encoder; arrays are held as bytes.
public struct FineTuningCheckpoint: Sendable, Codable, Hashable {
  /// Updates made.
  public internal(set) var step: Int
  /// What the run was started with; a run can go on only with equal options.
  public let options: FineTuningOptions
  public internal(set) var curve: [CurvePoint]
  public internal(set) var best: CurvePoint?
  var current: NetworkState
  var bestState: NetworkState
  var means: FloatBytes
  var squares: FloatBytes
  /// Steps of the optimizer, which starts anew when ranks change.
  var optimizerStep: Int
}

/// The trainable constants of a network, and the ranks of its tensor trains.
struct NetworkState: Sendable, Codable, Hashable {
  /// The text form of each tensor train's shape, by node name.
  var shapes: [String: String]
  /// The trainable part of the parameter vector.
  var elements: FloatBytes
}

/// Floats that are encoded as their bytes, little-endian.
struct FloatBytes: Sendable, Codable, Hashable {
  var floats: [Float]

  init(_ floats: [Float]) { self.floats = floats }

  init(from decoder: any Decoder) throws {
    let data = try decoder.singleValueContainer().decode(Data.self)
    floats = stride(from: 0, to: data.count / 4 * 4, by: 4).map { start in
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(data[start + $1]) << (8 * UInt32($1)) }
      return Float(bitPattern: bits)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(floats.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) })
  }
}

extension Graph {
  /// The shapes of the tensor trains, as `NetworkState` holds them.
  var tensorTrainShapes: [String: String] {
    Dictionary(
      tensorTrains.map { (nodes[$0.node].name, $0.train.shape.description) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Gives the tensor trains these shapes, with cores of zeros where a shape changes.
  mutating func setTensorTrainShapes(_ shapes: [String: String]) throws(FineTuningError) {
    for (index, train) in tensorTrains {
      guard let text = shapes[nodes[index].name], let shape = try? TTShape(parsing: text),
        shape.rowModes == train.shape.rowModes, shape.columnModes == train.shape.columnModes
      else { throw FineTuningError("the checkpoint does not fit layer '\(nodes[index].name)'") }
      if shape == train.shape { continue }
      let cores = (0..<shape.coreCount).map { k in
        [Float](repeating: 0, count: shape.coreExtents(k).reduce(1, *))
      }
      if let zeros = try? TTMatrix(shape: shape, cores: cores) {
        replaceTensorTrain(node: index, by: zeros)
      }
    }
  }
}
