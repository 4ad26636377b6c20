import TensorTrain
import Testing

@Suite("Text form of shapes")
struct TTShapeTextTests {
  @Test func readsUniformRankAndListsOfRanks() throws {
    let uniform = try TTShape(parsing: "4x8:88x132:16")
    #expect(uniform.rowModes == [4, 8])
    #expect(uniform.columnModes == [88, 132])
    #expect(uniform.ranks == [1, 16, 1])
    #expect(uniform.rows == 32)
    #expect(uniform.columns == 11616)

    let listed = try TTShape(parsing: "2x3x4:5x5x5:6x7")
    #expect(listed.ranks == [1, 6, 7, 1])
  }

  @Test func capsAUniformRank() throws {
    #expect(try TTShape(parsing: "2x2x2:4x4x4:1000").ranks == [1, 8, 8, 1])
    let novikov = try TTShape(parsing: "4x4x4x4x4x4:2x7x8x8x7x4:1000000")
    #expect(novikov.ranks == [1, 8, 224, 7168, 448, 16, 1])
  }

  @Test(arguments: [
    "2x3:3x2:2", "2x3x4:5x5x5:6x7", "7:5:1", "4x4x4x4x4x4:2x7x8x8x7x4:4", "2x1x2:2x1x2:3x4",
  ])
  func printsWhatItReads(_ text: String) throws {
    #expect(try TTShape(parsing: text).description == text)
  }

  @Test(arguments: [
    ("", "1 part(s)"), ("4x8:88x132", "2 part(s)"), ("4x8:88:2", "2 row mode(s) and 1 column"),
    ("4x0:8x8:2", "'0' in the row modes"), ("4x8:8xy:2", "'y' in the column modes"),
    ("4x8:8x8:-1", "'-1' in the ranks"), ("4x8:8x8:2x2", "2 ranks for 1 bond(s)"),
    ("4xx8:8x8:2", "'' in the row modes"), ("4x8:8x8:2:1", "4 part(s)"),
    ("4294967296x4294967296:4294967296x1:1", "too large"),
    ("99999999999999999999x1:1x1:1", "is not a positive whole number"),
  ])
  func refusesWithAReason(_ text: String, _ reason: String) {
    let error = #expect(throws: TTShapeError.self) { try TTShape(parsing: text) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("'\(text)'") == true)
  }

  @Test func refusesListsThatDoNotFit() {
    #expect(throws: TTShapeError.self) { try TTShape(rowModes: [], columnModes: [], ranks: [1]) }
    #expect(throws: TTShapeError.self) {
      try TTShape(rowModes: [2], columnModes: [2], ranks: [1, 2])
    }
    #expect(throws: TTShapeError.self) {
      try TTShape(rowModes: [2, 2], columnModes: [2, 2], ranks: [1, 0, 1])
    }
  }
}
