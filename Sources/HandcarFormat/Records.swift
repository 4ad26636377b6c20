/// The first 64 bytes of a file.
public struct FileHeader: Sendable {
  /// `"HCAR"` and a line-ending guard, read as a little-endian integer: 48 43 41 52 0D 0A 1A 0A.
  public static let magicNumber: UInt64 = 0x0A1A_0A0D_5241_4348
  /// Readers refuse a file of another major version.
  public static let currentMajorVersion: UInt16 = 0
  /// A higher minor version adds only what older readers may ignore.
  public static let currentMinorVersion: UInt16 = 2
  /// Reads 0x01020304 only in little-endian order.
  public static let byteOrderMark: UInt32 = 0x0102_0304

  public var magic: UInt64 = FileHeader.magicNumber
  public var majorVersion: UInt16 = FileHeader.currentMajorVersion
  public var minorVersion: UInt16 = FileHeader.currentMinorVersion
  /// Bytes of this header; the section table follows it.
  public var headerSize: UInt32 = 64
  public var fileSize: UInt64 = 0
  /// CRC-32C of the whole file with this field taken as zero.
  public var checksum: UInt32 = 0
  public var sectionCount: UInt32 = 0
  /// Bytes of working memory that a session needs, a multiple of 64.
  public var arenaSize: UInt64 = 0
  public var byteOrder: UInt32 = FileHeader.byteOrderMark
  /// CRC-32C of the head with both checksums taken as zero.
  public var headChecksum: UInt32 = 0
  /// Bytes from the start of the file in which lies everything but the parameters and the data of the test vectors:
  /// what is verified when a file is opened. In a file of version 0.1 it is zero, and the whole file is its head.
  public var headSize: UInt64 = 0
  public var reserved: UInt64 = 0

  public init() {}
}

/// One entry of the section table: 32 bytes.
public struct SectionRecord: Sendable {
  /// Set in `flags` when a reader that does not know the kind must refuse the file.
  public static let requiredFlag: UInt32 = 1

  public var kind: UInt32 = 0
  public var flags: UInt32 = 0
  /// From the start of the file, a multiple of 64.
  public var offset: UInt64 = 0
  public var size: UInt64 = 0
  /// Records in the section and bytes of each; zero for a section without records.
  /// A record may be longer than this version's structure: the rest is ignored.
  public var recordCount: UInt32 = 0
  public var recordSize: UInt32 = 0

  public init() {}
}

/// A run of UTF-8 bytes in the names section, followed there by a zero byte.
public struct TextReference: Sendable {
  public var offset: UInt32 = 0
  public var size: UInt32 = 0

  public init() {}
}

/// An input or an output of the model: 64 bytes.
public struct TensorRecord: Sendable {
  public var name = TextReference()
  public var elementType: UInt8 = 0
  public var rank: UInt8 = 0
  public var reserved: UInt16 = 0
  public var reserved2: UInt32 = 0
  public var dimensions: InlineArray<8, UInt32> = .init(repeating: 0)
  public var arenaOffset: UInt64 = 0
  public var byteCount: UInt64 = 0

  public init() {}
}

/// A layer as the user knows it, for reports and profiles: 64 bytes. It owns a run of operations.
public struct LayerRecord: Sendable {
  public var name = TextReference()
  /// Such as `linear`, `tt`, `convolution`.
  public var kind = TextReference()
  /// Such as `11616→32 as 4x8:88x132 ranks 16`.
  public var detail = TextReference()
  public var firstOperation: UInt32 = 0
  public var operationCount: UInt32 = 0
  /// Multiply-adds of one run.
  public var multiplyAdds: UInt64 = 0
  /// Trained numbers, before packing.
  public var parameterCount: UInt64 = 0
  /// Bytes in the parameters section, packed.
  public var parameterByteCount: UInt64 = 0
  public var reserved: UInt64 = 0

  public init() {}
}

/// A sample input with its expected output: 32 bytes. At `offset` in the section lie the inputs, then
/// the outputs, in model order, each starting on a multiple of 64.
public struct TestVectorRecord: Sendable {
  public var offset: UInt64 = 0
  public var size: UInt64 = 0
  /// |actual − expected| ≤ absoluteTolerance + relativeTolerance · |expected|
  public var absoluteTolerance: Float = 0
  public var relativeTolerance: Float = 0
  public var reserved: UInt64 = 0

  public init() {}
}
