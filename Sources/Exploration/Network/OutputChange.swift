import Foundation
import ModelGraph

/// How the outputs of a network differ from those of the dense one, over some samples.
public struct OutputChange: Hashable, Sendable {
  /// ‖y' − y‖ / ‖y‖ over all outputs.
  public var relativeError: Double
  /// The share of samples with the same largest output; nil where outputs are no classes.
  public var agreement: Double?
  /// The mean Kullback-Leibler divergence, in nats, of the probabilities of the classes from those
  /// of the dense network.
  public var divergence: Double?
  /// The share of samples whose largest output is their label.
  public var accuracy: Double?
  /// The accuracy of the dense network.
  public var denseAccuracy: Double?

  /// What a search minimises: smooth, and quadratic in small changes.
  public var loss: Double { divergence ?? relativeError * relativeError }

  /// The share of samples that are answered worse, as `NetworkConstraint.maximumDrop` counts.
  public var drop: Double {
    if let accuracy, let denseAccuracy { return denseAccuracy - accuracy }
    return agreement.map { 1 - $0 } ?? relativeError
  }

  /// - Parameters:
  ///   - reference: the outputs of the dense network, samples along the leading axis.
  ///   - labels: the classes of these samples, where known.
  ///   - answer: what the first output is.
  init(reference: [Tensor], outputs: [Tensor], labels: [Int]?, answer: NetworkAnswer) {
    var (difference, whole) = (0.0, 0.0)
    for (old, new) in zip(reference, outputs) {
      for (expected, actual) in zip(old.doubles, new.doubles) {
        difference += (actual - expected) * (actual - expected)
        whole += expected * expected
      }
    }
    relativeError =
      difference == 0 ? 0 : whole > 0 ? (difference / whole).squareRoot() : .infinity
    guard answer != .numbers, let first = reference.first, let other = outputs.first,
      let count = first.shape.first, count > 0
    else { return }
    let (old, new, size) = (first.doubles, other.doubles, first.count / count)
    var (agreements, hits, denseHits, sum) = (0, 0, 0, 0.0)
    for sample in 0..<count {
      let p = old[sample * size..<(sample + 1) * size]
      let q = new[sample * size..<(sample + 1) * size]
      let (expected, actual) = (largestIndex(p), largestIndex(q))
      agreements += expected == actual ? 1 : 0
      if let label = labels?[sample] {
        hits += actual == label ? 1 : 0
        denseHits += expected == label ? 1 : 0
      }
      let (logP, logQ) = (answer.logarithms(of: p), answer.logarithms(of: q))
      sum += zip(logP, logQ).reduce(0) { $0 + exp($1.0) * ($1.0 - $1.1) }
    }
    agreement = Double(agreements) / Double(count)
    divergence = sum.isFinite ? max(sum / Double(count), 0) : .infinity
    if labels != nil {
      accuracy = Double(hits) / Double(count)
      denseAccuracy = Double(denseHits) / Double(count)
    }
  }
}

/// What the first output of a network is.
enum NetworkAnswer: Hashable, Sendable {
  /// Scores of classes before a softmax.
  case scores
  /// Probabilities of classes.
  case probabilities
  /// Anything else, as an autoencoder's.
  case numbers

  /// - Parameter isLabelled: whether samples have a class.
  init(of graph: Graph, isLabelled: Bool) {
    guard let id = graph.outputs.first, let input = graph.inputs.first else {
      self = .numbers
      return
    }
    let (shape, inputShape) = (graph[id].type.shape, graph[input].type.shape)
    let isVector = shape.dropFirst().count { $0 != 1 } == 1
    let isReconstruction = shape.filter { $0 != 1 } == inputShape.filter { $0 != 1 }
    guard isLabelled || isVector && !isReconstruction else {
      self = .numbers
      return
    }
    if case .softmax? = graph.nodes.last(where: { $0.outputs.contains(id) })?.operation {
      self = .probabilities
    } else {
      self = .scores
    }
  }

  /// The logarithms of the probabilities of the classes.
  fileprivate func logarithms(of outputs: ArraySlice<Double>) -> [Double] {
    if self == .probabilities { return outputs.map { log(max($0, 1e-12)) } }
    let largest = outputs.max() ?? 0
    let sum = log(outputs.reduce(0) { $0 + exp($1 - largest) }) + largest
    return outputs.map { $0 - sum }
  }
}

private func largestIndex(_ elements: ArraySlice<Double>) -> Int {
  var best = elements.startIndex
  for index in elements.indices where elements[index] > elements[best] { best = index }
  return best - elements.startIndex
}
