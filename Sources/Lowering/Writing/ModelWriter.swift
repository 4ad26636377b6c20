import HandcarFormat
import ModelGraph

/// Assembles the bytes of a `.hcar` file from a program, its memory plan and what goes along.
///
/// Equal input gives equal bytes. Small sections come first, the parameters last.
struct ModelWriter {
  private let program: Program
  private let plan: MemoryPlan
  private var names = NameTable()
  /// Offset of each parameter within its section.
  private let parameterOffsets: [Int]

  private struct Section {
    var kind: SectionKind
    var bytes: [UInt8]
    var recordCount = 0
    var recordSize = 0
  }

  init(_ program: Program, _ plan: MemoryPlan) {
    self.program = program
    self.plan = plan
    var end = 0
    parameterOffsets = program.parameters.contents.map { contents in
      defer { end += (contents.count + Limits.alignment - 1) / Limits.alignment * Limits.alignment }
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
    sections.append(Section(kind: .names, bytes: names.bytes))
    sections.append(testVectorSection(testVectors, options))
    sections.append(Section(kind: .provenance, bytes: provenance))
    sections.append(parameterSection())
    return assemble(sections)
  }

  private func assemble(_ sections: [Section]) -> [UInt8] {
    var offset = Int(FileHeader().headerSize) + sections.count * MemoryLayout<SectionRecord>.size
    var table: [SectionRecord] = []
    for section in sections {
      offset = (offset + Limits.alignment - 1) / Limits.alignment * Limits.alignment
      var record = SectionRecord()
      record.kind = section.kind.rawValue
      record.flags = section.kind.isRequired ? SectionRecord.requiredFlag : 0
      record.offset = UInt64(offset)
      record.size = UInt64(section.bytes.count)
      record.recordCount = UInt32(section.recordCount)
      record.recordSize = UInt32(section.recordSize)
      table.append(record)
      offset += section.bytes.count
    }
    var header = FileHeader()
    header.fileSize = UInt64(offset)
    header.sectionCount = UInt32(sections.count)
    header.arenaSize = UInt64(plan.arenaByteCount)

    var writer = ByteWriter()
    writer.reserve(offset)
    writer.append(header)
    for record in table { writer.append(record) }
    for section in sections {
      writer.align()
      writer.append(section.bytes)
    }
    writer.seal()
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
      kind: kind, bytes: writer.bytes, recordCount: bindings.count,
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
      kind: .program, bytes: writer.bytes, recordCount: program.steps.count,
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
      kind: .layers, bytes: writer.bytes, recordCount: program.layers.count,
      recordSize: MemoryLayout<LayerRecord>.size)
  }

  private func testVectorSection(_ vectors: [TestVector], _ options: LoweringOptions) -> Section {
    let recordSize = MemoryLayout<TestVectorRecord>.size
    var data = ByteWriter()
    var records = ByteWriter()
    let headSize =
      (vectors.count * recordSize + Limits.alignment - 1) / Limits.alignment * Limits.alignment
    for vector in vectors {
      data.align()
      var record = TestVectorRecord()
      record.offset = UInt64(headSize + data.bytes.count)
      for tensor in vector.inputs + vector.outputs {
        data.align()
        data.append(tensor.littleEndianBytes)
      }
      record.size = UInt64(headSize + data.bytes.count) - record.offset
      record.absoluteTolerance = options.absoluteTolerance
      record.relativeTolerance = options.relativeTolerance
      records.append(record)
    }
    if !vectors.isEmpty { records.align() }
    return Section(
      kind: .testVectors, bytes: records.bytes + data.bytes, recordCount: vectors.count,
      recordSize: recordSize)
  }

  private func parameterSection() -> Section {
    var writer = ByteWriter()
    writer.reserve((parameterOffsets.last ?? 0) + (program.parameters.contents.last?.count ?? 0))
    for contents in program.parameters.contents {
      writer.align()
      writer.append(contents)
    }
    return Section(kind: .parameters, bytes: writer.bytes)
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
