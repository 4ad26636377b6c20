import HandcarFormat
import ModelGraph

/// Assembles the bytes of a `.hcar` file from a program, its memory plan and what goes along.
///
/// Equal input gives equal bytes. What is verified when the file is opened comes first, its head; then the data of the
/// test vectors and the parameters.
struct ModelWriter {
  private let program: Program
  private let plan: MemoryPlan
  private var names = NameTable()
  /// Offset of each parameter within its section.
  private let parameterOffsets: [Int]

  private struct Section {
    var kind: SectionKind
    /// Each starts on a multiple of `Limits.alignment`.
    var pieces: [[UInt8]]
    var recordCount = 0
    var recordSize = 0

    /// Bytes that belong to the head of the file.
    var headByteCount: Int {
      switch kind {
      case .parameters: 0
      case .testVectors: recordCount * recordSize
      default: byteCount
      }
    }

    var byteCount: Int {
      pieces.dropLast().reduce(pieces.last?.count ?? 0) { $0 + $1.count.aligned }
    }
  }

  init(_ program: Program, _ plan: MemoryPlan) {
    self.program = program
    self.plan = plan
    var end = 0
    parameterOffsets = program.parameters.contents.map { contents in
      defer { end += contents.count.aligned }
      return end
    }
  }

  /// The whole file.
  mutating func bytes(
    testVectors: [TestVector], provenance: [UInt8], options: LoweringOptions
  ) -> [UInt8] {
    var sections = [
      tensorSection(.inputs, program.inputs), tensorSection(.outputs, program.outputs),
      programSection(), layerSection(),
    ]
    sections.append(Section(kind: .names, pieces: [names.bytes]))
    sections.append(Section(kind: .provenance, pieces: [provenance]))
    sections.append(testVectorSection(testVectors, options))
    sections.append(Section(kind: .parameters, pieces: program.parameters.contents))
    return assemble(sections)
  }

  private func assemble(_ sections: [Section]) -> [UInt8] {
    var offset = Int(FileHeader().headerSize) + sections.count * MemoryLayout<SectionRecord>.size
    var headSize = offset
    var table: [SectionRecord] = []
    for section in sections {
      offset = offset.aligned
      var record = SectionRecord()
      record.kind = section.kind.rawValue
      record.flags = section.kind.isRequired ? SectionRecord.requiredFlag : 0
      record.offset = UInt64(offset)
      record.size = UInt64(section.byteCount)
      record.recordCount = UInt32(section.recordCount)
      record.recordSize = UInt32(section.recordSize)
      table.append(record)
      if section.headByteCount > 0 { headSize = offset + section.headByteCount }
      offset += section.byteCount
    }
    var header = FileHeader()
    header.fileSize = UInt64(offset)
    header.sectionCount = UInt32(sections.count)
    header.arenaSize = UInt64(plan.arenaByteCount)
    header.headSize = UInt64(headSize)

    var writer = ByteWriter()
    writer.reserve(offset)
    writer.append(header)
    for record in table { writer.append(record) }
    for section in sections {
      writer.align()
      for piece in section.pieces {
        writer.align()
        writer.append(piece)
      }
    }
    writer.seal(headSize: headSize)
    return writer.bytes
  }

  // MARK: Sections

  private mutating func tensorSection(
    _ kind: SectionKind, _ bindings: [Program.Binding]
  ) -> Section {
    var writer = ByteWriter()
    for binding in bindings {
      var record = TensorRecord()
      record.name = names.reference(to: binding.name)
      record.elementType = binding.type.elementType.rawValue
      record.rank = UInt8(binding.type.shape.count)
      for (axis, size) in binding.type.shape.enumerated() {
        record.dimensions[axis] = UInt32(size)
      }
      record.arenaOffset = UInt64(plan.offsets[binding.buffer])
      record.byteCount = UInt64(binding.type.byteCount)
      writer.append(record)
    }
    return Section(
      kind: kind, pieces: [writer.bytes], recordCount: bindings.count,
      recordSize: MemoryLayout<TensorRecord>.size)
  }

  private func programSection() -> Section {
    var writer = ByteWriter()
    for (index, layer) in program.layers.enumerated() {
      for step in program.steps[layer.steps] {
        var record = step.record
        record.layer = UInt32(index)
        for (place, operand) in step.operands.enumerated() {
          record.operands[place] = resolved(operand)
        }
        writer.append(record)
      }
    }
    return Section(
      kind: .program, pieces: [writer.bytes], recordCount: program.steps.count,
      recordSize: MemoryLayout<OperationRecord>.size)
  }

  private func resolved(_ operand: Program.Operand) -> Operand {
    switch operand {
    case .absent: Operand()
    case .buffer(let buffer, let offset, let byteCount):
      Operand(space: .arena, offset: plan.offsets[buffer] + offset, byteCount: byteCount)
    case .parameter(let parameter, let byteCount):
      Operand(space: .parameters, offset: parameterOffsets[parameter], byteCount: byteCount)
    }
  }

  private mutating func layerSection() -> Section {
    var writer = ByteWriter()
    for layer in program.layers {
      var record = LayerRecord()
      record.name = names.reference(to: layer.name)
      record.kind = names.reference(to: layer.kind)
      record.detail = names.reference(to: layer.detail)
      record.firstOperation = UInt32(layer.steps.lowerBound)
      record.operationCount = UInt32(layer.steps.count)
      record.multiplyAdds = UInt64(layer.multiplyAdds)
      record.parameterCount = UInt64(layer.parameterCount)
      record.parameterByteCount = UInt64(layer.parameterByteCount)
      writer.append(record)
    }
    return Section(
      kind: .layers, pieces: [writer.bytes], recordCount: program.layers.count,
      recordSize: MemoryLayout<LayerRecord>.size)
  }

  private func testVectorSection(_ vectors: [TestVector], _ options: LoweringOptions) -> Section {
    let recordSize = MemoryLayout<TestVectorRecord>.size
    var records = ByteWriter()
    var pieces: [[UInt8]] = []
    var offset = (vectors.count * recordSize).aligned
    for vector in vectors {
      var record = TestVectorRecord()
      record.offset = UInt64(offset)
      for tensor in vector.inputs + vector.outputs {
        pieces.append(tensor.littleEndianBytes)
        offset += pieces.last!.count.aligned
      }
      record.size = UInt64(offset) - record.offset
      record.absoluteTolerance = options.absoluteTolerance
      record.relativeTolerance = options.relativeTolerance
      records.append(record)
    }
    // Records and tensors fill whole multiples of the alignment, so that a vector ends where the next begins.
    return Section(
      kind: .testVectors, pieces: [records.bytes] + pieces + [[]], recordCount: vectors.count,
      recordSize: recordSize)
  }
}

extension SectionKind {
  /// Whether a reader that does not know the kind could not run the model.
  fileprivate var isRequired: Bool {
    switch self {
    case .inputs, .outputs, .program, .layers, .parameters, .names: true
    case .testVectors, .provenance: false
    }
  }
}
