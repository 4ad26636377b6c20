import TensorTrain

extension ContractionPlan: CustomStringConvertible {
  /// Such as `11616→32 as 4x8:88x132 ranks 16, right to left`.
  public var description: String {
    let modes = "\(joined(shape.rowModes, "x")):\(joined(shape.columnModes, "x"))"
    var text = "\(shape.columns)→\(shape.rows) as \(modes)"
    if shape.coreCount > 1 {
      let inner = Array(shape.ranks.dropFirst().dropLast())
      text += " ranks " + (Set(inner).count == 1 ? "\(inner[0])" : joined(inner, ","))
      text += ", " + orderDescription
    }
    return text
  }

  private var orderDescription: String {
    if order == Array(0..<shape.coreCount) { return "left to right" }
    if order == Array((0..<shape.coreCount).reversed()) { return "right to left" }
    return "cores " + joined(order.map { $0 + 1 }, ",")
  }

  private func joined(_ numbers: [Int], _ separator: String) -> String {
    numbers.map(String.init).joined(separator: separator)
  }
}
