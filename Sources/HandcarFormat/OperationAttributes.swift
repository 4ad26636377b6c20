/// The typed view of an operation record's attributes. One structure per kind describes the layout and
/// the rules for writer, verifier and executor alike: attributes lie in the order of the stored
/// properties.
public protocol OperationAttributes {
  static var kind: OperationKind { get }

  /// Decodes the attributes of a record where it lies; nil when an enumeration has a value that this version does
  /// not know. Sizes are not checked here: `isValid` does that.
  init?(_ record: UnsafePointer<OperationRecord>)

  func encode(with writer: inout AttributeWriter)

  /// Whether every size is within the limits and the sizes agree with each other, so that a kernel
  /// that is given operands of `operandByteCount` bytes reads and writes inside them.
  var isValid: Bool { get }

  /// Whether the operation exists for elements of the type, followed by the activation.
  func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool

  /// The exact number of bytes of operand `index` (0…5): 0 when the operand must be absent, nil when
  /// the number breaks a limit. Never traps, whatever the attributes hold.
  func operandByteCount(_ index: Int, of elementType: ElementType) -> UInt64?

  /// Whether operand `index` may be absent although it has a byte count.
  func isOptional(_ index: Int) -> Bool

  /// The multiple of bytes that the offset of operand `index` must be.
  func operandAlignment(_ index: Int, of elementType: ElementType) -> Int

  /// Whether the output may take the place of input `index`, that is start at the same byte.
  func mayOverwrite(_ index: Int) -> Bool
}

extension OperationAttributes {
  /// The same of a record that lies nowhere in particular.
  public init?(_ record: OperationRecord) {
    guard let attributes = withUnsafePointer(to: record, { Self($0) }) else { return nil }
    self = attributes
  }

  public func supports(_ elementType: ElementType, activation: ActivationKind) -> Bool {
    elementType == .float32 && activation == .none
  }

  public func isOptional(_ index: Int) -> Bool { false }

  public func operandAlignment(_ index: Int, of elementType: ElementType) -> Int {
    elementType.byteCount
  }

  public func mayOverwrite(_ index: Int) -> Bool { false }
}

extension OperationRecord {
  /// A record of the attributes' kind, without operands.
  public init<Attributes: OperationAttributes>(_ attributes: Attributes) {
    self.init()
    kind = Attributes.kind.rawValue
    var writer = AttributeWriter()
    attributes.encode(with: &writer)
    self.attributes = writer.attributes
  }

  /// Whether operand `index` of an operation of this kind is written: the output always, and operand 4
  /// (scratch or a second output) unless it is the fifth input of `normalize`.
  public static func writesOperand(_ index: Int, kind: OperationKind) -> Bool {
    index == outputOperand || index == auxiliaryOperand && kind != .normalize
  }
}
