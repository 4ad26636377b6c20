public import _HandcarShims

/// Multiplies two panels at a time by one vector, as long as there are two whole ones, and moves the `hck_contraction` at the address
/// behind them; what is left is for `multiplyPanelsByVector`.
///
/// For registers as wide as a panel, on cores that load two of them in a cycle: a number of the vector is loaded for both panels. On
/// an Intel Xeon (Cascade Lake) a matrix in the first cache takes 0.6 times as long as panel by panel, one in the second 0.7 to 0.8
/// times, one of 16 MB 0.7 to 0.9 times. An EPYC (Zen 4) reads two streams from memory faster than one, if nothing is asked for ahead:
/// a matrix of 64 MB takes 15 to 19 % less time, one of 4 MB that is in no cache 33 % less, most in its caches up to 7 % less
/// (384→1536 5 % more).
///
/// Rejected: four panels at once, which are 10 % faster in the Xeon's second cache, but want sums in another order or more code. The
/// order is that of `PanelSums` with four turns, so that the bits of a panel do not depend on which of the two functions computes it.
///
/// - Parameter asksAhead: whether what lies 4 kB ahead is asked for in a matrix that comes from the third cache or from memory.
@inlinable @inline(always)
public func multiplyPanelPairs<Vector: TileVector>(
  _: Vector.Type, _ address: UnsafeMutableRawPointer?, asksAhead: Bool
) {
  let arguments = address.unsafelyUnwrapped.assumingMemoryBound(to: hck_contraction.self)
  var remaining = arguments.pointee.R
  let depth = arguments.pointee.K
  let input = UnsafePointer<Float>(arguments.pointee.input.unsafelyUnwrapped)
  let clamp = Clamp(arguments.pointee.activation)
  var bias = arguments.pointee.bias_mode == HCK_BIAS_NONE ? nil : arguments.pointee.bias
  var panel = UnsafePointer<Float>(arguments.pointee.matrix.unsafelyUnwrapped)
  var output = arguments.pointee.output.unsafelyUnwrapped
  let isFar = asksAhead && depth &* remaining >= 2 << 20
  while remaining >= 32 {
    var pair = PanelPair<Vector>()
    if let start = bias {
      pair.start(from: start)
      bias = start + 32
    }
    var rest = input
    var steps = depth
    if isFar {
      pair.accumulate(&panel, depth, &rest, &steps, asksAhead: true)
    } else {
      pair.accumulate(&panel, depth, &rest, &steps, asksAhead: false)
    }
    while steps > 0 {
      pair.addStep(to: 0, panel, depth, rest)
      panel += 16
      rest += 1
      steps &-= 1
    }
    pair.store(to: output, clamp)
    panel += depth &* 16
    output += 32
    remaining &-= 32
  }
  arguments.pointee.R = remaining
  arguments.pointee.matrix = panel
  arguments.pointee.output = output
  arguments.pointee.bias = bias
}

/// The sums of the rows of two panels: four of each take turns along depth.
@usableFromInline
struct PanelPair<Vector: TileVector> {
  @usableFromInline
  var sums: InlineArray<4, InlineArray<2, Vector>>

  @inlinable @inline(always)
  init() { sums = InlineArray(repeating: InlineArray(repeating: .zero)) }

  @inlinable @inline(always)
  mutating func start(from bias: UnsafePointer<Float>) {
    for half in 0..<2 { sums[0][half] = Vector(loading: bias + half &* 16, tail: Vector.width) }
  }

  /// The hot loop: two steps of each turn at a time, until fewer are left.
  @inlinable @inline(always)
  mutating func accumulate(
    _ panel: inout UnsafePointer<Float>, _ depth: Int, _ input: inout UnsafePointer<Float>,
    _ steps: inout Int, asksAhead: Bool
  ) {
    while steps >= 8 {
      for step in 0..<8 {
        let place = panel + step &* 16
        if asksAhead {
          hcs_prefetch_first(place + 64 &* 16)
          hcs_prefetch_first(place + (depth &+ 64) &* 16)
        }
        addStep(to: step % 4, place, depth, input + step)
      }
      panel += 8 &* 16
      input += 8
      steps &-= 8
    }
  }

  @inlinable @inline(always)
  mutating func addStep(
    to turn: Int, _ panel: UnsafePointer<Float>, _ depth: Int, _ input: UnsafePointer<Float>
  ) {
    let coefficient = Vector(repeating: input.pointee)
    for half in 0..<2 {
      sums[turn][half] = sums[turn][half].addingProduct(
        Vector(loading: panel + half &* depth &* 16, tail: Vector.width), coefficient)
    }
  }

  /// Adds the turns up, clamps and stores them.
  @inlinable @inline(always)
  func store(to output: UnsafeMutablePointer<Float>, _ clamp: Clamp) {
    let one = Vector(repeating: 1)
    for half in 0..<2 {
      var sum = sums[0][half]
      // A product with one is exact, hence this an addition.
      for turn in 1..<4 { sum = sum.addingProduct(sums[turn][half], one) }
      clamp(sum).store(to: output + half &* 16, tail: Vector.width)
    }
  }
}
