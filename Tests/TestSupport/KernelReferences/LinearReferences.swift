public import _HandcarShims

/// What each kernel should give, in Double and straight from the definition. A result carries the sum of
/// the magnitudes of its terms, which is what rounding errors are proportional to.
public struct Reference {
  public var value: Double
  public var magnitude: Double

  public init(_ value: Double, magnitude: Double? = nil) {
    self.value = value
    self.magnitude = magnitude ?? abs(value)
  }

  /// The activation of a sum; its own rounding counts along with that of the terms.
  init(sum: Double, magnitude: Double, _ activation: hck_activation) {
    value = referenceActivation(activation, sum)
    self.magnitude = magnitude + abs(sum) + abs(value)
  }
}

/// An activation of a number, from its definition.
public func referenceActivation(_ activation: hck_activation, _ x: Double) -> Double {
  let (alpha, beta) = (Double(activation.alpha), Double(activation.beta))
  switch activation.kind {
  case HCK_ACTIVATION_RELU: return x < 0 ? 0 : x
  case HCK_ACTIVATION_LEAKY_RELU: return x < 0 ? alpha * x : x
  case HCK_ACTIVATION_CLIP: return x < alpha ? alpha : x > beta ? beta : x
  case HCK_ACTIVATION_SIGMOID: return 1 / (1 + exponential(-x))
  case HCK_ACTIVATION_TANH: return hyperbolicTangent(x)
  default: return x
  }
}

/// output[p][r][q] of a contraction.
public func referenceContraction(_ a: hck_contraction) -> [Reference] {
  var results: [Reference] = []
  results.reserveCapacity(a.P * a.R * a.Q)
  for p in 0..<a.P {
    for r in 0..<a.R {
      for q in 0..<a.Q {
        var sum = 0.0
        var magnitude = 0.0
        for k in 0..<a.K {
          let place =
            a.layout == HCK_LAYOUT_PANELS ? (r / 16 * a.K + k) * 16 + r % 16 : r * a.K + k
          let term = Double(a.matrix[place]) * Double(a.input[(p * a.K + k) * a.row_stride + q])
          sum += term
          magnitude += abs(term)
        }
        if a.bias_mode == HCK_BIAS_PER_ROW { sum += Double(a.bias[r]) }
        if a.bias_mode == HCK_BIAS_FULL {
          sum += Double(a.bias[((p % a.bias_period) * a.output_rows + r) * a.row_stride + q])
        }
        results.append(Reference(sum: sum, magnitude: magnitude, a.activation))
      }
    }
  }
  return results
}

/// output[b][m][n] of a product of run-time matrices.
public func referenceMatrixProduct(_ a: hck_matrix_product) -> [Reference] {
  let sizes = [a.sizes.0, a.sizes.1, a.sizes.2, a.sizes.3, a.sizes.4, a.sizes.5]
  let (l, r) = (a.left_strides, a.right_strides)
  let leftStrides = [l.0, l.1, l.2, l.3, l.4, l.5]
  let rightStrides = [r.0, r.1, r.2, r.3, r.4, r.5]
  let batches = sizes[0..<a.rank].reduce(1, *)
  var results: [Reference] = []
  for batch in 0..<batches {
    var rest = batch
    var left = 0
    var right = 0
    for axis in (0..<a.rank).reversed() {
      left += rest % sizes[axis] * leftStrides[axis]
      right += rest % sizes[axis] * rightStrides[axis]
      rest /= sizes[axis]
    }
    for m in 0..<a.M {
      for n in 0..<a.N {
        var sum = 0.0
        var magnitude = 0.0
        for k in 0..<a.K {
          let term =
            Double(a.left[(left * a.M + m) * a.K + k])
            * Double(a.right[(right * a.K + k) * a.N + n])
          sum += term
          magnitude += abs(term)
        }
        results.append(Reference(sum: sum, magnitude: magnitude, a.activation))
      }
    }
  }
  return results
}

/// output[b][oc][oy][ox] of a convolution.
public func referenceConvolution(_ a: hck_convolution) -> [Reference] {
  var results: [Reference] = []
  let inputs = a.input_channels / a.groups
  let outputs = a.output_channels / a.groups
  for b in 0..<a.batch {
    for oc in 0..<a.output_channels {
      for oy in 0..<a.output_height {
        for ox in 0..<a.output_width {
          var sum = Double(a.bias?[oc] ?? 0)
          var magnitude = abs(sum)
          for c in 0..<inputs {
            let channel = b * a.input_channels + oc / outputs * inputs + c
            for ky in 0..<a.kernel_height {
              let y = oy * a.stride_height - a.padding_top + ky * a.dilation_height
              guard y >= 0 && y < a.input_height else { continue }
              for kx in 0..<a.kernel_width {
                let x = ox * a.stride_width - a.padding_left + kx * a.dilation_width
                guard x >= 0 && x < a.input_width else { continue }
                let weight = ((oc * inputs + c) * a.kernel_height + ky) * a.kernel_width + kx
                let term =
                  Double(a.weights[weight])
                  * Double(a.input[(channel * a.input_height + y) * a.input_width + x])
                sum += term
                magnitude += abs(term)
              }
            }
          }
          results.append(Reference(sum: sum, magnitude: magnitude, a.activation))
        }
      }
    }
  }
  return results
}
