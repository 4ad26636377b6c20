/// What an operation record does. Raw values are part of the format and never change meaning.
public enum OperationKind: UInt16, Sendable {
  case contraction = 1
  case convolution = 2
  case pool = 3
  case binary = 4
  case activate = 5
  case softmax = 6
  case permute = 7
  case copy = 8
  case pad = 9
  case reduceMean = 10
  case matrixProduct = 11
  case normalize = 12
}

/// A function applied to each element, fused into the store of another operation or standing alone.
public enum ActivationKind: UInt8, Sendable {
  case none = 0
  case relu = 1
  /// `x < 0 ? alpha · x : x`
  case leakyRelu = 2
  /// `min(max(x, alpha), beta)`
  case clip = 3
  case sigmoid = 4
  case tanh = 5
}

/// How the matrix of a contraction lies in memory.
public enum MatrixLayout: UInt32, Sendable {
  /// `[R][K]`: vectors run along Q.
  case rowMajor = 0
  /// `[ceil(R/16)][K][16]`, rows beyond R zero: vectors run along R.
  case panels = 1
}

/// How the bias of a contraction is indexed.
public enum BiasMode: UInt32, Sendable {
  case none = 0
  /// `[R]`
  case perRow = 1
  /// `[period][R][Q]`, indexed by `p % period`
  case full = 2
}

/// What a pool computes over its window.
public enum PoolKind: UInt32, Sendable {
  case maximum = 0
  /// The mean over the elements inside the input.
  case average = 1
  /// The mean over the window, padding counted as zeros.
  case averageIncludingPadding = 2
}

/// The operation of a `binary` record.
public enum BinaryKind: UInt32, Sendable {
  case add = 0
  case subtract = 1
  case multiply = 2
  /// Integers truncate toward zero; an integer divided by zero gives zero.
  case divide = 3
}

/// What surrounds a padded tensor.
public enum PadMode: UInt32, Sendable {
  case constant = 0
  case reflect = 1
  case edge = 2
  case wrap = 3
}

/// The kinds of sections. A reader ignores kinds that it does not know unless the section is required.
public enum SectionKind: UInt32, Sendable {
  case inputs = 1
  case outputs = 2
  case program = 3
  case layers = 4
  case parameters = 5
  case names = 6
  case testVectors = 7
  case provenance = 8
}
