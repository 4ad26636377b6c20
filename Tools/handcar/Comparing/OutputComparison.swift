import Foundation
import Reporting

/// How far the outputs of a model are from those of the reference, gathered sample by sample.
struct OutputComparison {
  /// Counts of right answers need classes, sums of squares need outputs shaped like inputs.
  private(set) var sampleCount = 0
  private(set) var largestDifference = 0.0
  /// The largest of |difference| / (1 + |reference|): at most T means within T absolute plus T
  /// relative.
  private(set) var largestMixedDifference = 0.0
  private var differenceSum = 0.0
  private var squaredDifferenceSum = 0.0
  private var squaredReferenceSum = 0.0
  private var elementCount = 0
  private var agreements = 0
  private var referenceHits = 0
  private var modelHits = 0
  private var referenceSquaredError = 0.0
  private var modelSquaredError = 0.0

  /// Adds one sample.
  ///
  /// - Parameters:
  ///   - label: its class, where known.
  ///   - target: what the network should reproduce, where it is a reconstruction.
  mutating func add(
    reference: ArraySlice<Double>, model: ArraySlice<Float>, label: Int? = nil,
    target: ArraySlice<Float>? = nil
  ) {
    sampleCount += 1
    elementCount += reference.count
    for (expected, actual) in zip(reference, model) {
      // A number that is not one must not vanish in `max`.
      let distance = abs(Double(actual) - expected)
      let difference = distance.isNaN && !(actual.isNaN && expected.isNaN) ? .infinity : distance
      guard !difference.isNaN, Double(actual) != expected else { continue }
      largestDifference = max(largestDifference, difference)
      largestMixedDifference = max(largestMixedDifference, difference / (1 + abs(expected)))
      differenceSum += difference
      squaredDifferenceSum += difference * difference
    }
    squaredReferenceSum += reference.reduce(0) { $0 + $1 * $1 }
    let (expectedClass, actualClass) = (largestIndex(reference), largestIndex(model))
    agreements += expectedClass == actualClass ? 1 : 0
    if let label {
      referenceHits += expectedClass == label ? 1 : 0
      modelHits += actualClass == label ? 1 : 0
    }
    if let target {
      for ((expected, actual), wanted) in zip(zip(reference, model), target) {
        referenceSquaredError += (expected - Double(wanted)) * (expected - Double(wanted))
        modelSquaredError += (Double(actual) - Double(wanted)) * (Double(actual) - Double(wanted))
      }
    }
  }

  var meanDifference: Double { differenceSum / Double(max(elementCount, 1)) }
  /// ‖model − reference‖₂ / ‖reference‖₂ over all samples; 0 when both are zero.
  var relativeDifference: Double {
    squaredDifferenceSum == 0 ? 0 : (squaredDifferenceSum / squaredReferenceSum).squareRoot()
  }
  /// Share of samples whose largest output is the same.
  var agreement: Double { share(agreements) }
  var referenceAccuracy: Double { share(referenceHits) }
  var modelAccuracy: Double { share(modelHits) }
  /// Mean over all elements of the squared distance from the targets.
  var referenceError: Double { referenceSquaredError / Double(max(elementCount, 1)) }
  var modelError: Double { modelSquaredError / Double(max(elementCount, 1)) }

  private func share(_ count: Int) -> Double { Double(count) / Double(max(sampleCount, 1)) }
}

/// The place of the largest element, counted from the slice's start; the first one of equals, 0
/// when empty.
private func largestIndex<Element: Comparable>(_ elements: ArraySlice<Element>) -> Int {
  var best = elements.startIndex
  for index in elements.indices where elements[index] > elements[best] { best = index }
  return best - elements.startIndex
}
