public import _HandcarShims

/// Maximum or average over windows of up to three axes, Float32, without positions.
@inlinable @inline(always)
public func pool<Target: InstructionSet>(_: Target.Type, _ arguments: UnsafePointer<hck_pool>) {
  typealias Vector = Target.Vector
  let a = arguments.pointee
  let plan = RowPlan(
    width: a.input.2, outputs: a.output.2, kernel: a.kernel.2, stride: a.stride.2,
    dilation: a.dilation.2, padding: a.padding_before.2, vectorWidth: Vector.width)
  let isMaximum = a.kind == HCK_POOL_MAXIMUM
  let inputPlane = a.input.0 &* a.input.1 &* a.input.2
  var target = a.destination.assumingMemoryBound(to: Float.self)
  for plane in 0..<a.planes {
    let input = a.source.assumingMemoryBound(to: Float.self) + plane &* inputPlane
    for slice in 0..<a.output.0 {
      for row in 0..<a.output.1 {
        let window = PoolWindow(arguments, slice: slice, row: row)
        // A window without an element gives zero.
        let counted = isMaximum || window.counted == 0 ? 1 : window.counted &* a.kernel.2
        let divisor = Vector(repeating: Float(counted))
        plan.run(outputs: a.output.2, vectorWidth: Vector.width) { column in
          let start = column &* a.stride.2 &- a.padding_before.2
          func taps(_ body: (Vector) -> Void) {
            window.forEachLine(a) { line in
              for x in 0..<a.kernel.2 {
                let place = line &+ start &+ x &* a.dilation.2
                body(Vector(loading: input + place, stride: a.stride.2))
              }
            }
          }
          if isMaximum {
            var largest = Vector(repeating: -Float.greatestFiniteMagnitude)
            taps { largest = largest.raised(to: $0) }
            largest.store(to: target + column)
          } else {
            var sum = Vector.zero
            taps { sum = sum + $0 }
            (sum / divisor).store(to: target + column)
          }
        } scalar: { column in
          target[column] = window.pool(arguments, input, column: column)
        }
        target += a.output.2
      }
    }
  }
}

extension PoolWindow {
  /// One output, whose columns may stand out of the input. Compiled once for all kernel sets: outputs at the edges
  /// are few, and nothing here is a vector.
  @export(interface)
  public func pool(
    _ arguments: UnsafePointer<hck_pool>, _ input: UnsafePointer<Float>, column: Int
  ) -> Float {
    let a = arguments.pointee
    let isMaximum = a.kind == HCK_POOL_MAXIMUM
    let columns = PoolAxis(a, column: column)
    var result = isMaximum ? -Float.greatestFiniteMagnitude : 0
    forEachLine(a) { line in
      let taps = input + (line &+ columns.start)
      for x in columns.taps.first..<columns.taps.end {
        let value = taps[x &* a.dilation.2]
        result = isMaximum ? (result < value ? value : result) : result + value
      }
    }
    if isMaximum { return result }
    let elements = counted &* columns.counted
    return elements == 0 ? 0 : result / Float(elements)
  }
}
