import Foundation
import ModelGraph
import TestSupport
import Testing

@testable import ModelImport

struct ExternalDataTests {
  /// The constant that a model with these external-data entries has.
  private func load(
    _ folder: TemporaryFolder, _ entries: [(String, String)], count: Int64 = 2
  ) throws(ImportError) -> Tensor? {
    var file = ONNXFile()
    file.initializer {
      $0.packed(1, [count])
      $0.integer(2, 1)
      $0.string(8, "c")
      for entry in entries {
        $0.message(13) {
          $0.string(1, entry.0)
          $0.string(2, entry.1)
        }
      }
      $0.integer(14, 1)
    }
    file.output("c")
    let path = folder.path("model.onnx")
    try? file.data.write(to: URL(fileURLWithPath: path))
    let graph = try importONNX(contentsOf: path).graph
    return graph[graph.outputs[0]].constant
  }

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let floats: [Float] = [1, 2, 3, 4]
    let bytes = floats.withUnsafeBytes { Data($0) }
    try FileManager.default.createDirectory(
      atPath: folder.path("sub"), withIntermediateDirectories: true)
    try bytes.write(to: URL(fileURLWithPath: folder.path("w.bin")))
    try bytes.write(to: URL(fileURLWithPath: folder.path("sub/w.bin")))
    return folder
  }

  @Test func ranges() throws {
    let folder = try folder()
    let middle = [("location", "w.bin"), ("offset", "4"), ("length", "8")]
    #expect(try load(folder, middle)?.floats == [2, 3])
    #expect(try load(folder, [("location", "w.bin")], count: 4)?.floats == [1, 2, 3, 4])
    #expect(try load(folder, [("location", "sub/w.bin"), ("offset", "8")])?.floats == [3, 4])
  }

  @Test(
    arguments: [
      ([], "no location"), ([("location", "none.bin")], "missing beside the model"),
      ([("location", "sub")], "missing beside the model"),
      ([("location", "../w.bin")], "outside the model's folder"),
      ([("location", "sub/../../w.bin")], "outside the model's folder"),
      ([("location", "/etc/hostname")], "outside the model's folder"),
      ([("location", "link.bin")], "outside the model's folder"),
      ([("location", "w.bin"), ("offset", "17")], "starts at byte 17"),
      ([("location", "w.bin"), ("offset", "12"), ("length", "8")], "needs 8 bytes"),
      ([("location", "w.bin"), ("offset", "8"), ("length", "9223372036854775807")], "needs"),
      ([("location", "w.bin"), ("offset", "-4")], "the offset '-4'"),
      ([("location", "w.bin"), ("length", "1e9")], "the length '1e9'"),
      ([("location", "w.bin")], "16 bytes for 2 elements"),
    ] as [([(String, String)], String)])
  func refused(_ entries: [(String, String)], _ message: String) throws {
    let folder = try folder()
    let outside = try TemporaryFolder()
    try Data(count: 8).write(to: URL(fileURLWithPath: outside.path("w.bin")))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link.bin"), withDestinationPath: outside.path("w.bin"))
    do {
      _ = try load(folder, entries)
      Issue.record("no error")
    } catch {
      #expect(error.problems.count == 1 && error.description.contains(message), "\(error)")
    }
  }

  @Test func bytesAloneHaveNoFolder() {
    var file = ONNXFile()
    file.initializer {
      $0.integer(2, 1)
      $0.string(8, "c")
      $0.message(13) {
        $0.string(1, "location")
        $0.string(2, "w.bin")
      }
      $0.integer(14, 1)
    }
    file.output("c")
    #expect(file.problems().first?.contains("import the model from its folder") == true)
  }
}
