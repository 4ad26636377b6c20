/// Variations of samples that need no knowledge of what they are: the original network answers for each.
public struct Augmentation: Hashable, Sendable, Codable {
  /// The share of samples that are mixed with another one (Zhang et al. 2018), with uniform weights.
  public var mixupShare: Float = 0.5
  /// The standard deviation of added noise, relative to that of the whole input.
  public var noise: Float = 0.05
  /// Inputs `[N, C, H, W]` are moved by up to this many pixels in either direction, the border repeated. Not done
  /// where H or W is below eight times as much. One is better than two on MNIST, by the loss on held-out samples.
  public var largestShift = 1

  public init() {}

  /// Samples as they are.
  public static var none: Augmentation {
    var none = Augmentation()
    (none.mixupShare, none.noise, none.largestShift) = (0, 0, 0)
    return none
  }
}

/// One input of the network for all samples, with what augmentation needs to know of it.
struct SampleStore: Sendable {
  private let elements: [Float]
  let sampleSize: Int
  /// Height and width of an image input that is large enough to be shifted, else nil.
  private let plane: (height: Int, width: Int)?
  private let noiseTable: [Float]
  private let augmentation: Augmentation

  init(_ elements: [Float], shape: [Int], _ augmentation: Augmentation, seed: UInt64) {
    self.elements = elements
    self.augmentation = augmentation
    sampleSize = shape.dropFirst().reduce(1, *)
    let isLarge =
      shape.count == 4 && augmentation.largestShift > 0
      && min(shape[2], shape[3]) >= 8 * augmentation.largestShift
    plane = isLarge ? (shape[2], shape[3]) : nil
    // A long table read from random places: drawing a normal number for each element would take
    // longer than the network.
    var random = SplitMix64(seed: seed, 1)
    let deviation = Statistics(elements).deviation * Double(augmentation.noise)
    noiseTable =
      augmentation.noise > 0 ? (0..<(1 << 16)).map { _ in random.normal() * Float(deviation) } : []
  }

  /// Copies one sample.
  func copy(_ sample: Int, to target: UnsafeMutablePointer<Float>) {
    elements.withUnsafeBufferPointer {
      target.update(from: $0.baseAddress! + sample * sampleSize, count: sampleSize)
    }
  }

  /// Writes a variation of a sample. Draws the same numbers whatever the input is, so that all inputs of a sample
  /// are mixed alike.
  ///
  /// - Returns: whether the other sample has a part in it.
  @discardableResult
  func write(
    _ sample: Int, mixedWith other: Int, _ random: inout SplitMix64,
    to target: UnsafeMutablePointer<Float>
  ) -> Bool {
    let isMixed = random.unit() < augmentation.mixupShare
    let weight = random.unit()
    let limit = augmentation.largestShift
    let shifts = (0..<4).map { _ in Int.random(in: -limit...limit, using: &random) }
    let noiseStart = Int(random.next() >> 48)
    target.update(repeating: 0, count: sampleSize)
    add(sample, (shifts[0], shifts[1]), weight: isMixed ? weight : 1, to: target)
    if isMixed { add(other, (shifts[2], shifts[3]), weight: 1 - weight, to: target) }
    if noiseTable.isEmpty { return isMixed }
    noiseTable.withUnsafeBufferPointer { noise in
      for i in 0..<sampleSize { target[i] += noise[(noiseStart + i) & 0xFFFF] }
    }
    return isMixed
  }

  private func add(
    _ sample: Int, _ shift: (Int, Int), weight: Float, to target: UnsafeMutablePointer<Float>
  ) {
    elements.withUnsafeBufferPointer { elements in
      let source = elements.baseAddress! + sample * sampleSize
      guard let plane, shift != (0, 0) else {
        for i in 0..<sampleSize { target[i] += weight * source[i] }
        return
      }
      let (height, width) = plane
      for row in 0..<(sampleSize / width) {
        let y = min(max(row % height + shift.0, 0), height - 1)
        let line = source + (row / height * height + y) * width
        for x in 0..<width {
          target[row * width + x] += weight * line[min(max(x + shift.1, 0), width - 1)]
        }
      }
    }
  }
}

/// Mean and standard deviation, in `Double`.
struct Statistics {
  let mean: Double
  let deviation: Double

  init(_ numbers: some Collection<Float>) {
    let count = Double(max(numbers.count, 1))
    let mean = numbers.reduce(0.0) { $0 + Double($1) } / count
    self.mean = mean
    let squares = numbers.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    deviation = (squares / count).squareRoot()
  }
}
