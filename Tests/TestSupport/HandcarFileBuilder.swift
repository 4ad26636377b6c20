public import HandcarFormat

/// Writes small `.hcar` files for tests, record by record, without the planning of the real writer.
///
///     var builder = HandcarFileBuilder()
///     let x = builder.addInput([1, 4])
///     let y = builder.append(attributes, inputs: [x, builder.addParameters(weights)])
///     builder.addOutput([1, 3], at: y)
///     let bytes = builder.build()
public struct HandcarFileBuilder {
  public var inputs: [TensorRecord] = []
  public var outputs: [TensorRecord] = []
  public var operations: [OperationRecord] = []
  public var layers: [LayerRecord] = []
  public var parameters: [UInt8] = []
  public var provenance = "{\"tool\":\"test\"}"
  public var arenaSize = 0
  private var testVectors: [(record: TestVectorRecord, data: [UInt8])] = []
  private var names: [UInt8] = [0]

  public init() {}

  /// The next free bytes of the arena.
  public mutating func allocate(_ byteCount: Int) -> Operand {
    defer { arenaSize += aligned(byteCount) }
    return Operand(space: .arena, offset: arenaSize, byteCount: byteCount)
  }

  public mutating func addInput(
    _ dimensions: [Int], type: ElementType = .float32, name: String = "input"
  ) -> Operand {
    let operand = allocate(dimensions.reduce(type.byteCount, *))
    inputs.append(tensor(dimensions, type, name, operand))
    return operand
  }

  public mutating func addOutput(
    _ dimensions: [Int], at operand: Operand, type: ElementType = .float32, name: String = "output"
  ) {
    outputs.append(tensor(dimensions, type, name, operand))
  }

  /// Appends numbers to the parameters section.
  public mutating func addParameters<Element>(_ values: [Element]) -> Operand {
    defer { parameters.append(contentsOf: [UInt8](repeating: 0, count: padding(parameters.count))) }
    let offset = parameters.count
    values.withUnsafeBytes { parameters.append(contentsOf: $0) }
    return Operand(space: .parameters, offset: offset, byteCount: parameters.count - offset)
  }

  /// Appends an operation as a layer of its own. Places 0… take `inputs`; scratch and, unless given, the
  /// output are allocated.
  @discardableResult
  public mutating func append(
    _ attributes: some OperationAttributes, inputs: [Operand?], output: Operand? = nil,
    type elementType: ElementType = .float32, activation: ActivationKind = .none,
    alpha: Float = 0, beta: Float = 0, epsilon: Float = 0
  ) -> Operand {
    var record = OperationRecord(attributes)
    record.elementType = elementType.rawValue
    record.activation = activation.rawValue
    (record.alpha, record.beta, record.epsilon) = (alpha, beta, epsilon)
    record.layer = UInt32(layers.count)
    for (index, operand) in inputs.enumerated() {
      record.operands[index] = operand ?? Operand()
    }
    let auxiliary = OperationRecord.auxiliaryOperand
    if inputs.count <= auxiliary, !attributes.isOptional(auxiliary),
      let size = attributes.operandByteCount(auxiliary, of: elementType), size > 0
    {
      record.operands[auxiliary] = allocate(Int(size))
    }
    let last = OperationRecord.outputOperand
    let size = attributes.operandByteCount(last, of: elementType) ?? 0
    record.operands[last] = output ?? allocate(Int(size))

    var layer = LayerRecord()
    layer.name = text("layer\(layers.count)")
    layer.kind = text("test")
    layer.detail = text("")
    layer.firstOperation = UInt32(operations.count)
    layer.operationCount = 1
    layers.append(layer)
    operations.append(record)
    return record.operands[last]
  }

  /// Adds inputs with their expected outputs, each as its bytes.
  public mutating func addTestVector(
    inputs: [[UInt8]], outputs: [[UInt8]], absoluteTolerance: Float = 1e-5,
    relativeTolerance: Float = 1e-5
  ) {
    var record = TestVectorRecord()
    record.absoluteTolerance = absoluteTolerance
    record.relativeTolerance = relativeTolerance
    var data: [UInt8] = []
    for bytes in inputs + outputs {
      data += bytes + [UInt8](repeating: 0, count: padding(bytes.count))
    }
    record.size = UInt64(data.count)
    testVectors.append((record, data))
  }

  /// Adds a text to the names section.
  public mutating func text(_ string: String) -> TextReference {
    var reference = TextReference()
    reference.offset = UInt32(names.count)
    reference.size = UInt32(string.utf8.count)
    names += Array(string.utf8) + [0]
    return reference
  }

