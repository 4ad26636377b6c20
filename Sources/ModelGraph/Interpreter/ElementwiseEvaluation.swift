import Foundation
import HandcarFormat

/// Operations on single elements.
extension NodeEvaluation {
  func binary(_ binaryOperator: BinaryOperator, _ activation: Activation?) -> Tensor {
    let shape = resultType.shape
    let left = Offsets.strided(shape, Broadcast.strides(inputs[0].shape, in: shape))
    let right = Offsets.strided(shape, Broadcast.strides(inputs[1].shape, in: shape))
    switch (inputs[0].storage, inputs[1].storage) {
    case (.integer(let a), .integer(let b)):
      let type = resultType.elementType
      let elements = zip(left, right).map { type.compute(binaryOperator, a[$0], b[$1]) }
      return apply(activation, to: Tensor(type: resultType, storage: .integer(elements)))
    default:
      let a = inputs[0].doubles
      let b = inputs[1].doubles
      let elements = zip(left, right).map { binaryOperator.compute(a[$0], b[$1]) }
      return apply(activation, to: result(elements))
    }
  }

  func apply(_ activation: Activation?, to tensor: Tensor) -> Tensor {
    guard let activation else { return tensor }
    switch tensor.storage {
    case .integer(let elements):
      let type = tensor.elementType
      return Tensor(
        type: tensor.type, storage: .integer(elements.map { activation.value(at: $0, type) }))
    case .float32, .float64:
      return Tensor(
        type: tensor.type, storage: .float64(tensor.doubles.map(activation.value(at:))))
    }
  }
}

extension BinaryOperator {
  func compute(_ left: Double, _ right: Double) -> Double {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    }
  }
}

extension Activation {
  /// The function's value; NaN stays NaN.
  public func value(at x: Double) -> Double {
    switch self {
    case .relu: x < 0 ? 0 : x
    case .leakyRelu(let slope): x < 0 ? slope * x : x
    case .clip(let low, let high):
      // The upper bound comes last, so it wins over a lower bound above it.
      Self.limit(x < low ? low : x, high)
    case .sigmoid: 1 / (1 + exp(-x))
    case .tanh: Foundation.tanh(x)
    }
  }

  private static func limit(_ x: Double, _ high: Double) -> Double { x > high ? high : x }

  /// The value for an integer. Only `relu` and `clip` are defined there; shape inference refuses
  /// the others.
  func value(at x: Int64, _ type: ElementType) -> Int64 {
    switch self {
    case .relu: type == .uint64 ? x : max(x, 0)
    case .clip(let low, let high): type.clip(x, low: low, high: high)
    case .leakyRelu, .sigmoid, .tanh: x
    }
  }
}
