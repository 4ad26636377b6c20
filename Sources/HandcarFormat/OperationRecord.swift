/// Where an operation reads or writes: 24 bytes.
public struct Operand: Sendable {
  /// The memory that an offset counts in.
  public enum Space: UInt32, Sendable {
    case absent = 0
    case arena = 1
    case parameters = 2
  }

  public var space: UInt32 = 0
  public var reserved: UInt32 = 0
  public var offset: UInt64 = 0
  public var byteCount: UInt64 = 0

  public init() {}

  public init(space: Space, offset: Int, byteCount: Int) {
    self.space = space.rawValue
    self.offset = UInt64(offset)
    self.byteCount = UInt64(byteCount)
  }
}

/// One step of the program: 320 bytes. The meaning of operands and attributes is given by the
/// attribute structure of its kind.
public struct OperationRecord: Sendable {
  /// Number of operand places. Inputs take 0…3, scratch or a second output 4, the output 5
  /// (a `normalize` record uses 0…4 for its five inputs).
  public static let operandCount = 6
  public static let auxiliaryOperand = 4
  public static let outputOperand = 5
  public static let attributeCount = 36

  public var kind: UInt16 = 0
  public var elementType: UInt8 = ElementType.float32.rawValue
  public var activation: UInt8 = 0
  /// Index of the layer record that this operation belongs to.
  public var layer: UInt32 = 0
  /// Parameters of the activation (`ActivationKind`).
  public var alpha: Float = 0
  public var beta: Float = 0
  /// `normalize` only.
  public var epsilon: Float = 0
  public var reserved: UInt32 = 0
  public var reserved2: UInt64 = 0
  public var operands: InlineArray<6, Operand> = .init(repeating: Operand())
  public var attributes: InlineArray<36, UInt32> = .init(repeating: 0)

  public init() {}
}

extension UnsafePointer<OperationRecord> {
  /// The operands where they lie: the array of a record would be copied whole for each of them.
  public var operands: UnsafePointer<Operand> {
    (UnsafeRawPointer(self) + 32).assumingMemoryBound(to: Operand.self)
  }

  /// The attributes where they lie.
  public var attributes: UnsafePointer<UInt32> {
    (UnsafeRawPointer(self) + 176).assumingMemoryBound(to: UInt32.self)
  }
}
