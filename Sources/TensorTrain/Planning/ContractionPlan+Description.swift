extension ContractionPlan: CustomStringConvertible {
  /// Such as `11616→32 as 4x8:88x132 ranks 16, right to left`, or `… ranks 8, cores 1-2 and 3-4 merged, left to right`.
  public var description: String {
    let modes = joined(shape.rowModes, "x") + ":" + joined(shape.columnModes, "x")
    let text = "\(shape.columns)→\(shape.rows) as \(modes)"
    if shape.coreCount == 1 { return text }
    let inner = Array(shape.ranks.dropFirst().dropLast())
    let ranks = Set(inner).count == 1 ? "\(inner[0])" : joined(inner, ",")
    return "\(text) ranks \(ranks), " + method
  }

  /// How it is computed, without the shape.
  public var method: String {
    if isDense { return shape.coreCount == 1 ? "dense" : "all cores merged: dense" }
    let merged = groups.filter { $0.count > 1 }.map { "\($0.lowerBound + 1)-\($0.upperBound)" }
    let merger = merged.isEmpty ? "" : "cores " + merged.joined(separator: " and ") + " merged, "
    return merger + orderDescription
      + (sideBySide > 1 ? ", \(sideBySide) vectors side by side" : "")
  }

  private var orderDescription: String {
    if order == mergedShape.order(of: .rightToLeft) { return "right to left" }
    if order == mergedShape.order(of: .leftToRight) { return "left to right" }
    return "order " + joined(order.map { $0 + 1 }, ",")
  }

  private func joined(_ numbers: [Int], _ separator: String) -> String {
    numbers.map(String.init).joined(separator: separator)
  }
}
