public import _HandcarShims

/// Tiles of plain runs, which read vectors of the right matrix where they lie.
extension Tile {
  /// Computes the tile of a plain run that begins at row `first`: half as many instructions beside its steps as `run` has,
  /// which matters where they are few and the CPU looks ahead by few, such as one that runs two threads on a core, or in order.
  ///
  /// - Parameters:
  ///   - ahead: what the tile asks for early, where a run wants that; a constant.
  ///   - stepsAtOnce: 1 or 2; a constant.
  @inlinable @inline(always)
  static func runPlain(
    _ run: UnsafePointer<TileRun>, at first: Int, ahead: PanelsAhead = .nextPanel,
    stepsAtOnce: Int = 1
  ) {
    let memory = run.pointee.memory
    var tile = Tile()
    tile.startPlain(run, at: first)
    var left = InlineArray<rows, UnsafePointer<Float>>(repeating: memory.left[first])
    var row = 0
    while row < rows {
      left[unchecked: row] = hcs_address(memory.left + first + row).unsafelyUnwrapped
      row &+= 1
    }
    var offset = 0
    let asksForNext = ahead == .nextPanel && Vector.readsAhead && run.pointee.ahead != 0
    // Tiles of six rows gain from near panels, too (2 to 10 %), those of four and eight lose.
    let asksForSame = ahead == .samePanels && (rows == 6 || run.pointee.isFar)
    // Four shallow panels stay in the first cache, and rows of a matrix are read ahead by the CPU.
    if vectors == 4 && run.pointee.rightStride == 16 && run.pointee.steps >= 128 {
      tile.accumulatePanels(run, left)
    } else if asksForNext || asksForSame {
      tile.accumulate(
        left: left, offset: &offset, leftStride: run.pointee.leftStride, right: run.pointee.right,
        rightStride: run.pointee.rightStride, run.pointee.rightPlaces, ahead: ahead,
        nextPanel: run.pointee.ahead, steps: run.pointee.steps)
    } else {
      tile.accumulate(
        left: left, offset: &offset, leftStride: run.pointee.leftStride, right: run.pointee.right,
        rightStride: run.pointee.rightStride, run.pointee.rightPlaces, steps: run.pointee.steps,
        atOnce: stepsAtOnce)
    }
    tile.storePlain(run, at: first)
  }

  /// The hot loop of a tile of four deep panels, in which each two have an address of their own, for lack of registers. Asks for what
  /// lies eight steps ahead: where panels begin at multiples of 4096 bytes from each other, as those do whose depth is one of 64, the
  /// CPU does not read four of them far enough ahead (7 to 10 % of the time on an Intel Xeon).
  @inlinable @inline(always)
  mutating func accumulatePanels(
    _ run: UnsafePointer<TileRun>, _ left: InlineArray<rows, UnsafePointer<Float>>
  ) {
    let leftStride = run.pointee.leftStride
    let places = run.pointee.rightPlaces
    var right = run.pointee.right
    var block = hcs_computed(right + places.block).unsafelyUnwrapped
    var offset = 0
    var remaining = run.pointee.steps
    while remaining > 0 {
      var columns = InlineArray<vectors, Vector>(repeating: .zero)
      var vector = 0
      while vector < vectors {
        let place = (vector < 2 ? right : block) + (vector & 1) &* places.tail
        hcs_prefetch_first(place + 8 &* Vector.width)
        columns[unchecked: vector] = Vector(loading: place, tail: 0)
        vector &+= 1
      }
      addStep(left, offset, columns)
      right += Vector.width
      block += Vector.width
      offset &+= leftStride
      remaining &-= 1
    }
  }

  /// Computes two tiles of a plain run at once, one below the other from row `first` on: both have more rows than there are registers
  /// for their addresses, so these lie evenly. Asks for their panels early.
  @inlinable @inline(always)
  static func runTwo(_ run: UnsafePointer<TileRun>, at first: Int) {
    let addresses = run.pointee.memory.left + first
    let stride = addresses[1] - addresses[0]
    let places = run.pointee.rightPlaces
    let (leftStride, rightStride) = (run.pointee.leftStride, run.pointee.rightStride)
    var upper = Tile()
    var lower = Tile()
    upper.startPlain(run, at: first)
    lower.startPlain(run, at: first &+ rows)
    var upperLeft = hcs_address(addresses).unsafelyUnwrapped
    var lowerLeft = hcs_address(addresses + rows).unsafelyUnwrapped
    var right = run.pointee.right
    var remaining = run.pointee.steps
    while remaining > 0 {
      askForPanels(right, places)
      let columns = Self.columns(at: right, places)
      // Written out: the compiler leaves a loop a loop. Only tiles of six rows come in twos.
      addStep(0, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      addStep(1, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      addStep(2, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      addStep(3, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      addStep(4, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      addStep(5, columns, upperLeft, to: &upper, lowerLeft, to: &lower, stride)
      upperLeft += leftStride
      lowerLeft += leftStride
      right += rightStride
      remaining &-= 1
    }
    upper.storePlain(run, at: first)
    lower.storePlain(run, at: first &+ rows)
  }

  /// One step along depth of a row of two tiles.
  @inlinable @inline(always)
  static func addStep(
    _ row: Int, _ columns: InlineArray<vectors, Vector>, _ upperLeft: UnsafePointer<Float>,
    to upper: inout Self, _ lowerLeft: UnsafePointer<Float>, to lower: inout Self, _ stride: Int
  ) {
    upper.addInOrder(columns, Vector(coefficientAt: upperLeft + row &* stride), to: row)
    lower.addInOrder(columns, Vector(coefficientAt: lowerLeft + row &* stride), to: row)
  }

  /// The same as `add`, but before anything that is added later.
  @inlinable @inline(always)
  mutating func addInOrder(
    _ columns: InlineArray<vectors, Vector>, _ coefficient: Vector, to row: Int
  ) {
    add(columns, coefficient, to: row)
    var vector = 0
    while vector < vectors {
      sums[unchecked: row][unchecked: vector] =
        sums[unchecked: row][unchecked: vector].inOrder(after: coefficient)
      vector &+= 1
    }
  }

  @inlinable @inline(always)
  mutating func startPlain(_ run: UnsafePointer<TileRun>, at first: Int) {
    guard run.pointee.hasBias else { return }
    start(
      run.pointee.memory.bias + first, run.pointee.biasOffset,
      isRepeated: run.pointee.biasStride == 0, run.pointee.biasPlaces)
  }

  @inlinable @inline(always)
  mutating func storePlain(_ run: UnsafePointer<TileRun>, at first: Int) {
    if run.pointee.clamps { clamp(run.pointee.clamp) }
    if Vector.width == 16 && vectors == 2 && rows & 3 == 0 && run.pointee.turnsOutput {
      return storeTurned(run, at: first)
    }
    store(to: run.pointee.memory.output + first, run.pointee.outputOffset, run.pointee.outputPlaces)
  }

  /// Asks for what lies 32 steps ahead in each panel.
  @inlinable @inline(always)
  static func askForPanels(_ right: UnsafePointer<Float>, _ places: ColumnPlaces) {
    var vector = 0
    while vector < vectors {
      hcs_prefetch_first(right + (place(of: vector, places) &+ 32 &* Vector.width))
      vector &+= 1
    }
  }
}
