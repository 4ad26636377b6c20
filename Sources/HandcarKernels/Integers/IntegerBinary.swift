internal import HandcarKernelTemplates
internal import _HandcarShims

/// An elementwise operation of two integer tensors with broadcasting. Arithmetic wraps around; division
/// truncates toward zero, a quotient by zero is zero, and the smallest number divided by −1 is itself.
func combineIntegers(_ arguments: UnsafePointer<hck_binary>) {
  let a = arguments.pointee
  let left = IntegerElements(start: UnsafeMutableRawPointer(mutating: a.left), type: a.element_type)
  let right = IntegerElements(
    start: UnsafeMutableRawPointer(mutating: a.right), type: a.element_type)
  let output = IntegerElements(start: a.output, type: a.element_type)
  var walk = BroadcastWalk(arguments)
  var position = 0
  for _ in 0..<walk.outer.count {
    for i in 0..<walk.runLength {
      let x = left.load(walk.outer.left &+ i &* walk.leftStride)
      let y = right.load(walk.outer.right &+ i &* walk.rightStride)
      output.store(
        apply(a.operation, x, y, isUnsigned64: a.element_type == HCK_TYPE_UINT64), position)
      position &+= 1
    }
    walk.outer.advance()
  }
}

private func apply(
  _ operation: UInt32, _ left: Int64, _ right: Int64, isUnsigned64: Bool
) -> Int64 {
  switch operation {
  case HCK_BINARY_ADD: return left &+ right
  case HCK_BINARY_SUBTRACT: return left &- right
  case HCK_BINARY_MULTIPLY: return left &* right
  default:
    if right == 0 { return 0 }
    if isUnsigned64 {
      return Int64(bitPattern: UInt64(bitPattern: left) / UInt64(bitPattern: right))
    }
    // Overflow happens for the smallest number and −1 only, and the partial value is the number.
    return left.dividedReportingOverflow(by: right).partialValue
  }
}
