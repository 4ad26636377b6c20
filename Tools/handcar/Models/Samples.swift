import HandcarFormat
import ModelGraph
import ModelImport
import Reporting

/// The samples of a `.npy` file as a model takes them: checked against the shape of its input,
/// scaled and offset.
struct Samples {
  /// How many are used.
  let count: Int
  /// Which of the file's is the first one used.
  let first: Int
  /// How many the file holds.
  let fileCount: Int
  /// Elements of one sample.
  let size: Int
  private let array: NumPyArray
  private let scale: Float
  private let offset: Float

  /// Opens the file.
  ///
  /// - Parameters:
  ///   - input: the name of the model's input, for errors.
  ///   - shape: the shape of one sample. Axes of size 1 do not matter, and a flat sample fits if
  ///     its size does.
  ///   - arguments: `--input-scale` and `--input-offset`; `--skip`, how many samples at the beginning to leave out, and
  ///     `--limit`, how many of the others to use at most.
  /// - Throws: `badInput` when the file is no such array or its samples do not fit; both shapes
  ///   are named.
  init(path: String, input: String, shape: [Int], _ arguments: Arguments) throws(Failure) {
    scale = Float(try arguments.number("--input-scale") ?? 1)
    offset = Float(try arguments.number("--input-offset") ?? 0)
    first = try arguments.integer("--skip", in: 0...Int.max) ?? 0
    let limit = try arguments.integer("--limit", in: 1...Int.max) ?? .max
    do { array = try NumPyArray(contentsOf: path) } catch { throw .badInput("\(error)") }
    guard !array.shape.isEmpty, array.sampleCount > 0 else {
      throw .badInput("\(path): it holds no samples (its shape is \(Format.shape(array.shape)))")
    }
    guard Samples.fits(array.sampleShape, shape) else {
      throw .badInput(
        "\(path): its shape \(Format.shape(array.shape)) means samples of "
          + "\(Format.shape(array.sampleShape)), but the model's input '\(input)' takes samples of "
          + Format.shape(shape))
    }
    fileCount = array.sampleCount
    guard first < fileCount else {
      throw .badInput("\(path): all of its \(fileCount) samples are skipped")
    }
    count = min(fileCount - first, limit)
    size = shape.reduce(1, *)
  }

  /// The elements of samples `range`, followed by zeros up to `padded` samples.
  func floats(_ range: Range<Int>, padded: Int? = nil) -> [Float] {
    let stored = range.lowerBound + first..<range.upperBound + first
    let elements = array.floats(samples: stored, scale: scale, offset: offset)
    let missing = ((padded ?? range.count) - range.count) * size
    return elements + [Float](repeating: 0, count: missing)
  }

  /// Whether samples of one shape can be read as samples of another.
  static func fits(_ given: [Int], _ wanted: [Int]) -> Bool {
    let (given, wanted) = (given.filter { $0 != 1 }, wanted.filter { $0 != 1 })
    if given == wanted { return true }
    let isFlat = given.count <= 1 || wanted.count <= 1
    return isFlat && given.reduce(1, *) == wanted.reduce(1, *)
  }
}

/// The single input, which a file of samples can feed.
///
/// - Parameter path: of the network, for the error.
func onlyInput<Input>(_ inputs: [Input], of path: String) throws(Failure) -> Input {
  guard inputs.count == 1 else {
    throw .badInput(
      "\(path): the network has \(inputs.count) inputs; only a network of one input can be fed "
        + "from a file of samples")
  }
  return inputs[0]
}

/// The classes of the samples in use, from a `.npy` file of whole numbers.
///
/// - Throws: `badInput` unless there is one number for each sample of the file.
func readLabels(_ path: String, for samples: Samples) throws(Failure) -> [Int] {
  let array: NumPyArray
  do { array = try NumPyArray(contentsOf: path) } catch { throw .badInput("\(error)") }
  guard array.shape.filter({ $0 != 1 }).count <= 1, array.shape.reduce(1, *) == samples.fileCount
  else {
    throw .badInput(
      "\(path): its shape \(Format.shape(array.shape)) does not give one label to each of "
        + "\(samples.fileCount) samples")
  }
  guard array.elementType.isInteger else {
    throw .badInput("\(path): labels must be whole numbers, not \(array.elementType)")
  }
  return (array.tensor().integers ?? []).dropFirst(samples.first).prefix(samples.count)
    .map { Int($0) }
}
