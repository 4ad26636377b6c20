internal import HandcarKernelTemplates
internal import _HandcarShims

/// An elementwise operation of two integer tensors with broadcasting. Arithmetic wraps around; division
/// truncates toward zero, a quotient by zero is zero, and the smallest number divided by −1 is itself.
func combineIntegers(_ arguments: UnsafePointer<hck_binary>) {
  switch arguments.pointee.element_type {
  case HCK_TYPE_UINT8: combine(arguments, of: UInt8.self)
  case HCK_TYPE_INT8: combine(arguments, of: Int8.self)
  case HCK_TYPE_UINT16: combine(arguments, of: UInt16.self)
  case HCK_TYPE_INT16: combine(arguments, of: Int16.self)
  case HCK_TYPE_UINT32: combine(arguments, of: UInt32.self)
  case HCK_TYPE_INT32: combine(arguments, of: Int32.self)
  case HCK_TYPE_UINT64: combine(arguments, of: UInt64.self)
  case HCK_TYPE_INT64: combine(arguments, of: Int64.self)
  default: break
  }
}

private func combine<Element: FixedWidthInteger>(
  _ arguments: UnsafePointer<hck_binary>, of _: Element.Type
) {
  let a = arguments.pointee
  let left = a.left.assumingMemoryBound(to: Element.self)
  let right = a.right.assumingMemoryBound(to: Element.self)
  var output = a.output.assumingMemoryBound(to: Element.self)
  var walk = BroadcastWalk(a)
  for _ in 0..<walk.outer.count {
    let x = left + walk.outer.left
    let y = right + walk.outer.right
    for i in 0..<walk.runLength {
      output[i] = apply(a.operation, x[i &* walk.leftStride], y[i &* walk.rightStride])
    }
    output += walk.runLength
    walk.outer.advance()
  }
}

/// One operation of two numbers. Kept a call: integer tensors are small, and inlining would make a loop
/// of its own for each of eight types and four operations (50 KB).
@inline(never)
private func apply<Element: FixedWidthInteger>(
  _ operation: UInt32, _ left: Element, _ right: Element
) -> Element {
  switch operation {
  case HCK_BINARY_ADD: left &+ right
  case HCK_BINARY_SUBTRACT: left &- right
  case HCK_BINARY_MULTIPLY: left &* right
  // Overflow happens for the smallest number and −1 only, and the partial value is the number.
  default: right == 0 ? 0 : left.dividedReportingOverflow(by: right).partialValue
  }
}
