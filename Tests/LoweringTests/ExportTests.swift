import ModelGraph
import ModelImport
import SampleGraphs
import Testing

@testable import Lowering

/// A network that was exported and imported again becomes the same file, byte by byte.
@Suite struct ExportTests {
  @Test func theSameFileComesOfIt() throws {
    let names = ["tt", "perceptron", "convolutions"]
    for sample in try SampleGraphs.all() where names.contains(where: sample.name.hasPrefix) {
      // A single core is an ordinary linear layer from then on.
      if sample.name.hasPrefix("tt1-") { continue }
      let graph = try sample.graph.simplified()
      let imported = try importONNX(try ExportedModel(graph).onnx).graph
      var renamed = graph
      renamed.name = imported.name
      #expect(try lower(imported.simplified()).bytes == lower(renamed).bytes, "\(sample.name)")
    }
  }
}
