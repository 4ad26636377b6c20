public import _HandcarShims

/// A matrix in panels times one vector: a fully connected layer at batch 1.
///
/// Bound by reading the matrix once, so nothing happens between two panels but a store. Rejected, with vectors of half a panel and
/// matrices in the caches of an EPYC (Zen 4): several panels at once, which reads in more streams, and prefetching, which takes the
/// place of loads.
@inlinable @inline(always)
func multiplyPanelsByVector<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_contraction>, _ tiles: WideTiles
) {
  if arguments.pointee.R >= 32, let multiplyPanelPairs = tiles.multiplyPanelPairs {
    var rest = arguments.pointee
    multiplyPanelPairs(&rest)
    multiplySinglePanels(Target.Vector.self, &rest)
  } else {
    multiplySinglePanels(Target.Vector.self, arguments)
  }
  let a = arguments.pointee
  finishActivation(Target.self, a.activation, a.output, count: a.R)
}

/// A function of its own, because it is called in two places.
@inlinable @inline(never)
func multiplySinglePanels<Vector: FloatVector>(
  _: Vector.Type, _ arguments: UnsafePointer<hck_contraction>
) {
  if Vector.width == 8 {
    PanelSums<Vector, 4, 2>.run(arguments)
  } else {
    PanelSums<Vector, 2, 4>.run(arguments)
  }
}

extension UnsafePointer<hck_contraction> {
  /// Whether `multiplyPanelsByVector` computes it.
  @inlinable @inline(always)
  var isPanelsByVector: Bool {
    pointee.P == 1 && pointee.Q == 1 && pointee.layout == HCK_LAYOUT_PANELS
  }
}

/// The sums of the 16 rows of a panel, `turns` times: they take turns along depth, so that there are eight
/// independent sums, which cover the latency of the additions.
@usableFromInline
struct PanelSums<Vector: FloatVector, let turns: Int, let vectors: Int> {
  @usableFromInline
  var sums: InlineArray<turns, InlineArray<vectors, Vector>>

  @inlinable @inline(always)
  init() { sums = InlineArray(repeating: InlineArray(repeating: .zero)) }

  @inlinable @inline(always)
  static func run(_ arguments: UnsafePointer<hck_contraction>) {
    let depth = arguments.pointee.K
    let input = UnsafePointer<Float>(arguments.pointee.input.unsafelyUnwrapped)
    let clamp = Clamp(arguments.pointee.activation)
    var bias = arguments.pointee.bias_mode == HCK_BIAS_NONE ? nil : arguments.pointee.bias
    var panel = UnsafePointer<Float>(arguments.pointee.matrix.unsafelyUnwrapped)
    var output = arguments.pointee.output.unsafelyUnwrapped
    var remaining = arguments.pointee.R
    // Four turns, those of x86-64, go backwards, each reading a cache line of its own: the furthest is asked for first. An
    // EPYC (Zen 4) then reads its second and third cache 9 to 17 % faster, but memory 10 to 15 % more slowly. From memory, what
    // lies 4 kB ahead is asked for: an Intel Xeon (Cascade Lake) reads it 3 to 7 % faster, where the hardware stops at a page's end.
    let isBackward = turns == 4 && depth &* remaining < 8 << 20
    while remaining > 0 {
      let count = remaining < 16 ? remaining : 16
      var panelSums = Self()
      if let start = bias {
        panelSums.start(from: start, count: count)
        bias = start + 16
      }
      var rest = input
      var steps = depth
      if isBackward {
        panelSums.accumulate(&panel, &rest, &steps, isBackward: true)
      } else {
        panelSums.accumulate(&panel, &rest, &steps, isBackward: false)
      }
      while steps > 0 {
        panelSums.addStep(to: 0, panel, rest)
        panel += 16
        rest += 1
        steps &-= 1
      }
      panelSums.store(to: output, count: count, clamp)
      output += 16
      remaining &-= 16
    }
  }

  /// Starts from the bias of the panel's first `count` rows.
  @inlinable @inline(always)
  mutating func start(from bias: UnsafePointer<Float>, count: Int) {
    for vector in 0..<vectors {
      let place = vector &* Vector.width
      if count &- place >= Vector.width {
        sums[0][vector] = Vector(loading: bias + place)
      } else if count > place {
        sums[0][vector] = Vector(loading: bias + place, count: count &- place)
      }
    }
  }

  /// The hot loop: two steps of each turn at a time, until fewer are left.
  @inlinable @inline(always)
  mutating func accumulate(
    _ panel: inout UnsafePointer<Float>, _ input: inout UnsafePointer<Float>,
    _ steps: inout Int, isBackward: Bool
  ) {
    while steps >= 2 &* turns {
      for step in 0..<2 &* turns {
        let turn = isBackward ? turns &- 1 &- step % turns : step % turns
        let place = step / turns &* turns &+ turn
        if turns == 4 && !isBackward { hcs_prefetch_first(panel + (place &+ 64) &* 16) }
        addStep(to: turn, panel + place &* 16, input + place)
      }
      panel += 2 &* turns &* 16
      input += 2 &* turns
      steps &-= 2 &* turns
    }
  }

  @inlinable @inline(always)
  mutating func addStep(
    to turn: Int, _ panel: UnsafePointer<Float>, _ input: UnsafePointer<Float>
  ) {
    let coefficient = Vector(repeating: input.pointee)
    for vector in 0..<vectors {
      sums[turn][vector] = sums[turn][vector].addingProduct(
        Vector(loading: panel + vector &* Vector.width), coefficient)
    }
  }

  /// Adds the turns up, clamps the first `count` rows and stores them.
  @inlinable @inline(always)
  func store(to output: UnsafeMutablePointer<Float>, count: Int, _ clamp: Clamp) {
    for vector in 0..<vectors {
      let place = vector &* Vector.width
      var sum = sums[0][vector]
      for turn in 1..<turns { sum = sum + sums[turn][vector] }
      if count &- place >= Vector.width {
        clamp(sum).store(to: output + place)
      } else if count > place {
        clamp(sum).store(to: output + place, count: count &- place)
      }
    }
  }
}
