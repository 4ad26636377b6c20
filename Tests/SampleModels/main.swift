// Writes the sample networks of the tests as `.hcar` files with test vectors, whose expected outputs come from the
// reference interpreter in Double. Tests/CPrograms/run_model.c runs them on a board.
//
//     swift run sample-models FOLDER

import Foundation
import Lowering
import ModelGraph
import SampleGraphs

/// The file of a network. The tolerance grows with the numbers that results are made from, not with the results.
func model(of sample: SampleGraphs.NamedGraph) throws -> LoweredModel {
  let inputs = [sample.inputs(seed: 1), sample.inputs(seed: 2)]
  let interpreter = try Interpreter(sample.graph)
  var largest = 0.0
  for tensor in try inputs.flatMap({ try interpreter.runKeepingAll($0) }) {
    largest = max(largest, tensor.doubles.map(\.magnitude).max() ?? 0)
  }
  var options = LoweringOptions()
  options.testInputs = .given(inputs)
  options.absoluteTolerance = Float(1e-5 * max(1, largest))
  options.relativeTolerance = 0
  return try lower(sample.graph, options: options)
}

guard CommandLine.arguments.count == 2 else {
  FileHandle.standardError.write(Data("usage: sample-models FOLDER\n".utf8))
  exit(2)
}
let folder = CommandLine.arguments[1]
do {
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  var total = 0
  let samples = try SampleGraphs.all()
  for sample in samples {
    let lowered = try model(of: sample)
    try lowered.write(to: "\(folder)/\(sample.name).hcar")
    total += lowered.bytes.count
  }
  print("\(samples.count) models, \(total) bytes in \(folder)")
} catch {
  FileHandle.standardError.write(Data("sample-models: \(error)\n".utf8))
  exit(1)
}
