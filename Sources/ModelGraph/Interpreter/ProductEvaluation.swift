import TensorTrain

/// Matrix products.
extension NodeEvaluation {
  func linear(_ activation: Activation?) -> Tensor {
    linear(
      weight: inputs[1].doubles, bias: inputs.count > 2 ? inputs[2].doubles : nil, activation)
  }

  func ttLinear(_ shape: TTShape, _ activation: Activation?) -> Tensor {
    let cores = inputs[1...shape.coreCount].map(\.doubles)
    return linear(
      weight: DenseTensorTrain.matrix(of: shape, cores: cores),
      bias: inputs.count > 1 + shape.coreCount ? inputs[1 + shape.coreCount].doubles : nil,
      activation)
  }

  /// `y(b, m) = activation(Σ_n x(b, n) · weight(m, n) + bias(m))`
  private func linear(weight: [Double], bias: [Double]?, _ activation: Activation?) -> Tensor {
    let rows = resultType.shape.last ?? 1
    let columns = x.shape.last ?? 1
    var result: [Double] = []
    result.reserveCapacity(resultType.count)
    x.doubles.withUnsafeBufferPointer { x in
      weight.withUnsafeBufferPointer { weight in
        for b in 0..<(rows == 0 ? 0 : resultType.count / rows) {
          let sample = UnsafeBufferPointer(rebasing: x[(b * columns)..<((b + 1) * columns)])
          for m in 0..<rows {
            let row = UnsafeBufferPointer(rebasing: weight[(m * columns)..<((m + 1) * columns)])
            result.append(dotProduct(sample, row) + (bias?[m] ?? 0))
          }
        }
      }
    }
    return apply(activation, to: self.result(result))
  }

  func matrixProduct() -> Tensor {
    switch (inputs[0].storage, inputs[1].storage) {
    case (.integer(let left), .integer(let right)):
      let type = resultType.elementType
      let elements = matrixProduct(left, right, zero: 0) { $0 &+ $1 &* $2 }
      return Tensor(type: resultType, storage: .integer(elements.map(type.wrapping)))
    default:
      return result(matrixProduct(inputs[0].doubles, inputs[1].doubles, zero: 0) { $0 + $1 * $2 })
    }
  }

  /// The product of the last two axes for each index of the (broadcast) axes before. A
  /// one-dimensional left operand counts as one row, a right one as one column.
  private func matrixProduct<Element>(
    _ left: [Element], _ right: [Element], zero: Element,
    multiplyAdd: (Element, Element, Element) -> Element
  ) -> [Element] {
    let leftShape = inputs[0].shape
    let rightShape = inputs[1].shape
    let depth = leftShape[leftShape.count - 1]
    let rows = leftShape.count == 1 ? 1 : leftShape[leftShape.count - 2]
    let columns = rightShape.count == 1 ? 1 : rightShape[rightShape.count - 1]
    let leftBatch = Array(leftShape.dropLast(2))
    let rightBatch = Array(rightShape.dropLast(2))
    // Batch axes are those of the result without the matrix axes that the operands contribute.
    let ownAxes = (leftShape.count == 1 ? 0 : 1) + (rightShape.count == 1 ? 0 : 1)
    let batch = Array(resultType.shape.dropLast(ownAxes))
    let leftMatrices = Offsets.strided(batch, Broadcast.strides(leftBatch, in: batch))
    let rightMatrices = Offsets.strided(batch, Broadcast.strides(rightBatch, in: batch))
    var result: [Element] = []
    result.reserveCapacity(resultType.count)
    for (leftMatrix, rightMatrix) in zip(leftMatrices, rightMatrices) {
      for i in 0..<rows {
        for j in 0..<columns {
          var sum = zero
          for k in 0..<depth {
            sum = multiplyAdd(
              sum, left[(leftMatrix * rows + i) * depth + k],
              right[(rightMatrix * depth + k) * columns + j])
          }
          result.append(sum)
        }
      }
    }
    return result
  }
}

/// `Σ a(i) · b(i)` in eight interleaved sums, which keeps the additions independent of each other.
private func dotProduct(
  _ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>
) -> Double {
  var sums = SIMD8<Double>()
  let whole = a.count / 8 * 8
  let rawA = UnsafeRawBufferPointer(a)
  let rawB = UnsafeRawBufferPointer(b)
  let stride = MemoryLayout<Double>.stride
  for index in Swift.stride(from: 0, to: whole, by: 8) {
    let left = rawA.loadUnaligned(fromByteOffset: index * stride, as: SIMD8<Double>.self)
    let right = rawB.loadUnaligned(fromByteOffset: index * stride, as: SIMD8<Double>.self)
    sums += left * right
  }
  var sum = sums.sum()
  for index in whole..<a.count { sum += a[index] * b[index] }
  return sum
}
