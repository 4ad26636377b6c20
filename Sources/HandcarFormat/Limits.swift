/// The limits of the format, enforced by the writer and the verifier alike.
public enum Limits {
  /// Axes of a tensor.
  public static let maximumRank = 8
  /// Batch axes of a run-time matrix product (rank without the two matrix axes).
  public static let maximumBatchRank = 6
  /// Size of one axis, and of each factor of an operation's extent.
  public static let maximumDimension = 1 << 30
  /// Bytes of one buffer.
  public static let maximumByteCount: UInt64 = 1 << 40
  /// Elements of a pooling window.
  public static let maximumWindowSize: UInt64 = 1 << 24
  /// Operations in a program.
  public static let maximumOperationCount = 1 << 16
  /// Inputs, and outputs, of a model.
  public static let maximumTensorCount = 1 << 10
  /// Layers of a model.
  public static let maximumLayerCount = 1 << 16
  /// Test vectors in a file.
  public static let maximumTestVectorCount = 1 << 10
  /// Bytes of a name or a layer's description, without the terminating zero.
  public static let maximumNameByteCount = 1 << 12
  /// Sections of a file.
  public static let maximumSectionCount = 64
  /// Cores of a tensor-train layer.
  public static let maximumCoreCount = 16
  /// Every section, buffer and parameter starts on a multiple of this many bytes.
  public static let alignment = 64
  /// `byteCount` rounded up to `alignment`.
  public static func aligned(_ byteCount: UInt64) -> UInt64 {
    let mask = UInt64(alignment - 1)
    return (byteCount + mask) & ~mask
  }
  /// Width of a packed panel in floats: two AVX2 vectors, one AVX-512 vector, four NEON vectors.
  public static let panelWidth = 16
}
