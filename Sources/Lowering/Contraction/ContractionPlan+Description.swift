import TensorTrain

extension ContractionPlan: CustomStringConvertible {
  /// Such as `11616→32 as 4x8:88x132 ranks 16, right to left`.
  public var description: String {
    let modes = joined(shape.rowModes, "x") + ":" + joined(shape.columnModes, "x")
    let text = "\(shape.columns)→\(shape.rows) as \(modes)"
    if shape.coreCount == 1 { return text }
    let inner = Array(shape.ranks.dropFirst().dropLast())
    let ranks = Set(inner).count == 1 ? "\(inner[0])" : joined(inner, ",")
    return "\(text) ranks \(ranks), \(orderDescription)"
  }

  private var orderDescription: String {
    if order == shape.order(of: .rightToLeft) { return "right to left" }
    if order == shape.order(of: .leftToRight) { return "left to right" }
    return "cores " + joined(order.map { $0 + 1 }, ",")
  }

  private func joined(_ numbers: [Int], _ separator: String) -> String {
    numbers.map(String.init).joined(separator: separator)
  }
}
