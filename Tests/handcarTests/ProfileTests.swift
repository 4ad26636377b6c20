import BoardModel
import Foundation
import TestSupport
import Testing

@testable import handcar

@Suite struct ProfileTests {
  /// The numbers of a debug build mean nothing, but they must make a board that can be computed with.
  @Test func measurementMakesABoard() throws {
    var parts: [Double] = []
    let measurements = try BoardMeasurements(name: "here", seconds: 0.001) { parts.append($0) }
    let board = try BoardModel(measurements)
    #expect(try BoardModel(json: board.json) == board)
    #expect(try BoardModel(json: JSONEncoder().encode(measurements)) == board)
    #expect(!board.isEstimate && board.name == "here")
    #expect(parts == parts.sorted() && parts.last == 1)
  }

  @Test func cacheSizes() throws {
    let folder = try TemporaryFolder()
    for (index, type, size) in [
      (0, "Data", "32K"), (1, "Instruction", "64K"), (2, "Unified", "2M"),
    ] {
      let path = folder.path + "/sys/devices/system/cpu/cpu0/cache/index\(index)"
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true)
      try type.write(toFile: path + "/type", atomically: true, encoding: .utf8)
      try size.write(toFile: path + "/size", atomically: true, encoding: .utf8)
    }
    #expect(CacheSizes(root: folder.path).byteCounts == [32 << 10, 2 << 20])
    #expect(CacheSizes(root: folder.path + "/nowhere").byteCounts == [32 << 10, 512 << 10])
  }
}
