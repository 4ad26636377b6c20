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
        let window = PoolWindow(a, slice: slice, row: row)
        let width = a.output.2
        if isMaximum {
          plan.run(outputs: width, vectorWidth: Vector.width) { column in
            let start = column &* a.stride.2 &- a.padding_before.2
            var largest = Vector(repeating: -Float.greatestFiniteMagnitude)
            window.forEachLine(a, input) { line in
              for x in 0..<a.kernel.2 {
                largest = largest.raised(
                  to: Vector(loading: line + (start &+ x &* a.dilation.2), stride: a.stride.2))
              }
            }
            largest.store(to: target + column)
          } scalar: { column in
            let columns = PoolAxis(
              output: column, stride: a.stride.2, dilation: a.dilation.2, kernel: a.kernel.2,
              size: a.input.2, before: a.padding_before.2, after: a.padding_after.2)
            var largest = -Float.greatestFiniteMagnitude
            window.forEachLine(a, input) { line in
              for x in columns.taps.first..<columns.taps.end {
                let value = line[columns.start &+ x &* a.dilation.2]
                largest = largest < value ? value : largest
              }
            }
            target[column] = largest
          }
        } else {
          let includesPadding = a.kind == HCK_POOL_AVERAGE_INCLUDING_PADDING
          let lines = includesPadding ? window.paddedCount : window.count
          // A window without an element gives zero.
          let divisor = lines == 0 ? 1 : Float(lines &* a.kernel.2)
          plan.run(outputs: width, vectorWidth: Vector.width) { column in
            let start = column &* a.stride.2 &- a.padding_before.2
            var sum = Vector.zero
            window.forEachLine(a, input) { line in
              for x in 0..<a.kernel.2 {
                sum =
                  sum
                  + Vector(loading: line + (start &+ x &* a.dilation.2), stride: a.stride.2)
              }
            }
            (sum / Vector(repeating: divisor)).store(to: target + column)
          } scalar: { column in
            let columns = PoolAxis(
              output: column, stride: a.stride.2, dilation: a.dilation.2, kernel: a.kernel.2,
              size: a.input.2, before: a.padding_before.2, after: a.padding_after.2)
            var sum: Float = 0
            window.forEachLine(a, input) { line in
              for x in columns.taps.first..<columns.taps.end {
                sum += line[columns.start &+ x &* a.dilation.2]
              }
            }
            let count = lines &* (includesPadding ? columns.paddedCount : columns.taps.length)
            target[column] = count == 0 ? 0 : sum / Float(count)
          }
        }
        target += width
      }
    }
  }
}
