import FineTuning
import ModelGraph

/// The samples of `--calibration`, with the labels of `--labels` if there are any.
struct CalibrationSamples {
  let samples: Samples
  let labels: [Int]?
  let layout: BatchLayout
  /// Name of the network's input.
  let inputName: String

  init(for source: SourceNetwork, _ arguments: Arguments) throws(Failure) {
    let path = try arguments.required("--calibration")
    let input = source.graph[try onlyInput(source.graph.inputs, of: source.path)]
    layout = BatchLayout(input: input.type.shape)
    inputName = input.name
    samples = try Samples(path: path, input: inputName, shape: layout.inputShape, arguments)
    guard samples.count >= CalibrationSamples.fewest else {
      throw .badInput(
        "\(path): \(samples.count) samples are too few; \(CalibrationSamples.fewest) are the least")
    }
    if let labelsPath = arguments.text("--labels") {
      labels = try readLabels(labelsPath, for: samples)
    } else {
      labels = nil
    }
  }

  /// One to hold out, and some to train on.
  private static let fewest = 8

  /// All samples as one tensor.
  var tensor: Tensor { tensor(0..<samples.count) }

  /// Some samples as a tensor whose leading axis counts them.
  func tensor(_ range: Range<Int>) -> Tensor {
    Tensor(samples.floats(range), shape: [range.count] + layout.inputShape)
  }

  var forTraining: TrainingSamples { TrainingSamples(inputs: [tensor], labels: labels) }
}
