import LinearAlgebra
import ModelGraph
import TensorTrain

// A layer of an awkward size, such as a prime, filled up with zeros to one with more factors: W stands in the
// upper left corner of a larger matrix, its inputs get zeros at the end, and the end of its outputs is cut.

extension Matrix {
  /// The matrix in the upper left corner of one of zeros.
  ///
  /// - Precondition: the sizes are no smaller.
  func padded(rows height: Int, columns width: Int) -> Matrix {
    precondition(height >= rows && width >= columns, "padding does not cut")
    guard height > rows || width > columns else { return self }
    var result = Matrix(zerosOfRows: height, columns: width)
    for row in 0..<rows {
      result.elements.replaceSubrange(
        row * width..<row * width + columns, with: elements[row * columns..<(row + 1) * columns])
    }
    return result
  }
}

extension Graph {
  /// Fills up the inputs of a `ttLinear` node and cuts its outputs, which takes a node before and one after
  /// it. The bias is filled up, too.
  ///
  /// - Parameter size: of the train.
  /// - Throws: `GraphError` when a type does not follow from another.
  mutating func pad(
    _ layer: LinearLayer, to size: (rows: Int, columns: Int)
  ) throws(GraphError) {
    var node = nodes[layer.nodeIndex]
    let first = nodes.count
    let (input, output) = (self[node.inputs[0]].type.shape, self[node.outputs[0]].type.shape)
    func ends(_ shape: [Int], _ last: Int) -> Operation {
      let none = [Int](repeating: 0, count: shape.count)
      return .pad(Padding(before: none, after: none.dropLast() + [last], mode: .constant(0)))
    }
    if size.columns > layer.columns {
      node.inputs[0] = try addNode(
        ends(input, size.columns - layer.columns), [node.inputs[0]], name: node.name + ".padded")[0]
    }
    if size.rows > layer.rows, case .ttLinear(let shape, _) = node.operation,
      node.inputs.count > 1 + shape.coreCount
    {
      let bias = node.inputs[1 + shape.coreCount]
      node.inputs[1 + shape.coreCount] = try addNode(
        ends([layer.rows], size.rows - layer.rows), [bias], name: node.name + ".bias")[0]
    }
    let whole = try addNode(node.operation, node.inputs, name: node.name)[0]
    if size.rows > layer.rows {
      _ = try addNode(
        ends(output, layer.rows - size.rows), [whole], name: node.name + ".cut")
    }
    var added = Array(nodes[first...])
    nodes.removeSubrange(first...)
    added[added.count - 1].outputs = node.outputs
    nodes.replaceSubrange(layer.nodeIndex...layer.nodeIndex, with: added)
  }
}
