import Reporting
import Testing

@Suite struct TableTests {
  @Test func alignsTextLeftAndNumbersRight() {
    var table = Table([.text("layer"), .number("parameters")])
    table.add(["fc1", "65,536"])
    table.add(["softmax", "0"])
    table.addRule()
    table.add(["sum", "65,536"])
    #expect(
      table.rendered() == """
        layer    parameters
        ───────  ──────────
        fc1          65,536
        softmax           0
        ───────  ──────────
        sum          65,536
        """)
  }

  @Test func leavesOutEmptyColumns() {
    var table = Table([.text("a"), .number("b"), .text("c")])
    table.add(["1", "", "x"])
    #expect(table.rendered() == "a  c\n─  ─\n1  x")
  }

  @Test func wrapsTheLastTextColumn() {
    var table = Table([.text("layer"), .text("note")])
    table.add(["fc1", "no factorization is cheaper than this"])
    let lines = table.rendered(width: 27).split(separator: "\n")
    #expect(lines.dropFirst(2) == ["fc1    no factorization is", "       cheaper than this"])
  }

  @Test func isEmptyWithoutRowsAndToleratesRaggedOnes() {
    #expect(Table([.text("a")]).rendered() == "")
    var table = Table([.text("a"), .text("b")])
    table.add(["1"])
    table.add(["1", "2", "3"])
    #expect(table.rendered(indent: 2) == "  a  b\n  ─  ─\n  1\n  1  2")
  }
}

@Suite struct TextWrappingTests {
  @Test func breaksAtSpacesAndKeepsParagraphs() {
    #expect(wrapped("one two three", width: 7) == ["one two", "three"])
    #expect(wrapped("one\n\ntwo", width: 7) == ["one", "", "two"])
    #expect(wrapped("unbreakable", width: 4) == ["unbreakable"])
    #expect(wrapped("", width: 4) == [""])
  }

  @Test func definitionsHangBesideTheirTerms() {
    let text = definitionList(
      [("-o FILE", "where to write the result"), ("--a-long-option", "x")], termWidth: 8, width: 26)
    #expect(
      text == """
          -o FILE   where to write
                    the result
          --a-long-option
                    x
        """)
  }
}
