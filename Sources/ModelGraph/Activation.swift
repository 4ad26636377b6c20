/// A function applied to each element.
public enum Activation: Hashable, Sendable {
  case relu
  /// `x < 0 ? slope · x : x`
  case leakyRelu(slope: Double)
  /// `min(max(x, low), high)`; infinite bounds leave a side open.
  case clip(low: Double, high: Double)
  case sigmoid
  case tanh
}
