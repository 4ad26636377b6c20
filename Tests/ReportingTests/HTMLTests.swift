import Foundation
import Testing

@testable import Reporting

@Suite("HTML")
struct HTMLTests {
  @Test func escapes() {
    #expect("a<b> & \"c\" 'd'".escapedForHTML == "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;")
    var table = HTMLTable([("<t>", false), ("n", true)])
    table.add(["<x>", "1"], isMarked: true)
    let text = table.rendered()
    #expect(text.contains("<th>&lt;t&gt;</th><th class=\"number\">n</th>"))
    #expect(text.contains("<tr class=\"marked\"><td>&lt;x&gt;</td><td class=\"number\">1</td>"))
  }

  @Test func scalesKeepTheOrder() {
    let linear = PlotScale(.linear, showing: [2, 10])
    #expect(linear.position(0) == 0 && linear.position(10) < 1 && linear.position(1000) == 1)
    #expect(abs(linear.position(4) - 2 * linear.position(2)) < 1e-12)
    let logarithmic = PlotScale(.logarithmic, showing: [0, 0.01, 1, 100, .infinity, .nan])
    let places = [0, 0.01, 0.1, 1, 10, 100].map(logarithmic.position)
    #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
    #expect(places.allSatisfy { $0 >= 0 && $0 <= 1 })
    // A factor is a distance.
    #expect(abs((places[3] - places[2]) - (places[5] - places[4])) < 1e-12)
  }

  @Test func ticksAreRoundAndInside() {
    #expect(PlotScale(.linear, showing: [0, 1]).ticks.map(\.label).prefix(3) == ["0", "0.5", "1"])
    let decades = PlotScale(.logarithmic, showing: [1, 10_000]).ticks
    #expect(decades.map(\.label) == ["1", "10", "100", "1 k", "10 k"])
    #expect(PlotScale(.logarithmic, showing: [3, 30]).ticks.map(\.label) == ["5", "10", "20"])
    for values in [[], [0], [5, 5], [1e-9, 1e9], [.infinity]] {
      for kind in [PlotScale.Kind.linear, .logarithmic] {
        let scale = PlotScale(kind, showing: values)
        #expect(scale.ticks.count < 12, "\(values)")
        for tick in scale.ticks { #expect((0...1).contains(scale.position(tick.value))) }
      }
    }
  }

  /// What a browser would refuse, an XML parser refuses too.
  @Test func plotsAreWellFormed() throws {
    var plot = Plot(x: .init("x & y", .logarithmic), y: .init("loss", .linear))
    plot.points = [
      .init(x: 1, y: 0, role: .dense, title: "<dense>"),
      .init(x: 10, y: 0.5, role: .chosen, title: "a\nb"),
    ]
    plot.lines = [.init([(1, 0), (10, 1)], role: .faint, title: "line")]
    let text = plot.rendered(description: "\"quoted\"")
    let parser = XMLCounter(text)
    #expect(parser.isWellFormed, "\(text)")
    #expect(parser.counts["circle"] == 2 && parser.counts["polyline"] == 1)
    #expect(parser.counts["title"] == 3)
    let bars = XMLCounter(
      BarChart([.init("<a>", 1e9, text: "1 G"), .init("b", 0, text: "0")]).rendered())
    #expect(bars.isWellFormed && bars.counts["div"] == 3)
  }

  @Test func pagesStandAlone() {
    var page = HTMLPage(title: "a & b")
    page.add(section: "One", note: "x < y", HTMLPage.code("handcar -o <file>"))
    page.add(HTMLPage.cards([("parameters", "15.6 k", "of 377 k")]))
    let text = page.rendered()
    #expect(text.hasPrefix("<!DOCTYPE html>"))
    #expect(text.contains("<title>a &amp; b</title>") && text.contains("&lt;file&gt;"))
    #expect(text.contains("prefers-color-scheme: dark") && text.contains("width=device-width"))
    for outside in ["http:", "https:", "src=", "<script", "@import", "url("] {
      #expect(!text.contains(outside), "\(outside)")
    }
  }
}

/// Counts the elements of an XML text.
private struct XMLCounter {
  private(set) var counts: [String: Int] = [:]
  private(set) var isWellFormed = true

  /// A stack of open elements; enough for what these helpers write.
  init(_ text: String) {
    var open: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else {
        isWellFormed = false
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        if open.popLast() != tag.dropFirst() { isWellFormed = false }
      } else {
        let name = tag.prefix { $0.isLetter }
        counts[String(name), default: 0] += 1
        if !tag.hasSuffix("/") { open.append(name) }
      }
    }
    if !open.isEmpty { isWellFormed = false }
  }
}
