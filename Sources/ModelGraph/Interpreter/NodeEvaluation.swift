import HandcarFormat

/// The evaluation of one node whose inputs suit its operation. The operators lie in extensions, one
/// file for each family.
struct NodeEvaluation {
  /// Widened: `float64` or `integer`.
  let inputs: [Tensor]
  /// As shape inference gives them.
  let resultTypes: [TensorType]

  var x: Tensor { inputs[0] }
  var resultType: TensorType { resultTypes[0] }

  func results(of operation: Operation) -> [Tensor] {
    // Nothing to compute; the other axes of an empty tensor can be too long to walk along.
    if resultTypes.allSatisfy({ $0.count == 0 }) { return resultTypes.map(Tensor.init(empty:)) }
    return switch operation {
    case .linear(let activation): [linear(activation)]
    case .ttLinear(let shape, let activation): [ttLinear(shape, activation)]
    case .matrixProduct: [matrixProduct()]
    case .binary(let binaryOperator, let activation): [binary(binaryOperator, activation)]
    case .convolution(let convolution): [self.convolution(convolution)]
    case .batchNormalization(let epsilon): [batchNormalization(epsilon: epsilon)]
    case .activation(let activation): [apply(activation, to: x)]
    case .softmax(let axis): [softmax(axis: axis)]
    case .pool(let pool): self.pool(pool)
    case .reduceMean(let axes, _): [reduceMean(axes: axes)]
    case .reshape, .identity: [Tensor(type: resultType, storage: x.storage)]
    case .transpose(let permutation): [transpose(permutation)]
    case .concat(let axis): [concat(axis: axis)]
    case .pad(let padding): [pad(padding)]
    }
  }

  /// The first result with these elements.
  func result(_ elements: [Double]) -> Tensor {
    Tensor(type: resultType, storage: .float64(elements))
  }
}

extension Tensor {
  /// The tensor of a type without elements.
  fileprivate init(empty type: TensorType) {
    self.init(type: type, storage: type.elementType.isInteger ? .integer([]) : .float64([]))
  }
}
