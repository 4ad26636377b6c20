public import HandcarFormat

/// Small models that exercise one kind of operation each, for tests that need any model rather than a
/// meaningful one.
public enum SampleModels {
  public struct Sample: Sendable, CustomStringConvertible {
    public let name: String
    public let file: [UInt8]
    public var description: String { name }
  }

  /// One linear layer 4→4 with a bias, and a test vector.
  public static func linear() -> HandcarFileBuilder {
    var builder = HandcarFileBuilder()
    let matrix: [Float] = (0..<16).map { Float($0) - 8 }
    let bias: [Float] = [1, 2, 3, 4]
    var attributes = ContractionAttributes()
    (attributes.batch, attributes.depth, attributes.rows, attributes.columns) = (1, 4, 4, 1)
    attributes.biasMode = .perRow
    let x = builder.addInput([1, 4])
    let y = builder.append(
      attributes, inputs: [x, builder.addParameters(matrix), builder.addParameters(bias)])
    builder.addOutput([1, 4], at: y)
    let input: [Float] = [1, -1, 2, 0.5]
    let output = (0..<4).map { row in
      (0..<4).reduce(bias[row]) { $0 + matrix[4 * row + $1] * input[$1] }
    }
    builder.addTestVector(
      inputs: [input.withUnsafeBytes(Array.init)], outputs: [output.withUnsafeBytes(Array.init)])
    return builder
  }

  /// One model for each kind of operation, and some variants.
  public static func all() -> [Sample] {
    [
      Sample(name: "linear", file: linear().build()), contraction(.panels, .full),
      contraction(.rowMajor, .none), convolution(kernel: 3), convolution(kernel: 1),
      pool(.maximum, indices: true), pool(.average, indices: false), binary(.float32),
      binary(.int16), activate(), softmax(), permute(), copy(), pad(.constant), pad(.reflect),
      pad(.wrap), reduceMean(), matrixProduct(), normalize(),
    ]
  }

  static func contraction(_ layout: MatrixLayout, _ biasMode: BiasMode) -> Sample {
    var attributes = ContractionAttributes()
    (attributes.batch, attributes.depth, attributes.rows, attributes.columns) = (4, 3, 5, 2)
    attributes.layout = layout
    attributes.biasMode = biasMode
    attributes.biasPeriod = 2
    return single(
      "contraction \(layout.rawValue) \(biasMode.rawValue)", attributes, arenaInputs: [0],
      activation: .relu)
  }

  static func convolution(kernel: Int) -> Sample {
    var attributes = ConvolutionAttributes()
    attributes.batch = 2
    (attributes.inputChannels, attributes.inputHeight, attributes.inputWidth) = (4, 5, 6)
    (attributes.outputChannels, attributes.outputHeight, attributes.outputWidth) = (2, 5, 6)
    (attributes.kernelHeight, attributes.kernelWidth) = (kernel, kernel)
    (attributes.strideHeight, attributes.strideWidth) = (1, 1)
    (attributes.dilationHeight, attributes.dilationWidth) = (1, 1)
    (attributes.paddingTop, attributes.paddingLeft) = (kernel / 2, kernel / 2)
    attributes.groups = 2
    return single("convolution \(kernel)", attributes, arenaInputs: [0], activation: .clip)
  }

  static func pool(_ kind: PoolKind, indices: Bool) -> Sample {
    var attributes = PoolAttributes()
    attributes.pool = kind
    attributes.planes = 3
    attributes.input = [1, 5, 4]
    attributes.output = [1, 3, 2]
    attributes.kernel = [1, 2, 3]
    attributes.stride = [1, 2, 2]
    attributes.dilation = [1, 1, 1]
    attributes.paddingBefore = [0, 1, 1]
    attributes.paddingAfter = [0, 0, 1]
    return single("pool \(kind.rawValue)", attributes, arenaInputs: [0], withOptional: indices)
  }

  static func binary(_ type: ElementType) -> Sample {
    var attributes = BinaryAttributes()
    attributes.operation = .divide
    attributes.rank = 3
    attributes.sizes = [2, 3, 4, 0, 0, 0, 0, 0]
    attributes.leftStrides = [12, 4, 1, 0, 0, 0, 0, 0]
    attributes.rightStrides = [0, 1, 0, 0, 0, 0, 0, 0]
    return single("binary \(type.rawValue)", attributes, arenaInputs: [0, 1], type: type)
  }

