internal import ModelGraph
internal import TestSupport

extension RandomGraph {
  mutating func linear(_ x: Graph.ValueID) throws {
    let rows = pick(1...35)
    let weight = constant([rows, shape(x).last!])
    try add(
      .linear(activation: maybeActivation()), [x, weight] + (maybe() ? [constant([rows])] : []))
  }

  /// Over the axes behind the first two.
  mutating func convolution(_ x: Graph.ValueID) throws {
    let sizes = shape(x)
    let groups = maybe() ? sizes[1] : 1
    var convolution = Convolution(
      kernel: [], strides: [], dilations: [], paddingBefore: [], paddingAfter: [], groups: groups,
      activation: maybeActivation())
    for size in sizes[2...] {
      let kernel = pick(1...3)
      let dilation = pick(1...2)
      let missing = max(0, (kernel - 1) * dilation + 1 - size)
      convolution.kernel.append(kernel)
      convolution.strides.append(pick(1...2))
      convolution.dilations.append(dilation)
      convolution.paddingBefore.append(pick(0...2))
      convolution.paddingAfter.append(missing + pick(0...2))
    }
    let filters = groups * pick(1...3)
    let weight = constant([filters, sizes[1] / groups] + convolution.kernel)
    try add(.convolution(convolution), [x, weight] + (maybe() ? [constant([filters])] : []))
  }

  mutating func pool(_ x: Graph.ValueID) throws {
    let kinds: [Pool.Kind] = [
      .maximum, .average(includesPadding: false), .average(includesPadding: true),
    ]
    var pool = Pool(
      kind: kinds.randomElement(using: &generator)!, kernel: [], strides: [], dilations: [],
      paddingBefore: [], paddingAfter: [], outputSizes: [])
    for size in shape(x)[2...] {
      let kernel = pick(1...size)
      let before = pick(0...(kernel - 1))
      let after = pick(0...(kernel - 1))
      let stride = pick(1...3)
      pool.kernel.append(kernel)
      pool.strides.append(stride)
      pool.dilations.append(1)
      pool.paddingBefore.append(before)
      pool.paddingAfter.append(after)
      pool.outputSizes.append((size + before + after - kernel) / stride + 1)
    }
    try add(.pool(pool), [x])
  }

  /// With a constant of a shape that broadcasts, or with the value itself.
  mutating func binary(_ x: Graph.ValueID) throws {
    if pick(0...3) == 0 {
      try add(.binary(.add, activation: maybeActivation()), [x, x])
      return
    }
    var other = shape(x).map { maybe() ? 1 : $0 }
    while !other.isEmpty, maybe() { other.removeFirst() }
    if shape(x).count < 6, maybe() { other = [pick(1...2)] + shape(x) }
    let operation = BinaryOperator.allCases.randomElement(using: &generator)!
    // A divisor stays away from zero.
    let constant = constant(other, in: 0.5...1.5)
    let inputs = operation != .divide && maybe() ? [constant, x] : [x, constant]
    try add(.binary(operation, activation: maybeActivation()), inputs)
  }

  mutating func reduceMean(_ x: Graph.ValueID) throws {
    let axes = shape(x).indices.filter { _ in maybe() }
    try add(.reduceMean(axes: axes, keepsAxes: maybe()), [x])
  }

  mutating func concat(_ x: Graph.ValueID) throws {
    let axis = pick(0...(shape(x).count - 1))
    var other = shape(x)
    other[axis] = pick(0...3)
    try add(.concat(axis: axis), [x, constant(other), x].shuffled(using: &generator))
  }

  mutating func pad(_ x: Graph.ValueID) throws {
    let modes: [Padding.Mode] = [.constant(0.5), .reflect, .edge, .wrap]
    var padding = Padding(before: [], after: [], mode: modes.randomElement(using: &generator)!)
    for size in shape(x) {
      // Cropping leaves at least one element, and a reflection goes at most to its far end.
      let before = pick((size > 1 ? -1 : 0)...min(size - 1, 3))
      let left = size + min(before, 0)
      let after = pick((left > 1 ? -1 : 0)...min(left - 1, 3))
      padding.before.append(min(before, left + min(after, 0) - 1))
      padding.after.append(after)
    }
    try add(.pad(padding), [x])
  }

  /// With a constant, or with the value's own transposition.
  mutating func matrixProduct(_ x: Graph.ValueID) throws {
    let sizes = shape(x)
    let depth = sizes[sizes.count - 1]
    switch pick(0...3) {
    case 0: try add(.matrixProduct, [x, constant([depth])])
    case 1: try add(.matrixProduct, [constant([sizes[sizes.count - 2]]), x])
    case 2:
      let batch = sizes.dropLast(2).map { maybe() ? 1 : $0 }
      try add(.matrixProduct, [x, constant(batch + [depth, pick(1...5)])])
    default:
      var permutation = Array(sizes.indices)
      permutation.swapAt(sizes.count - 1, sizes.count - 2)
      let turned = try graph.addNode(
        .transpose(permutation: permutation), [x], name: "n\(graph.nodes.count)")
      try add(.matrixProduct, [x] + turned)
    }
  }

  mutating func normalization(_ x: Graph.ValueID) throws {
    let channels = shape(x)[1]
    try add(
      .batchNormalization(epsilon: 1e-3),
      [x] + (0..<3).map { _ in constant([channels]) } + [constant([channels], in: 0.1...2)])
  }
}
