import HandcarFormat
import TestSupport

/// Models of one operation of random shape, with sizes at the borders of tiles, panels and vectors.
enum RandomOperation {
  static let kinds = [
    "contraction", "convolution", "pool", "binary", "activate", "softmax", "permute", "copy", "pad",
    "reduceMean", "matrixProduct", "normalize",
  ]

  private static let sizes = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 23, 24, 31, 32, 33, 47, 48, 49,
  ]

  static func model(_ kind: String, seed: UInt64) -> SampleModels.Sample {
    var random = SeededGenerator(seed: seed)
    func pick<T>(_ values: [T]) -> T { values.randomElement(using: &random)! }
    func size() -> Int { pick(sizes) }
    let activation: ActivationKind = pick([.none, .relu, .tanh, .leakyRelu])
    let name = "\(kind) seed \(seed)"

    switch kind {
    case "contraction":
      var a = ContractionAttributes()
      (a.batch, a.depth, a.rows, a.columns) = (
        pick([1, size()]), size(), size(), pick([1, size()])
      )
      (a.layout, a.biasMode) = (pick([.rowMajor, .panels]), pick([.none, .perRow, .full]))
      a.biasPeriod = pick((1...a.batch).filter { a.batch % $0 == 0 })
      return SampleModels.single("\(name) \(a)", a, arenaInputs: [0], activation: activation)
    case "convolution":
      var a = ConvolutionAttributes()
      let kernel = pick([1, 2, 3])
      a.batch = pick([1, 2, 3])
      a.groups = pick([1, 2, 5])
      a.inputChannels = a.groups * pick([1, 2, 3])
      a.outputChannels = a.groups * pick([1, 2, 7, 8, 9, 17, 24])
      (a.inputHeight, a.inputWidth) = (pick([3, 7, 12]), pick([3, 8, 13]))
      (a.kernelHeight, a.kernelWidth) = (kernel, kernel)
      (a.strideHeight, a.strideWidth) = (pick([1, 2]), pick([1, 2]))
      (a.dilationHeight, a.dilationWidth) = (1, 1)
      (a.paddingTop, a.paddingLeft) = (kernel / 2, kernel / 2)
      a.outputHeight = (a.inputHeight + 2 * a.paddingTop - kernel) / a.strideHeight + 1
      a.outputWidth = (a.inputWidth + 2 * a.paddingLeft - kernel) / a.strideWidth + 1
      return SampleModels.single("\(name) \(a)", a, arenaInputs: [0], activation: activation)
    case "pool":
      var a = PoolAttributes()
      a.pool = pick([.maximum, .average, .averageIncludingPadding])
      a.planes = size()
      (a.input, a.output) = ([1, 6, 9], [1, 3, 4])
      (a.kernel, a.stride, a.dilation) = ([1, 2, 3], [1, 2, 2], [1, 1, 1])
      return SampleModels.single(
        "\(name) \(a)", a, arenaInputs: [0],
        type: a.pool == .maximum ? pick([.float32, .int8]) : .float32,
        withOptional: a.pool == .maximum && pick([false, true]))
    case "binary":
      var a = BinaryAttributes()
      a.operation = pick([.add, .subtract, .multiply, .divide])
      a.rank = 3
      let (x, y, z) = (pick([1, 2, size()]), size(), pick([1, size()]))
      a.sizes = [x, y, z, 0, 0, 0, 0, 0]
      let dense: InlineArray<8, Int> = [y * z, z, 1, 0, 0, 0, 0, 0]
      let perChannel: InlineArray<8, Int> = [0, 1, 0, 0, 0, 0, 0, 0]
      (a.leftStrides, a.rightStrides) = (dense, pick([dense, perChannel]))
      let type: ElementType = pick([.float32, .float32, .int32])
      return SampleModels.single(
        "\(name) \(a)", a, arenaInputs: [0, 1], type: type,
        activation: type == .float32 ? activation : .none)
    case "activate":
      var a = ActivateAttributes()
      a.count = size() * size()
      return SampleModels.single("\(name) \(a)", a, arenaInputs: [0], activation: activation)
    case "softmax":
      var a = SoftmaxAttributes()
      (a.outer, a.length, a.inner) = (size(), size(), pick([1, size()]))
      return SampleModels.single("\(name) \(a)", a, arenaInputs: [0])
    case "permute":
      var a = PermuteAttributes()
      a.rank = 3
      let (x, y, z) = (pick([1, size()]), size(), size())
      a.sizes = [x, z, y, 0, 0, 0, 0, 0]
      a.strides = [y * z, 1, z, 0, 0, 0, 0, 0]
      return SampleModels.single(
        "\(name) \(a)", a, arenaInputs: [0], type: pick([.int8, .float32, .int64]))
    case "copy":
      var a = CopyAttributes()
      (a.outer, a.run) = (pick([1, size()]), 4 * size() * size())
      (a.sourceStride, a.destinationStride) = (a.run, a.run + 4)
      return SampleModels.single("\(name) \(a)", a, arenaInputs: [0])
    case "pad":
      var a = PadAttributes()
      a.mode = pick([.constant, .reflect, .edge, .wrap])
      a.rank = 3
      let (x, y, z) = (pick([1, 5]), size(), size())
      a.inputSizes = [x, y, z, 0, 0, 0, 0, 0]
      a.outputSizes = [pick([1, x + 3]), y + 2, z + 1, 0, 0, 0, 0, 0]
      a.before = [pick([0, 1]), pick([-1, 1, 2]), 1, 0, 0, 0, 0, 0]
      return SampleModels.single(
        "\(name) \(a)", a, arenaInputs: [0], type: pick([.int16, .float32]))
    case "reduceMean":
      var a = ReduceMeanAttributes()
      (a.outer, a.length, a.inner) = (size(), size(), pick([1, size()]))
      return SampleModels.single("\(name) \(a)", a, arenaInputs: [0])
    case "matrixProduct":
      var a = MatrixProductAttributes()
      (a.rows, a.columns, a.depth) = (size(), pick([1, size()]), size())
      a.rank = 2
      a.sizes = [2, 3, 0, 0, 0, 0]
      a.leftStrides = [3, 1, 0, 0, 0, 0]
      a.rightStrides = [0, 1, 0, 0, 0, 0]
      return SampleModels.single("\(name) \(a)", a, arenaInputs: [0, 1], activation: activation)
    default:
      var a = NormalizeAttributes()
      (a.outer, a.channels, a.inner) = (pick([1, size()]), size(), size())
      return SampleModels.single("\(name) \(a)", a, arenaInputs: [0], activation: activation)
    }
  }
}