  /// The whole file.
  public func build() -> [UInt8] {
    var sections: [(record: SectionRecord, data: [UInt8])] = [
      records(.inputs, inputs), records(.outputs, outputs), records(.program, operations),
      records(.layers, layers), bytes(.names, names),
    ]
    if !provenance.isEmpty { sections.append(bytes(.provenance, Array(provenance.utf8) + [0])) }
    if !testVectors.isEmpty { sections.append(testVectorSection()) }
    if !parameters.isEmpty { sections.append(bytes(.parameters, parameters)) }

    var header = FileHeader()
    header.sectionCount = UInt32(sections.count)
    header.arenaSize = UInt64(arenaSize)
    var offset = aligned(64 + 32 * sections.count)
    for index in sections.indices {
      sections[index].record.offset = UInt64(offset)
      sections[index].record.size = UInt64(sections[index].data.count)
      // Of the test vectors the records alone belong to the head, of the parameters nothing.
      switch sections[index].record.kind {
      case SectionKind.parameters.rawValue: break
      case SectionKind.testVectors.rawValue:
        header.headSize = UInt64(offset + 32 * testVectors.count)
      default: header.headSize = UInt64(offset + sections[index].data.count)
      }
      offset = aligned(offset + sections[index].data.count)
    }
    header.fileSize = UInt64(offset)

    var file = raw([header]) + sections.flatMap { raw([$0.record]) }
    for section in sections {
      file += [UInt8](repeating: 0, count: padding(file.count)) + section.data
    }
    file += [UInt8](repeating: 0, count: padding(file.count))
    HandcarFileBuilder.seal(&file)
    return file
  }

  /// Writes the right size and checksums into the header, so that whatever else is wrong is found.
  public static func seal(_ file: inout [UInt8]) {
    guard file.count >= 64 else { return }
    file.withUnsafeMutableBytes { bytes in
      bytes.storeBytes(of: UInt64(bytes.count), toByteOffset: 16, as: UInt64.self)
      let headSize = bytes.loadUnaligned(fromByteOffset: 48, as: UInt64.self)
      if headSize >= 64, headSize <= UInt64(bytes.count) {
        let head = UnsafeRawBufferPointer(rebasing: bytes[..<Int(headSize)])
        bytes.storeBytes(of: FileHeader.headChecksum(of: head), toByteOffset: 44, as: UInt32.self)
      }
      let checksum = FileHeader.checksum(of: UnsafeRawBufferPointer(bytes))
      bytes.storeBytes(of: checksum, toByteOffset: 24, as: UInt32.self)
    }
  }

  private mutating func tensor(
    _ dimensions: [Int], _ type: ElementType, _ name: String, _ operand: Operand
  ) -> TensorRecord {
    var record = TensorRecord()
    record.name = text(name)
    record.elementType = type.rawValue
    record.rank = UInt8(dimensions.count)
    for (axis, dimension) in dimensions.enumerated() {
      record.dimensions[axis] = UInt32(dimension)
    }
    record.arenaOffset = operand.offset
    record.byteCount = UInt64(dimensions.reduce(type.byteCount, *))
    return record
  }

  private func testVectorSection() -> (record: SectionRecord, data: [UInt8]) {
    var offset = aligned(32 * testVectors.count)
    var vectors: [TestVectorRecord] = []
    var data: [UInt8] = []
    for vector in testVectors {
      var record = vector.record
      record.offset = UInt64(offset)
      offset += vector.data.count
      vectors.append(record)
      data += vector.data
    }
    var section = records(.testVectors, vectors)
    section.data += [UInt8](repeating: 0, count: padding(section.data.count)) + data
    return section
  }

  private func records<Record>(
    _ kind: SectionKind, _ records: [Record]
  ) -> (record: SectionRecord, data: [UInt8]) {
    var section = bytes(kind, raw(records))
    section.record.recordCount = UInt32(records.count)
    section.record.recordSize = UInt32(MemoryLayout<Record>.stride)
    return section
  }

  private func bytes(
    _ kind: SectionKind, _ data: [UInt8]
  ) -> (record: SectionRecord, data: [UInt8]) {
    var section = SectionRecord()
    section.kind = kind.rawValue
    section.flags = SectionRecord.requiredFlag
    return (section, data)
  }

  private func raw<Record>(_ records: [Record]) -> [UInt8] { records.withUnsafeBytes(Array.init) }

  private func padding(_ size: Int) -> Int { aligned(size) - size }

  private func aligned(_ size: Int) -> Int { Int(Limits.aligned(UInt64(size))) }
}
