import TensorTrain

/// How a convolution is applied: what its costs depend on besides its weights, which networks store as an
/// S × (C · k²) matrix.
///
/// A tensor train of that matrix in which only the last row mode is not 1 is a *chain* of convolutions:
///
///     1x1xS:Cxk²x1:r1xr2   1×1 from C to r_1 channels, k×k to r_2, 1×1 to S (Tucker-2)
///     1xS:Cxk²:r           1×1 to r, k×k to S
///     1xS:C·k²x1:r         k×k to r, 1×1 to S
///
/// where the k×k one has the stride, padding and dilation. A *pointwise* convolution, 1×1 and with as
/// many pixels after as before, is a linear layer applied to every pixel, so any tensor train will do: a
/// stage of it is a 1×1 convolution of the state, and nothing is transposed.
public struct ConvolutionGeometry: Hashable, Sendable {
  public let batch: Int
  /// C
  public let inputChannels: Int
  /// S
  public let outputChannels: Int
  /// k · k
  public let kernelArea: Int
  /// H · W
  public let inputPixels: Int
  /// H' · W'
  public let outputPixels: Int
  public let isPointwise: Bool

  public init(
    batch: Int = 1, inputChannels: Int, outputChannels: Int, kernelArea: Int, inputPixels: Int,
    outputPixels: Int, isPointwise: Bool = false
  ) {
    self.batch = batch
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelArea = kernelArea
    self.inputPixels = inputPixels
    self.outputPixels = outputPixels
    self.isPointwise = isPointwise
  }

  /// The column modes of the chains, with the core that has the kernel.
  var chains: [(columnModes: [Int], kernelCore: Int)] {
    let whole = ([inputChannels * kernelArea, 1], 0)
    guard kernelArea > 1 else { return [whole] }
    return [
      ([inputChannels, kernelArea, 1], 1), ([inputChannels, kernelArea], 1), whole,
    ]
  }

  /// The cuts of all chains; nil where there are others.
  var cuts: Set<Cut>? {
    isPointwise
      ? nil
      : [
        Cut(rowPrefix: 1, columnPrefix: inputChannels),
        Cut(rowPrefix: 1, columnPrefix: inputChannels * kernelArea),
      ]
  }

  /// The row modes of a chain.
  func rowModes(coreCount: Int) -> [Int] {
    [Int](repeating: 1, count: coreCount - 1) + [outputChannels]
  }

  /// Whether a shape of the right size can be carried out.
  func admits(rowModes: [Int], columnModes: [Int]) -> Bool {
    isPointwise
      || rowModes == self.rowModes(coreCount: rowModes.count)
        && chains.contains { $0.columnModes == columnModes }
  }

  /// The modes of the chains, as a plan writes them.
  var chainText: String {
    chains.map { chain in
      [rowModes(coreCount: chain.columnModes.count), chain.columnModes]
        .map { $0.map(String.init).joined(separator: "x") }.joined(separator: ":")
    }.joined(separator: ", ")
  }

  /// One convolution of a factorized one.
  struct Step {
    /// P: images and state left of the core. K: inputs of one output, the kernel's area included.
    /// Q: output pixels and state right of the core.
    let stage: TTStage
    /// Elements that it reads.
    let inputCount: Int
    /// Whether it has the kernel, stride, padding and dilation.
    let hasKernel: Bool
  }

  /// The order of cores in which a shape is carried out.
  func order(of shape: TTShape) -> [Int] {
    isPointwise ? shape.bestOrder().cores : Array(0..<shape.coreCount)
  }

  /// The convolutions that a shape becomes.
  ///
  /// - Precondition: the shape is admitted.
  func steps(of shape: TTShape, order: [Int]) -> [Step] {
    if isPointwise {
      return shape.stages(order: order, batch: batch).map { stage in
        let widened = TTStage(
          core: stage.core, P: stage.P, K: stage.K, R: stage.R, Q: stage.Q * outputPixels,
          contractsLeftBond: stage.contractsLeftBond, contractsRightBond: stage.contractsRightBond)
        return Step(stage: widened, inputCount: widened.inputCount, hasKernel: false)
      }
    }
    guard let chain = chains.first(where: { $0.columnModes == shape.columnModes }) else {
      preconditionFailure("\(shape) is no chain of convolutions")
    }
    return (0..<shape.coreCount).map { core in
      let hasKernel = core == chain.kernelCore
      let stage = TTStage(
        core: core, P: batch, K: shape.ranks[core] * shape.columnModes[core],
        R: shape.rowModes[core] * shape.ranks[core + 1],
        Q: core < chain.kernelCore ? inputPixels : outputPixels, contractsLeftBond: true,
        contractsRightBond: false)
      let inputCount =
        hasKernel ? batch * stage.K / kernelArea * inputPixels : stage.inputCount
      return Step(stage: stage, inputCount: inputCount, hasKernel: hasKernel)
    }
  }
}
