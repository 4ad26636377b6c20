#if !hasFeature(Embedded)
  extension VerificationError: CustomStringConvertible {
    /// One line that says what is wrong and where, such as `operation 3: an operand lies outside …`.
    public var description: String {
      if let section { return "\(section.recordName) \(index): \(fault.text)" }
      return fault.concernsSectionTable ? "section \(index): \(fault.text)" : fault.text
    }
  }

  extension SectionKind {
    /// What one record of the section is called.
    fileprivate var recordName: String {
      switch self {
      case .inputs: "input"
      case .outputs: "output"
      case .program: "operation"
      case .layers: "layer"
      case .testVectors: "test vector"
      case .parameters, .names, .provenance: "section"
      }
    }
  }

  extension VerificationError.Fault {
    /// Whether the index counts entries of the section table.
    fileprivate var concernsSectionTable: Bool {
      switch self {
      case .sectionUnknown, .sectionRepeated, .sectionPlace, .sectionRecords: true
      default: false
      }
    }

    fileprivate var text: String {
      switch self {
      case .notAModel: "not a .hcar file: the magic number is missing"
      case .otherVersion: "made for another version of the format: convert the model again"
      case .truncated: "shorter than its header says: copy the file again"
      case .tooLong: "longer than its header says: copy the file again"
      case .checksum: "damaged: the checksum does not match; copy the file again"
      case .byteOrder: "not in little-endian byte order"
      case .header: "the header's size is impossible"
      case .arenaSize: "the arena's size is not a multiple of 64 or too large for this machine"
      case .sectionCount: "the number of sections is impossible"
      case .sectionUnknown: "the kind is unknown and the section must be understood"
      case .sectionRepeated: "the kind occurs twice"
      case .sectionMissing: "a necessary section is missing"
      case .sectionPlace: "the section is misaligned, out of order or outside the file or its head"
      case .sectionRecords: "the records are too many, too short, misaligned or do not fit"
      case .text: "a text lies outside the names section or is not terminated by its only zero"
      case .elementType: "the element type is unknown"
      case .tensorShape: "rank, dimensions and byte count do not agree or break a limit"
      case .tensorPlace: "the tensor is misaligned or lies outside the arena"
      case .layerOperations: "the layer's operations do not follow those of the layer before it"
      case .testVectorPlace: "the test vector is misaligned or lies outside its section"
      case .testVectorTolerance: "a tolerance is negative or not a finite number"
      case .operationKind: "the kind of operation is unknown"
      case .operationType: "the operation does not exist for this element type or activation"
      case .operationLayer: "the operation names another layer than the one that owns it"
      case .operationAttributes:
        "the attributes are unknown, break a limit or contradict each other"
      case .operandPresence: "an operand is missing, or present where there must be none"
      case .operandSize: "an operand's byte count does not follow from the attributes"
      case .operandPlace: "an operand is misaligned, read-only or outside its memory"
      case .operandOverlap: "an operand that is written overlaps another one"
      }
    }
  }
#endif
