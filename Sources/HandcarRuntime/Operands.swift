internal import _HandcarShims
internal import HandcarFormat

/// The addresses of an operation's operands.
struct Operands {
  private let operation: UnsafePointer<OperationRecord>
  private var addresses = InlineArray<6, UnsafeMutableRawPointer?>(repeating: nil)

  /// All addresses at once: what fills the arguments of a kernel only loads them, instead of finding each anew.
  init(
    _ operation: UnsafePointer<OperationRecord>, arena: UnsafeMutableRawPointer,
    parameters: UnsafeMutableRawPointer
  ) {
    self.operation = operation
    for index in 0..<OperationRecord.operandCount {
      let operand = operation.pointee.operands[index]
      let offset = Int(truncatingIfNeeded: operand.offset)
      switch Operand.Space(rawValue: operand.space) {
      case .arena: addresses[index] = arena + offset
      case .parameters: addresses[index] = parameters + offset
      case .absent, nil: break
      }
    }
  }

  /// The address of operand `index`, nil when absent.
  subscript(index: Int) -> UnsafeMutableRawPointer? { addresses[index] }

  /// The address of operand `index` as floats.
  func floats(_ index: Int) -> UnsafeMutablePointer<Float>? {
    self[index]?.assumingMemoryBound(to: Float.self)
  }

  var output: UnsafeMutableRawPointer? { self[OperationRecord.outputOperand] }

  var outputFloats: UnsafeMutablePointer<Float>? { floats(OperationRecord.outputOperand) }

  var auxiliary: UnsafeMutableRawPointer? { self[OperationRecord.auxiliaryOperand] }

  /// The function that follows the operation.
  var activation: hck_activation {
    hck_activation(
      kind: UInt32(operation.pointee.activation), alpha: operation.pointee.alpha,
      beta: operation.pointee.beta)
  }
}
