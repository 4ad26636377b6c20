import Reporting

/// How the axes of a model's tensors divide into the batch and one sample.
///
/// The leading axis of an input with two axes or more is the batch, as ONNX exporters write it; a
/// shorter input is one sample as a whole.
struct BatchLayout: Equatable {
  /// Samples in one run.
  let batch: Int
  /// Shape of one sample of the input.
  let inputShape: [Int]
  private let hasBatchAxis: Bool

  init(input shape: [Int]) {
    hasBatchAxis = shape.count > 1
    batch = hasBatchAxis ? shape[0] : 1
    inputShape = hasBatchAxis ? Array(shape.dropFirst()) : shape
  }

  /// The shape of one sample of an output.
  ///
  /// - Throws: `badInput` when the output does not divide into samples.
  func outputShape(_ shape: [Int], name: String) throws(Failure) -> [Int] {
    if hasBatchAxis, shape.first == batch { return Array(shape.dropFirst()) }
    guard batch == 1 else {
      throw .badInput(
        "output '\(name)' of shape \(Format.shape(shape)) does not divide into the \(batch) "
          + "samples of the batch; convert the model with --batch 1")
    }
    return shape
  }

  /// The batches that cover `count` samples, the last one perhaps shorter.
  func ranges(covering count: Int) -> some Sequence<Range<Int>> {
    stride(from: 0, to: count, by: max(batch, 1)).lazy.map { [batch] start in
      start..<min(start + max(batch, 1), count)
    }
  }
}
