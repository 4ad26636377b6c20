internal import ModelGraph

extension Tensor {
  /// The distance, in elements, of neighbours along each axis.
  var rowMajorStrides: [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      // At least 1, so that an empty axis does not hide an overflow in one that follows.
      strides[axis] = strides[axis + 1] * Swift.max(shape[axis + 1], 1)
    }
    return strides
  }

  /// The tensor whose element at `index` is this one's element number `start + Σ index[a] · strides[a]`.
  /// Transposition, slicing and broadcasting are all of this form.
  ///
  /// - Precondition: no index leads outside.
  func strided(_ shape: [Int], strides: [Int], start: Int = 0) -> Tensor {
    let type = TensorType(elementType, shape)
    switch storage {
    case .float32(let elements):
      return Tensor(type: type, storage: .float32(gather(elements, shape, strides, start)))
    case .float64(let elements):
      return Tensor(type: type, storage: .float64(gather(elements, shape, strides, start)))
    case .integer(let elements):
      return Tensor(type: type, storage: .integer(gather(elements, shape, strides, start)))
    }
  }
}

private func gather<Element>(
  _ elements: [Element], _ shape: [Int], _ strides: [Int], _ start: Int
) -> [Element] {
  let count = shape.reduce(1, *)
  guard count > 0 else { return [] }
  guard let run = shape.last, let step = strides.last else { return [elements[start]] }
  var result: [Element] = []
  result.reserveCapacity(count)
  var index = [Int](repeating: 0, count: shape.count)
  var offset = start
  while true {
    var position = offset
    for _ in 0..<run {
      result.append(elements[position])
      position += step
    }
    // Counts the outer axes up, the last but one the fastest.
    var axis = shape.count - 2
    while axis >= 0 {
      index[axis] += 1
      offset += strides[axis]
      if index[axis] < shape[axis] { break }
      offset -= strides[axis] * shape[axis]
      index[axis] = 0
      axis -= 1
    }
    if axis < 0 { return result }
  }
}
