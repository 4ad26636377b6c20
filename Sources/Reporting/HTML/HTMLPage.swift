/// One self-contained page: no script, no font and no picture from elsewhere. Follows the light or
/// dark scheme of the reader and fits a telephone.
public struct HTMLPage: Sendable {
  public var title: String
  private var sections: [String] = []

  public init(title: String) { self.title = title }

  /// Appends HTML as it is.
  public mutating func add(_ html: String) { sections.append(html) }

  /// Appends a section with a heading.
  public mutating func add(section heading: String, note: String = "", _ html: String) {
    let note = note.isEmpty ? "" : "<p class=\"note\">\(note.escapedForHTML)</p>\n"
    sections.append(
      "<section>\n<h2>\(heading.escapedForHTML)</h2>\n\(note)\(html)\n</section>")
  }

  /// Text as it is typed.
  public static func code(_ text: String) -> String { "<pre>\(text.escapedForHTML)</pre>" }

  /// Figures with their names, large.
  public static func cards(_ entries: [(name: String, value: String, detail: String)]) -> String {
    let cards = entries.map { entry in
      """
      <div class="card"><div class="name">\(entry.name.escapedForHTML)</div>\
      <div class="value">\(entry.value.escapedForHTML)</div>\
      <div class="detail">\(entry.detail.escapedForHTML)</div></div>
      """
    }
    return "<div class=\"cards\">\n" + cards.joined(separator: "\n") + "\n</div>"
  }

  /// Plots beside each other where there is room, each with a caption.
  public static func grid(_ figures: [(caption: String, html: String)]) -> String {
    let figures = figures.map {
      "<figure>\($0.html)<figcaption>\($0.caption.escapedForHTML)</figcaption></figure>"
    }
    return "<div class=\"grid-of-plots\">\n" + figures.joined(separator: "\n") + "\n</div>"
  }

  /// What the marks of plots mean.
  public static func legend(_ entries: [(role: Plot.Role, text: String)]) -> String {
    let entries = entries.map {
      "<span><svg viewBox=\"0 0 12 12\"><circle class=\"\($0.role.rawValue)\" cx=\"6\" cy=\"6\" "
        + "r=\"4.5\"/></svg>\($0.text.escapedForHTML)</span>"
    }
    return "<p class=\"legend\">" + entries.joined() + "</p>"
  }

  public func rendered() -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(title.escapedForHTML)</title>
    <style>
    \(HTMLPage.style)
    </style>
    </head>
    <body>
    <main>
    <h1>\(title.escapedForHTML)</h1>
    \(sections.joined(separator: "\n"))
    </main>
    </body>
    </html>

    """
  }

  /// Colours that people with a red-green weakness can tell apart (Okabe and Ito 2008).
  private static let style = """
    :root { --ground: #fbfaf8; --surface: #fff; --ink: #1c1e21; --soft: #63676d; --rule: #e2e0da;
      --chosen: #c44e00; --dense: #1c1e21; --measured: #0072b2; --predicted: #8a9097; }
    @media (prefers-color-scheme: dark) {
      :root { --ground: #15171a; --surface: #1d2024; --ink: #e8e6e1; --soft: #a0a4aa;
        --rule: #34383e; --chosen: #ff9442; --dense: #f4f2ee; --measured: #56b4e9;
        --predicted: #7d848c; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink);
      font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
    h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
    .note, figcaption, .detail, .card .name { color: var(--soft); }
    .note { max-width: 46rem; margin: 0 0 1rem; }
    pre { background: var(--surface); border: 1px solid var(--rule); border-radius: 6px;
      padding: .75rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere;
      font: 13px/1.5 ui-monospace, monospace; }
    .cards { display: grid; gap: .75rem; margin: 1.25rem 0;
      grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); }
    .card { background: var(--surface); border: 1px solid var(--rule); border-radius: 6px;
      padding: .75rem 1rem; }
    .card .name, .detail, figcaption { font-size: .85rem; }
    .card .value { font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
    th, td { padding: .35rem .5rem; border-bottom: 1px solid var(--rule); text-align: left;
      white-space: nowrap; }
    th { font-weight: 600; color: var(--soft); }
    .number { text-align: right; }
    tr.marked td { color: var(--chosen); font-weight: 600; }
    .grid-of-plots { display: grid; gap: 1rem;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); }
    figure { margin: 0; background: var(--surface); border: 1px solid var(--rule);
      border-radius: 6px; padding: .75rem; min-width: 0; }
    .plot { display: block; width: 100%; height: auto; }
    .plot text { fill: var(--soft); font-size: 11px; }
    .plot .axis { font-size: 12px; }
    .grid { stroke: var(--rule); stroke-width: 1; }
    circle.predicted { fill: none; stroke: var(--predicted); stroke-width: 1.5; }
    circle.measured { fill: var(--measured); }
    circle.dense { fill: var(--dense); }
    circle.chosen { fill: var(--chosen); stroke: var(--surface); stroke-width: 1.5; }
    circle:hover { stroke: var(--ink); stroke-width: 2; }
    polyline { fill: none; stroke-width: 1.5; }
    polyline.faint { stroke: var(--predicted); opacity: .3; }
    polyline.faint:hover { opacity: 1; stroke-width: 2.5; }
    polyline.predicted { stroke: var(--predicted); stroke-dasharray: 4 4; }
    polyline.measured { stroke: var(--measured); }
    polyline.chosen { stroke: var(--chosen); stroke-width: 2.5; }
    .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .875rem;
      margin: 0 0 .75rem; }
    .legend svg { width: 12px; height: 12px; margin-right: .4rem; vertical-align: -1px; }
    .bars { font-size: .875rem; font-variant-numeric: tabular-nums; }
    .bar { display: grid; grid-template-columns: 11rem 1fr 4rem; gap: .75rem;
      align-items: center; padding: .15rem 0; }
    .track { background: var(--rule); border-radius: 3px; height: .8rem; overflow: hidden; }
    .fill { display: block; height: 100%; background: var(--measured); border-radius: 3px; }
    .bar.muted .fill { opacity: .55; }
    .bar .value { text-align: right; }
    .bars + figcaption { margin-top: .5rem; }
    @media (max-width: 34rem) {
      .bar { grid-template-columns: 1fr 4rem; gap: .1rem .75rem; padding: .3rem 0; }
      .bar .track { grid-column: 1 / -1; grid-row: 2; } }
    """
}
