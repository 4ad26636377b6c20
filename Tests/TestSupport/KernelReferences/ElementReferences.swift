internal import TestPlatform
public import _HandcarShims

/// eˣ
public func exponential(_ x: Double) -> Double { test_exponential(x) }

/// tanh x
public func hyperbolicTangent(_ x: Double) -> Double { test_hyperbolic_tangent(x) }

/// Softmax over the middle axis.
public func referenceSoftmax(_ a: hck_softmax) -> [Reference] {
  var results = [Reference](repeating: Reference(0), count: a.outer * a.length * a.inner)
  for o in 0..<a.outer {
    for j in 0..<a.inner {
      let places = (0..<a.length).map { (o * a.length + $0) * a.inner + j }
      let largest = places.map { Double(a.input[$0]) }.max() ?? 0
      let powers = places.map { exponential(Double(a.input[$0]) - largest) }
      let total = powers.reduce(0, +)
      for (place, power) in zip(places, powers) { results[place] = Reference(power / total) }
    }
  }
  return results
}

/// Mean over the middle axis.
public func referenceReduceMean(_ a: hck_reduce_mean) -> [Reference] {
  var results: [Reference] = []
  for o in 0..<a.outer {
    for j in 0..<a.inner {
      let values = (0..<a.length).map { Double(a.input[(o * a.length + $0) * a.inner + j]) }
      let count = Double(a.length)
      results.append(
        Reference(
          values.reduce(0, +) / count, magnitude: values.map { abs($0) }.reduce(0, +) / count))
    }
  }
  return results
}

/// Batch normalization with given statistics.
public func referenceNormalize(_ a: hck_normalize) -> [Reference] {
  var results: [Reference] = []
  for _ in 0..<a.outer {
    for c in 0..<a.channels {
      let scale = Double(a.scale[c]) / (Double(a.variance[c]) + Double(a.epsilon)).squareRoot()
      for _ in 0..<a.inner {
        let x = Double(a.input[results.count])
        let value = (x - Double(a.mean[c])) * scale + Double(a.bias[c])
        results.append(
          Reference(
            referenceActivation(a.activation, value),
            magnitude: abs(x * scale) + abs(Double(a.mean[c]) * scale) + abs(Double(a.bias[c]))))
      }
    }
  }
  return results
}

/// The places of a strided index space in row-major order, as offsets of an operand.
public func offsets(sizes: [Int], strides: [Int]) -> [Int] {
  var places = [0]
  for (size, stride) in zip(sizes, strides) {
    places = places.flatMap { place in (0..<size).map { place + $0 * stride } }
  }
  return places
}