  static func activate() -> Sample {
    var attributes = ActivateAttributes()
    attributes.count = 11
    return single("activate", attributes, arenaInputs: [0], activation: .tanh)
  }

  static func softmax() -> Sample {
    var attributes = SoftmaxAttributes()
    (attributes.outer, attributes.length, attributes.inner) = (2, 5, 3)
    return single("softmax", attributes, arenaInputs: [0])
  }

  static func permute() -> Sample {
    var attributes = PermuteAttributes()
    attributes.rank = 3
    attributes.sizes = [4, 2, 3, 0, 0, 0, 0, 0]
    attributes.strides = [1, 12, 4, 0, 0, 0, 0, 0]
    return single("permute", attributes, arenaInputs: [0], type: .int8)
  }

  static func copy() -> Sample {
    var attributes = CopyAttributes()
    (attributes.outer, attributes.run) = (3, 8)
    (attributes.sourceStride, attributes.destinationStride) = (8, 20)
    return single("copy", attributes, arenaInputs: [0])
  }

  static func pad(_ mode: PadMode) -> Sample {
    var attributes = PadAttributes()
    attributes.mode = mode
    attributes.rank = 2
    attributes.inputSizes = [3, 4, 0, 0, 0, 0, 0, 0]
    attributes.outputSizes = [5, 6, 0, 0, 0, 0, 0, 0]
    attributes.before = [1, -1, 0, 0, 0, 0, 0, 0]
    attributes.value = 7
    return single("pad \(mode.rawValue)", attributes, arenaInputs: [0], type: .int16)
  }

  static func reduceMean() -> Sample {
    var attributes = ReduceMeanAttributes()
    (attributes.outer, attributes.length, attributes.inner) = (2, 5, 3)
    return single("reduceMean", attributes, arenaInputs: [0])
  }

  static func matrixProduct() -> Sample {
    var attributes = MatrixProductAttributes()
    (attributes.rows, attributes.columns, attributes.depth, attributes.rank) = (2, 3, 4, 2)
    attributes.sizes = [2, 3, 0, 0, 0, 0]
    attributes.leftStrides = [3, 1, 0, 0, 0, 0]
    attributes.rightStrides = [0, 1, 0, 0, 0, 0]
    return single("matrixProduct", attributes, arenaInputs: [0, 1])
  }

  static func normalize() -> Sample {
    var attributes = NormalizeAttributes()
    (attributes.outer, attributes.channels, attributes.inner) = (2, 3, 4)
    return single("normalize", attributes, arenaInputs: [0])
  }

  /// A model of one operation; operands that are not arena inputs are parameters, random in 0.5…1.
  public static func single<Attributes: OperationAttributes>(
    _ name: String, _ attributes: Attributes, arenaInputs: [Int],
    type: ElementType = .float32, activation: ActivationKind = .none, withOptional: Bool = false
  ) -> Sample {
    var builder = HandcarFileBuilder()
    let kind = Attributes.kind
    var generator = SeededGenerator(seed: 1)
    var operands: [Operand?] = []
    for index in 0..<OperationRecord.outputOperand {
      if OperationRecord.writesOperand(index, kind: kind) { break }
      let size = Int(attributes.operandByteCount(index, of: type) ?? 0)
      if size == 0 {
        operands.append(nil)
      } else if arenaInputs.contains(index) {
        operands.append(
          builder.addInput([size / type.byteCount], type: type, name: "input\(index)"))
      } else {
        operands.append(builder.addParameters(generator.floats(size / 4).map { 0.75 + 0.25 * $0 }))
      }
    }
    if withOptional {
      let auxiliary = OperationRecord.auxiliaryOperand
      let size = Int(attributes.operandByteCount(auxiliary, of: type) ?? 0)
      operands.append(builder.allocate(size))
    }
    let output = builder.append(
      attributes, inputs: operands, type: type, activation: activation, alpha: -1, beta: 1,
      epsilon: 1e-5)
    builder.addOutput([Int(output.byteCount) / type.byteCount], at: output, type: type)
    return Sample(name: name, file: builder.build())
  }
}
