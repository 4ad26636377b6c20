/// Why a file was refused, and where.
public struct VerificationError: Error, Equatable, Sendable {
  /// What is wrong. The first group concerns the file as a whole.
  public enum Fault: UInt8, Sendable {
    case notAModel
    case otherVersion
    case truncated
    case tooLong
    case checksum
    case byteOrder

    case header
    case arenaSize
    case sectionCount
    case sectionUnknown
    case sectionRepeated
    case sectionMissing
    case sectionPlace
    case sectionRecords

    case text
    case elementType
    case tensorShape
    case tensorPlace
    case layerOperations
    case testVectorPlace
    case testVectorTolerance

    case operationKind
    case operationType
    case operationLayer
    case operationAttributes
    case operandPresence
    case operandSize
    case operandPlace
    case operandOverlap
  }

  public var fault: Fault
  /// The section that holds the faulty record, if one does.
  public var section: SectionKind?
  /// The record in its section, or the entry of the section table.
  public var index: Int

  public init(_ fault: Fault, in section: SectionKind? = nil, at index: Int = 0) {
    self.fault = fault
    self.section = section
    self.index = index
  }
}
