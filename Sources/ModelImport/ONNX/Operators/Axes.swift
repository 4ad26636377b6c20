/// An axis that may count from the end, counted from the front.
func normalized(_ axis: Int, rank: Int) throws(NodeProblem) -> Int {
  guard axis >= -rank, axis < rank else {
    throw NodeProblem("axis \(axis) does not exist in a tensor of \(rank) axes")
  }
  return axis < 0 ? axis + rank : axis
}

/// Axes that may count from the end, each at most once.
func normalized(_ axes: [Int], rank: Int) throws(NodeProblem) -> [Int] {
  var result: [Int] = []
  for axis in axes {
    let axis = try normalized(axis, rank: rank)
    guard !result.contains(axis) else { throw NodeProblem("the axes \(axes) repeat one") }
    result.append(axis)
  }
  return result
}
