/// Spearman's rank correlation: 1 where both lists put things in the same order, −1 where in the
/// opposite one; equal values share the mean of their ranks. Nil for fewer than two pairs, or when
/// one list is all the same.
public func rankCorrelation(_ first: [Double], _ second: [Double]) -> Double? {
  precondition(first.count == second.count, "pairs are needed")
  let (a, b) = (ranks(of: first), ranks(of: second))
  let mean = Double(a.count - 1) / 2
  var (product, squareA, squareB) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    product += (x - mean) * (y - mean)
    squareA += (x - mean) * (x - mean)
    squareB += (y - mean) * (y - mean)
  }
  return squareA > 0 && squareB > 0 ? product / (squareA * squareB).squareRoot() : nil
}

private func ranks(of values: [Double]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start
    while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
    for place in start...end { ranks[order[place]] = Double(start + end) / 2 }
    start = end + 1
  }
  return ranks
}
