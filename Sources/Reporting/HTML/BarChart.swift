import Foundation

/// Horizontal bars on a logarithmic scale, as plain HTML: labels wrap where the page is narrow.
public struct BarChart: Sendable {
  public struct Bar: Sendable {
    public var label: String
    public var value: Double
    /// Shown behind the bar.
    public var text: String
    public var isMuted: Bool

    /// - Parameter isMuted: whether it is drawn less strongly.
    public init(_ label: String, _ value: Double, text: String, isMuted: Bool = false) {
      (self.label, self.value, self.text, self.isMuted) = (label, value, text, isMuted)
    }
  }

  public var bars: [Bar]

  public init(_ bars: [Bar]) { self.bars = bars }

  public func rendered() -> String {
    let largest = log10(max(bars.map(\.value).max() ?? 1, 1) + 1)
    let rows = bars.map { bar in
      let width = Format.fixed(log10(max(bar.value, 0) + 1) / max(largest, 1e-9) * 100, 1)
      return """
        <div class="bar\(bar.isMuted ? " muted" : "")" title="\(bar.label.escapedForHTML): \
        \(bar.text.escapedForHTML)"><span class="label">\(bar.label.escapedForHTML)</span>\
        <span class="track"><span class="fill" style="width:\(width)%"></span></span>\
        <span class="value">\(bar.text.escapedForHTML)</span></div>
        """
    }
    return "<div class=\"bars\">\n" + rows.joined(separator: "\n") + "\n</div>"
  }
}
