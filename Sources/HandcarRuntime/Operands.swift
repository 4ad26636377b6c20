internal import _HandcarShims
internal import HandcarFormat

/// The addresses of an operation's operands.
struct Operands {
  private let operation: UnsafePointer<OperationRecord>
  private let arena: UnsafeMutableRawPointer
  private let parameters: UnsafeMutableRawPointer

  init(
    _ operation: UnsafePointer<OperationRecord>, arena: UnsafeMutableRawPointer,
    parameters: UnsafeMutableRawPointer
  ) {
    self.operation = operation
    self.arena = arena
    self.parameters = parameters
  }

  /// The address of operand `index`, nil when absent.
  subscript(index: Int) -> UnsafeMutableRawPointer? {
    let operand = operation.operands[index]
    let offset = Int(truncatingIfNeeded: operand.offset)
    switch Operand.Space(rawValue: operand.space) {
    case .arena: return arena + offset
    case .parameters: return parameters + offset
    case .absent, nil: return nil
    }
  }

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
