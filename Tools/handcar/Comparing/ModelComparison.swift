import HandcarFormat
import HandcarHost
import ModelGraph
import Reporting

/// A `.hcar` file beside its source network, on the same samples.
struct ModelComparison {
  /// What one output says.
  struct Output {
    let name: String
    let sampleShape: [Int]
    /// Whether the largest element of a sample means a class.
    let isClassifier: Bool
    /// Whether the output has the shape of the input, as an autoencoder's.
    let isReconstruction: Bool
    var comparison = OutputComparison()
  }

  private(set) var outputs: [Output]
  private(set) var sampleCount = 0
  let hasLabels: Bool

  /// Runs both on all samples of the feed.
  init(
    source: Graph, model: Model, session: Session, feed: SampleFeed, labels: [Int]?
  ) throws {
    let reference = try ReferenceRun(source, feed: feed)
    hasLabels = labels != nil
    outputs = feed.outputs.map { output in
      let isReconstruction =
        output.sampleShape.filter { $0 != 1 } == feed.layout.inputShape.filter { $0 != 1 }
      return Output(
        name: output.name, sampleShape: output.sampleShape,
        isClassifier: !isReconstruction && output.sampleSize > 1
          && output.sampleShape.count { $0 != 1 } == 1,
        isReconstruction: isReconstruction)
    }
    let total = feed.samples.count
    var progress = ProgressBar("compare", total: total)
    // Large enough for the reference to use all processors, small enough for a lively bar.
    let chunk = max(1, 256 / feed.layout.batch) * feed.layout.batch
    for start in stride(from: 0, to: total, by: chunk) {
      let samples = start..<min(start + chunk, total)
      let expected = try reference.run(samples)
      for batch in feed.layout.ranges(covering: samples.count) {
        let range = samples.lowerBound + batch.lowerBound..<samples.lowerBound + batch.upperBound
        let actual = try feed.run(range, on: session)
        let inputs = feed.samples.floats(range)
        for sample in range {
          add(
            sample, expected, at: sample - samples.lowerBound, actual, inputs,
            at: sample - range.lowerBound, label: labels?[sample])
        }
        progress.update(range.upperBound)
      }
    }
    progress.finish()
    sampleCount = total
  }

  private mutating func add(
    _ sample: Int, _ expected: [[Double]], at expectedPlace: Int, _ actual: [ArraySlice<Float>],
    _ inputs: [Float], at actualPlace: Int, label: Int?
  ) {
    for index in outputs.indices {
      let size = outputs[index].sampleShape.reduce(1, *)
      let output = actual[index]
      let start = output.startIndex + actualPlace * size
      let target =
        outputs[index].isReconstruction
        ? inputs[actualPlace * size..<(actualPlace + 1) * size] : nil
      outputs[index].comparison.add(
        reference: expected[index][expectedPlace * size..<(expectedPlace + 1) * size],
        model: output[start..<start + size], label: label, target: target)
    }
  }

  /// The largest of |difference| / (1 + |reference|) over all outputs.
  var largestMixedDifference: Double {
    outputs.reduce(0) { max($0, $1.comparison.largestMixedDifference) }
  }
}

/// The source network on samples, in double precision.
private struct ReferenceRun {
  private let interpreter: Interpreter
  private let type: TensorType
  private let feed: SampleFeed
  /// Whether every tensor's first axis counts samples.
  private let isBatched: Bool

  /// - Throws: `badInput` when source and model do not take the same input or give the same
  ///   outputs.
  init(_ graph: Graph, feed: SampleFeed) throws {
    self.feed = feed
    guard graph.inputs.count == 1, graph.outputs.count == feed.outputs.count else {
      throw Failure.badInput(
        "the source has \(graph.inputs.count) inputs and \(graph.outputs.count) outputs, the model "
          + "1 and \(feed.outputs.count): they are not the same network")
    }
    type = graph[graph.inputs[0]].type
    guard type.shape == feed.input.shape else {
      throw Failure.badInput(
        "the source takes \(Format.shape(type.shape)), the model \(Format.shape(feed.input.shape)): "
          + "they are not the same network")
    }
    for (id, output) in zip(graph.outputs, feed.outputs) {
      let shape = try feed.layout.outputShape(graph[id].type.shape, name: graph[id].name)
      guard shape == output.sampleShape else {
        throw Failure.badInput(
          "output '\(graph[id].name)' of the source gives \(Format.shape(shape)) for a sample, the "
            + "model \(Format.shape(output.sampleShape)): they are not the same network")
      }
    }
    let batch = type.shape.count > 1 ? type.shape[0] : nil
    isBatched =
      batch != nil && graph.outputs.allSatisfy { graph[$0].type.shape.first == batch }
    interpreter = try Interpreter(graph)
  }

  /// For each output the elements of all samples in the range.
  func run(_ range: Range<Int>) throws -> [[Double]] {
    if isBatched {
      let elements = feed.samples.floats(range)
      let shape = [range.count] + feed.layout.inputShape
      return try interpreter.run(samples: [tensor(elements, shape)]).map(\.doubles)
    }
    var results = feed.outputs.map { _ in [Double]() }
    for sample in range {
      let outputs = try interpreter.run([
        tensor(feed.samples.floats(sample..<sample + 1), type.shape)
      ])
      for (index, output) in outputs.enumerated() { results[index] += output.doubles }
    }
    return results
  }

  private func tensor(_ elements: [Float], _ shape: [Int]) -> Tensor {
    let type = TensorType(type.elementType, shape)
    guard type.elementType.isInteger else {
      return Tensor(type: type, storage: .float64(elements.map(Double.init)))
    }
    return Tensor(type: type, storage: .integer(elements.map { Int64(exactly: $0.rounded()) ?? 0 }))
  }
}
