public import TensorTrain

/// What a node computes. The number and order of inputs is given with each case; trailing inputs marked `?` may
/// be absent. Weights are inputs like any other (constants of the graph), so that every pass, the gradients and
/// the writer treat them alike.
public enum Operation: Hashable, Sendable {
  /// `y = activation(x · Wᵀ + b)`; inputs x `(…, N)`, W `(M, N)`, b? `(M)`.
  case linear(activation: Activation?)
  /// The same with W as a tensor train; inputs x `(…, N)`, core 1…d `(r_{k-1}, m_k, n_k, r_k)`, b? `(M)`.
  case ttLinear(TTShape, activation: Activation?)
  /// Product of two tensors' last two axes with broadcasting, as NumPy's `matmul`; inputs a, b.
  case matrixProduct
  /// Elementwise with NumPy broadcasting; inputs a, b.
  case binary(BinaryOperator, activation: Activation?)
  /// Inputs x `(batch, C, spatial…)`, W `(F, C / groups, kernel…)`, b? `(F)`.
  case convolution(Convolution)
  /// `(x − mean) / sqrt(variance + ε) · scale + bias` along axis 1; inputs x, scale, bias, mean, variance.
  case batchNormalization(epsilon: Double)
  /// Input x.
  case activation(Activation)
  /// Input x.
  case softmax(axis: Int)
  /// Input x `(batch, C, spatial…)`. A maximum pool may have a second output: the positions, `int64`.
  case pool(Pool)
  /// Mean over the axes; input x.
  case reduceMean(axes: [Int], keepsAxes: Bool)
  /// The same elements under another shape; input x. Flatten, Squeeze and Unsqueeze become this.
  case reshape([Int])
  /// Output axis a is input axis `permutation[a]`; input x.
  case transpose(permutation: [Int])
  /// Inputs of equal shape but for the axis; one or more.
  case concat(axis: Int)
  /// Input x.
  case pad(Padding)
  /// Input x.
  case identity
}

/// Arithmetic on pairs of elements. Integers wrap around; their division truncates toward zero.
public enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
  case add, subtract, multiply, divide
}

/// A grouped convolution over one or two spatial axes. Lists hold one entry for each spatial axis.
public struct Convolution: Hashable, Sendable {
  public var kernel: [Int]
  public var strides: [Int]
  public var dilations: [Int]
  public var paddingBefore: [Int]
  public var paddingAfter: [Int]
  public var groups: Int
  public var activation: Activation?

  public init(
    kernel: [Int], strides: [Int], dilations: [Int], paddingBefore: [Int], paddingAfter: [Int],
    groups: Int = 1, activation: Activation? = nil
  ) {
    self.kernel = kernel
    self.strides = strides
    self.dilations = dilations
    self.paddingBefore = paddingBefore
    self.paddingAfter = paddingAfter
    self.groups = groups
    self.activation = activation
  }
}

/// Pooling over one to three spatial axes. Lists hold one entry for each spatial axis. Automatic padding and
/// the rounding mode are resolved by the importer: `outputSizes` states the result.
public struct Pool: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case maximum
    /// The mean; with `includesPadding`, padding counts as zeros.
    case average(includesPadding: Bool)
  }

  public var kind: Kind
  public var kernel: [Int]
  public var strides: [Int]
  public var dilations: [Int]
  public var paddingBefore: [Int]
  public var paddingAfter: [Int]
  public var outputSizes: [Int]
  /// Positions of maxima count the last two spatial axes column by column (ONNX `storage_order` 1).
  public var columnMajorIndices: Bool

  public init(
    kind: Kind, kernel: [Int], strides: [Int], dilations: [Int], paddingBefore: [Int],
    paddingAfter: [Int], outputSizes: [Int], columnMajorIndices: Bool = false
  ) {
    self.kind = kind
    self.kernel = kernel
    self.strides = strides
    self.dilations = dilations
    self.paddingBefore = paddingBefore
    self.paddingAfter = paddingAfter
    self.outputSizes = outputSizes
    self.columnMajorIndices = columnMajorIndices
  }
}

/// Padding around a tensor, one entry for each axis; negative numbers crop.
public struct Padding: Hashable, Sendable {
  public enum Mode: Hashable, Sendable {
    case constant(Double)
    case reflect, edge, wrap
  }

  public var before: [Int]
  public var after: [Int]
  public var mode: Mode

  public init(before: [Int], after: [Int], mode: Mode) {
    self.before = before
    self.after = after
    self.mode = mode
  }
}
