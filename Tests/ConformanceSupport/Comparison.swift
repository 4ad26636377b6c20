public import ModelGraph

/// Why two tensors differ, nil when they agree: integers exactly, floating-point elements within
/// `absolute + relative · |expected|` (a NaN agrees with a NaN), shapes and types always.
///
/// The defaults are the tolerances of the ONNX backend test suite.
public func difference(
  _ actual: Tensor, _ expected: Tensor, relative: Double = 1e-3, absolute: Double = 1e-5
) -> String? {
  guard actual.type == expected.type else {
    return "got \(actual.type), expected \(expected.type)"
  }
  if let left = actual.integers, let right = expected.integers {
    guard let index = left.indices.first(where: { left[$0] != right[$0] }) else { return nil }
    return "element \(index) is \(left[index]), expected \(right[index])"
  }
  let left = actual.doubles
  let right = expected.doubles
  for index in left.indices where left[index] != right[index] {
    if left[index].isNaN && right[index].isNaN { continue }
    let tolerance = absolute + relative * right[index].magnitude
    if !((left[index] - right[index]).magnitude <= tolerance) {
      return "element \(index) is \(left[index]), expected \(right[index])"
    }
  }
  return nil
}

/// The same for lists of tensors.
public func difference(
  _ actual: [Tensor], _ expected: [Tensor], relative: Double = 1e-3, absolute: Double = 1e-5
) -> String? {
  guard actual.count == expected.count else {
    return "got \(actual.count) outputs, expected \(expected.count)"
  }
  for (index, pair) in zip(actual, expected).enumerated() {
    if let text = difference(pair.0, pair.1, relative: relative, absolute: absolute) {
      return "output \(index): \(text)"
    }
  }
  return nil
}
