public import _HandcarShims

/// Addition, subtraction, multiplication or division of two Float32 tensors with broadcasting.
@inlinable @inline(always)
public func combine<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_binary>
) {
  let a = arguments.pointee
  let left = a.left.assumingMemoryBound(to: Float.self)
  let right = a.right.assumingMemoryBound(to: Float.self)
  let output = a.output.assumingMemoryBound(to: Float.self)
  var walk = BroadcastWalk(arguments)
  let runs = walk.outer.count
  var memory = InlineArray<192, Float>(repeating: 0)
  var span = memory.mutableSpan
  span.withUnsafeMutableBufferPointer { buffer in
    let staging = buffer.baseAddress.unsafelyUnwrapped
    for run in 0..<runs {
      combineRun(
        Target.Vector.self, a.operation, Clamp(a.activation),
        RunOperand(left + walk.outer.left, stride: walk.leftStride, staging: staging),
        RunOperand(right + walk.outer.right, stride: walk.rightStride, staging: staging + 64),
        output + run &* walk.runLength, count: walk.runLength, staging: staging + 128)
      walk.outer.advance()
    }
  }
  finishActivation(Target.self, a.activation, output, count: runs &* walk.runLength)
}

/// An operand of one run of the innermost axis. The loops read whole vectors: of the tensor where its numbers are
/// neighbours, else of a copy in stack memory.
@usableFromInline
struct RunOperand {
  @usableFromInline let start: UnsafePointer<Float>
  @usableFromInline let stride: Int
  @usableFromInline let staging: UnsafeMutablePointer<Float>

  /// `staging` holds 64 numbers.
  @inlinable @inline(always)
  init(_ start: UnsafePointer<Float>, stride: Int, staging: UnsafeMutablePointer<Float>) {
    self.start = start
    self.stride = stride
    self.staging = staging
  }

  /// Copies `count` numbers, at most 64. Whatever follows them in the staging memory are numbers, too.
  @inlinable @inline(always)
  func staged(from first: Int, count: Int) -> UnsafePointer<Float> {
    hcs_copy_floats(start + first &* stride, stride, staging, 1, count)
    return UnsafePointer(staging)
  }
}

/// One run of the innermost axis.
@inlinable @inline(always)
func combineRun<Vector: FloatVector>(
  _: Vector.Type, _ operation: UInt32, _ clamp: Clamp, _ left: RunOperand, _ right: RunOperand,
  _ output: UnsafeMutablePointer<Float>, count: Int, staging: UnsafeMutablePointer<Float>
) {
  let isStaged = left.stride > 1 || right.stride > 1 || count < Vector.width
  var first = 0
  while first < count {
    let remaining = count &- first
    let block = isStaged && remaining > 64 ? 64 : remaining
    // A number that is repeated fills one vector, read again and again.
    let repeatsLeft = left.stride == 0
    let repeatsRight = right.stride == 0
    var x = left.start + first
    var y = right.start + first
    if isStaged || repeatsLeft {
      x = left.staged(from: first, count: repeatsLeft ? Vector.width : block)
    }
    if isStaged || repeatsRight {
      y = right.staged(from: first, count: repeatsRight ? Vector.width : block)
    }
    combineBlock(
      operation, clamp, x, repeatsLeft ? 0 : Vector.width, y, repeatsRight ? 0 : Vector.width,
      isStaged ? staging : output + first, count: block, isPadded: isStaged, of: Vector.self)
    if isStaged { hcs_copy_floats(staging, 1, output + first, 1, block) }
    first &+= block
  }
}

/// A block of at least one vector, or of memories that are padded to whole ones.
@inlinable @inline(always)
func combineBlock<Vector: FloatVector>(
  _ operation: UInt32, _ clamp: Clamp, _ left: UnsafePointer<Float>, _ leftStep: Int,
  _ right: UnsafePointer<Float>, _ rightStep: Int, _ output: UnsafeMutablePointer<Float>,
  count: Int, isPadded: Bool, of _: Vector.Type
) {
  runInVectors(Vector.self, count: count, isPadded: isPadded, output) { first, vectors, output in
    var x = leftStep == 0 ? left : left + first
    var y = rightStep == 0 ? right : right + first
    var target = output
    @inline(always) func loop(_ apply: (Vector, Vector) -> Vector) {
      for _ in 0..<vectors {
        clamp(apply(Vector(loading: x), Vector(loading: y))).store(to: target)
        x += leftStep
        y += rightStep
        target += Vector.width
      }
    }
    switch operation {
    case HCK_BINARY_ADD: loop { $0 + $1 }
    case HCK_BINARY_SUBTRACT: loop { $0 - $1 }
    case HCK_BINARY_MULTIPLY: loop { $0 * $1 }
    default: loop { $0 / $1 }
    }
  }
}
