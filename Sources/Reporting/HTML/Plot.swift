/// A diagram as SVG: points and lines between two axes, which adapts to the width of the page and
/// takes its colours from it. What the pointer rests on explains itself.
public struct Plot: Sendable {
  /// What a mark is, which decides how it looks: see `HTMLPage`.
  public enum Role: String, Sendable {
    case predicted, measured, dense, chosen, faint
  }

  public struct Point: Sendable {
    public var x: Double
    public var y: Double
    public var role: Role
    /// Shown beside the pointer.
    public var title: String

    public init(x: Double, y: Double, role: Role, title: String) {
      (self.x, self.y, self.role, self.title) = (x, y, role, title)
    }
  }

  public struct Line: Sendable {
    public var points: [(x: Double, y: Double)]
    public var role: Role
    public var title: String

    public init(_ points: [(x: Double, y: Double)], role: Role, title: String) {
      (self.points, self.role, self.title) = (points, role, title)
    }
  }

  public struct Axis: Sendable {
    public var title: String
    public var kind: PlotScale.Kind

    public init(_ title: String, _ kind: PlotScale.Kind) {
      (self.title, self.kind) = (title, kind)
    }
  }

  public var x: Axis
  public var y: Axis
  public var points: [Point] = []
  public var lines: [Line] = []

  private static let (width, height) = (420.0, 300.0)
  private static let (left, right, top, bottom) = (52.0, 12.0, 12.0, 44.0)

  public init(x: Axis, y: Axis) {
    self.x = x
    self.y = y
  }

  /// The `svg` element.
  ///
  /// - Parameter description: for those who cannot see it.
  public func rendered(description: String) -> String {
    let xs = PlotScale(x.kind, showing: points.map(\.x) + lines.flatMap { $0.points.map(\.x) })
    let ys = PlotScale(y.kind, showing: points.map(\.y) + lines.flatMap { $0.points.map(\.y) })
    func px(_ value: Double) -> String {
      Format.fixed(Plot.left + xs.position(value) * (Plot.width - Plot.left - Plot.right), 1)
    }
    func py(_ value: Double) -> String {
      Format.fixed(
        Plot.height - Plot.bottom - ys.position(value) * (Plot.height - Plot.top - Plot.bottom), 1)
    }
    let (floor, ceiling) = (Plot.height - Plot.bottom, Plot.top)
    var text = """
      <svg class="plot" viewBox="0 0 \(Int(Plot.width)) \(Int(Plot.height))" role="img" \
      aria-label="\(description.escapedForHTML)">

      """
    for tick in xs.ticks {
      let at = px(tick.value)
      text += """
        <line class="grid" x1="\(at)" y1="\(ceiling)" x2="\(at)" y2="\(floor)"/>\
        <text class="tick" x="\(at)" y="\(floor + 16)" text-anchor="middle">\(tick.label)</text>

        """
    }
    for tick in ys.ticks {
      let at = py(tick.value)
      text += """
        <line class="grid" x1="\(Plot.left)" y1="\(at)" x2="\(Plot.width - Plot.right)" y2="\(at)"/>\
        <text class="tick" x="\(Plot.left - 6)" y="\(at)" dy="0.35em" text-anchor="end">\
        \(tick.label)</text>

        """
    }
    for line in lines {
      let path = line.points.map { "\(px($0.x)),\(py($0.y))" }.joined(separator: " ")
      text += """
        <polyline class="\(line.role.rawValue)" points="\(path)">\
        <title>\(line.title.escapedForHTML)</title></polyline>

        """
    }
    for point in points {
      let radius = point.role == .chosen ? 7.0 : point.role == .dense ? 6 : 4
      text += """
        <circle class="\(point.role.rawValue)" cx="\(px(point.x))" cy="\(py(point.y))" \
        r="\(radius)"><title>\(point.title.escapedForHTML)</title></circle>

        """
    }
    let middle = (Plot.top + floor) / 2
    text += """
      <text class="axis" x="\((Plot.left + Plot.width - Plot.right) / 2)" y="\(Plot.height - 8)" \
      text-anchor="middle">\(x.title.escapedForHTML)</text>\
      <text class="axis" transform="translate(12 \(middle)) rotate(-90)" \
      text-anchor="middle">\(y.title.escapedForHTML)</text>
      </svg>
      """
    return text
  }
}
