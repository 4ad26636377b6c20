import Foundation
import Reporting

/// Curves over the steps of a training, as an SVG image.
struct CurvePlot {
  let title: String
  let isLogarithmic: Bool
  let curves: [(name: String, points: [(x: Double, y: Double)])]

  private static let (width, height) = (640.0, 260.0)
  private static let (left, right, top, bottom) = (60.0, 90.0, 30.0, 30.0)

  var svg: String {
    let points = curves.flatMap(\.points).map { (x: $0.x, y: scaled($0.y)) }.filter(\.y.isFinite)
    let xs = range(points.map(\.x))
    let ys = range(points.map(\.y))
    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
      let (width, height) = (CurvePlot.width, CurvePlot.height)
      let (left, right, top, bottom) = (
        CurvePlot.left, CurvePlot.right, CurvePlot.top, CurvePlot.bottom
      )
      return (
        left + (x - xs.low) / (xs.high - xs.low) * (width - left - right),
        height - bottom - (y - ys.low) / (ys.high - ys.low) * (height - top - bottom)
      )
    }
    var lines = [
      "<svg viewBox=\"0 0 \(Int(CurvePlot.width)) \(Int(CurvePlot.height))\" role=\"img\">",
      "<text x=\"\(CurvePlot.left)\" y=\"16\">\(title)</text>",
    ]
    for tick in 0...4 {
      let y = ys.low + (ys.high - ys.low) * Double(tick) / 4
      let (start, end) = (place(xs.low, y), place(xs.high, y))
      let value = isLogarithmic ? Format.scientific(pow(10, y)) : Format.fixed(y, 3)
      lines.append(
        "<line class=\"axis\" x1=\"\(text(start.x))\" y1=\"\(text(start.y))\" "
          + "x2=\"\(text(end.x))\" y2=\"\(text(end.y))\"/>"
          + "<text x=\"4\" y=\"\(text(start.y + 4))\">\(value)</text>")
    }
    for x in [xs.low, xs.high] {
      lines.append(
        "<text x=\"\(text(place(x, 0).x - 8))\" y=\"\(text(CurvePlot.height - 8))\">"
          + "\(Int(x))</text>")
    }
    for (index, curve) in curves.enumerated() {
      let places = curve.points.map { ($0.x, scaled($0.y)) }.filter(\.1.isFinite).map(place)
      guard let last = places.last else { continue }
      let path = places.map { "\(text($0.x)),\(text($0.y))" }.joined(separator: " ")
      // The names stand at the ends; one above and one below where curves end together.
      lines.append(
        "<polyline class=\"curve c\(index)\" points=\"\(path)\"/><text class=\"t\(index)\" "
          + "x=\"\(text(last.x + 6))\" y=\"\(text(last.y + (index == 0 ? -4 : 12)))\">\(curve.name)</text>"
      )
    }
    return (lines + ["</svg>"]).joined(separator: "\n")
  }

  private func scaled(_ y: Double) -> Double { isLogarithmic ? log10(y) : y }

  private func range(_ values: [Double]) -> (low: Double, high: Double) {
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    return low < high ? (low, high) : (low - 0.5, low + 0.5)
  }

  private func text(_ number: Double) -> String { Format.fixed(number, 1) }
}
