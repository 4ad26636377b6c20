public import HandcarKernels
public import TestSupport

/// A comparison of kernels with references in Double. Needs no test library and runs on any board, for every
/// kernel set.
///
///     for check in KernelCheck.all { check.run(KernelTable(for: set), .all, &report) }
public struct KernelCheck: Sendable, CustomStringConvertible {
  public typealias Body = @Sendable (KernelTable, Rounds, inout CheckReport) -> Void

  public let name: String
  public var description: String { name }
  public let run: Body

  init(_ name: String, _ run: @escaping Body) {
    self.name = name
    self.run = run
  }

  /// A check that is listed here runs everywhere.
  public static var all: [KernelCheck] {
    [
      KernelCheck("contraction of random shapes", contractRandomShapes),
      KernelCheck("contraction at tile edges", contractTileEdges),
      KernelCheck("contraction of few columns", contractFewColumns),
      KernelCheck("contraction of shallow matrices", contractShallowMatrices),
      KernelCheck("contraction of last columns of panels", contractLastColumnsOfPanels),
      KernelCheck("contraction of halves of vectors", contractHalvesOfVectors),
      KernelCheck("contraction of four columns", contractFourColumns),
      KernelCheck("contraction of groups of rows", contractGroupsOfRows),
      KernelCheck("contraction of turned rows", contractTurnedRows),
      KernelCheck("contraction of parts of panels", contractPartsOfPanels),
      KernelCheck("contraction of several panels", contractSeveralPanels),
      KernelCheck("contraction of deep panels", contractDeepPanels),
      KernelCheck("contraction of panels by a vector", contractPanelsByVector),
      KernelCheck("contraction of long rows", contractLongRows),
      KernelCheck("contraction of parts", contractParts),
      KernelCheck("convolution", convolveRandomShapes),
      KernelCheck("convolution of long rows", convolveLongRows),
      KernelCheck("matrix product", multiplyRandomMatrices),
      KernelCheck("pool of floats", poolFloats),
      KernelCheck("positions of maxima", findPositionsOfMaxima),
      KernelCheck("binary of floats", combineFloats),
      KernelCheck("binary of every integer type", combineIntegers),
      KernelCheck("binary of integers wraps", wrapIntegers),
      KernelCheck("activation of hard numbers", activateHardNumbers),
      KernelCheck("activation of not-a-number", activateNotANumber),
      KernelCheck("activation in place", activateEveryLength),
      KernelCheck("activation of integers", activateIntegers),
      KernelCheck("softmax", softmaxRandomShapes),
      KernelCheck("mean", reduceMeanRandomShapes),
      KernelCheck("normalization", normalizeRandomShapes),
      KernelCheck("permutation", permuteRandomShapes),
      KernelCheck("copy", copyRuns),
      KernelCheck("padding by hand", padByHand),
      KernelCheck("padding of random axes", padRandomAxes),
    ]
  }
}

extension KernelSet {
  /// Every set that this CPU runs. A new one is tested in full as soon as `KernelSet` names it.
  public static var supported: [KernelSet] {
    (0...UInt8.max).compactMap { KernelSet(rawValue: $0) }.filter { $0.isSupported }
  }
}
