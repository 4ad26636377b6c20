public import Foundation

/// Why a `board.json` is none: one line.
public struct BoardModelError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

extension BoardModel {
  /// Reads a `board.json`, a board model or the `BoardMeasurements` of one, and checks that its numbers can be
  /// computed with.
  public init(json: Data) throws(BoardModelError) {
    self = try Self.decoded(json)
    if let problem { throw BoardModelError(problem) }
  }

  private static func decoded(_ json: Data) throws(BoardModelError) -> BoardModel {
    let measurements: BoardMeasurements
    do {
      let decoder = JSONDecoder()
      guard (try? decoder.decode(MeasurementMark.self, from: json)) != nil else {
        return try decoder.decode(BoardModel.self, from: json)
      }
      measurements = try decoder.decode(BoardMeasurements.self, from: json)
    } catch DecodingError.keyNotFound(let key, _) {
      throw BoardModelError("'\(key.stringValue)' is missing")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context)
    {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw BoardModelError("'\(path)' has the wrong type")
    } catch {
      throw BoardModelError("it is not JSON")
    }
    guard measurements.caches.count <= 8,
      measurements.caches.allSatisfy({ (1...1 << 40).contains($0) })
    else { throw BoardModelError("'caches' must be at most 8 numbers of bytes") }
    return try BoardModel(measurements)
  }

  /// What only measurements have.
  private struct MeasurementMark: Decodable { let timings: [BoardMeasurements.Timing] }

  /// The form that `init(json:)` reads.
  public var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self)
    }
  }

  /// What is wrong with the numbers, if anything.
  private var problem: String? {
    func isCost(_ numbers: [Double], _ count: Int) -> Bool {
      numbers.count == count && numbers.allSatisfy { $0.isFinite && $0 > 0 }
    }
    guard (1...64).contains(vectorWidth) else { return "'vectorWidth' must be from 1 to 64" }
    guard (2...3).contains(tiles.count),
      tiles.allSatisfy({
        (1...64).contains($0.rows) && isCost($0.start, $0.rows) && isCost($0.step, $0.rows)
      })
    else {
      return
        "'tiles' must be two or three lists of positive numbers, for tiles of one vector, of two "
        + "and of two panels, each with as many in 'start' as in 'step', at most 64"
    }
    guard isCost(singleRow.start, 1), isCost(singleRow.step, 1) else {
      return "'singleRow' must hold one positive number in 'start' and one in 'step'"
    }
    guard (0...1).contains(followingStart ?? 1) else {
      return "'followingStart' must be from 0 to 1"
    }
    guard isCost([stagedRow, operation, tileLoops ?? 1], 3) else {
      return "'stagedRow', 'operation' and 'tileLoops' must be positive"
    }
    guard !memories.isEmpty, isCost(memories.map(\.bandwidth), memories.count) else {
      return "'memories' must hold at least one level with a positive bandwidth"
    }
    return nil
  }
}
