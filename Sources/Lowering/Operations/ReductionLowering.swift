import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  mutating func lowerSoftmax(_ node: Graph.Node, axis: Int) throws(LoweringError) {
    try requireFloat32(node, "softmax")
    let sizes = shape(node.inputs[0])
    var attributes = SoftmaxAttributes()
    attributes.outer = sizes[..<axis].reduce(1, *)
    attributes.length = sizes[axis]
    attributes.inner = sizes[(axis + 1)...].reduce(1, *)
    describeLayer(kind: "softmax", detail: "\(shapeText(sizes)) axis \(axis)")
    try emit(attributes, [place(of: node.inputs[0])], to: define(node.outputs[0]))
  }

  /// The kernel reduces one run of adjacent axes; others are first moved behind the rest.
  mutating func lowerReduceMean(_ node: Graph.Node, axes: [Int]) throws(LoweringError) {
    try requireFloat32(node, "a mean")
    let sizes = shape(node.inputs[0])
    // An axis of size 1 needs no reducing.
    let reduced = axes.filter { sizes[$0] != 1 }.sorted()
    guard let first = reduced.first, let last = reduced.last else {
      alias(node.outputs[0], to: node.inputs[0])
      return
    }
    let kept = sizes.indices.filter { !reduced.contains($0) }
    var source = place(of: node.inputs[0])
    var attributes = ReduceMeanAttributes()
    attributes.length = reduced.reduce(1) { $0 * sizes[$1] }
    describeLayer(
      kind: "mean",
      detail: "\(shapeText(sizes)) axes \(reduced.map(String.init).joined(separator: ","))")
    if kept.allSatisfy({ $0 < first || $0 > last || sizes[$0] == 1 }) {
      attributes.outer = sizes[..<first].reduce(1, *)
      attributes.inner = sizes[(last + 1)...].reduce(1, *)
    } else {
      let moved = addBuffer("\(node.name).moved", byteCount: source.byteCount)
      try emitPermute(of: source, type(node.inputs[0]), kept + reduced, to: moved)
      source = moved
      attributes.outer = kept.reduce(1) { $0 * sizes[$1] }
      attributes.inner = 1
    }
    try emit(attributes, [source], to: define(node.outputs[0]))
  }
}
