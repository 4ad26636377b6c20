import HandcarHost
import Reporting

/// A model with the samples that go through it, batch by batch.
struct SampleFeed {
  /// One of the model's outputs, divided into samples.
  struct Output {
    let index: Int
    let name: String
    let sampleShape: [Int]
    var sampleSize: Int { sampleShape.reduce(1, *) }
  }

  let layout: BatchLayout
  let samples: Samples
  let input: TensorInfo
  let outputs: [Output]

  /// Opens the file of samples and checks that it fits the model.
  init(
    _ model: Model, path: String, samples samplesPath: String, _ arguments: Arguments
  ) throws(Failure) {
    input = try onlyInput(model.inputs, of: path)
    layout = BatchLayout(input: input.shape)
    samples = try Samples(
      path: samplesPath, input: input.name, shape: layout.inputShape, arguments)
    var outputs: [Output] = []
    for (index, output) in model.outputs.enumerated() {
      let shape = try layout.outputShape(output.shape, name: output.name)
      outputs.append(Output(index: index, name: output.name, sampleShape: shape))
    }
    self.outputs = outputs
  }

  /// The output of a name; the first one without a name.
  func output(named name: String?) throws(Failure) -> Output {
    if let found = name.map({ name in outputs.first { $0.name == name } }) ?? outputs.first {
      return found
    }
    let names = outputs.map { "'\($0.name)'" }.joined(separator: ", ")
    throw .usage("the model has no output '\(name ?? "")'; it has \(names)")
  }

  /// Runs a batch.
  ///
  /// - Returns: for each output its elements, those of the samples in `range` only.
  func run(_ range: Range<Int>, on session: Session) throws(Failure) -> [ArraySlice<Float>] {
    let elements = samples.floats(range, padded: layout.batch)
    do { try session.setInput(0, bytes: bytes(of: elements, as: input.elementType)) } catch {
      throw .badInput("\(error)")
    }
    session.run()
    return outputs.map { output in
      let type = session.model.outputs[output.index].elementType
      return numbers(in: session.output(output.index), of: type)
        .prefix(range.count * output.sampleSize)
    }
  }
}
