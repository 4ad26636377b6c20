import Exploration
import Foundation
import HandcarFormat
import LinearAlgebra
import ModelGraph
import TensorTrain
import TestSupport
import Testing

@testable import FineTuning

@Suite("Fine-tuning")
struct FineTuneTests {
  /// 24 → 32 (tanh) → 32 (ReLU) → 6, smooth enough to be learned from few samples; optionally with a softmax.
  private func teacher(softmax: Bool = false) throws -> Graph {
    var random = SeededGenerator(seed: 7)
    var graph = Graph(name: "net")
    var x = graph.addInput("x", TensorType(.float32, [1, 24]))
    for (name, rows, columns, activation) in [
      ("fc1", 32, 24, Activation.tanh), ("fc2", 32, 32, .relu),
    ] {
      let weights = random.floats(rows * columns).map { $0 * 0.5 }
      let w = graph.addConstant(name + ".w", Tensor(weights, shape: [rows, columns]))
      let b = graph.addConstant(name + ".b", Tensor(random.floats(rows), shape: [rows]))
      x = try graph.addNode(.linear(activation: activation), [x, w, b], name: name)[0]
    }
    let w = graph.addConstant("fc3.w", Tensor(random.floats(192), shape: [6, 32]))
    x = try graph.addNode(.linear(activation: nil), [x, w], name: "fc3")[0]
    if softmax { x = try graph.addNode(.softmax(axis: 1), [x], name: "softmax")[0] }
    graph.outputs = [x]
    return graph
  }

  private func student(_ teacher: Graph, rank: Int = 6) throws -> Graph {
    let plan = Plan(layers: [
      "fc1": try LayerChoice(parsing: "8x4:4x6:\(rank)"),
      "fc2": try LayerChoice(parsing: "4x2x4:4x2x4:\(rank)"),
    ])
    return try factorize(teacher, plan: plan).graph
  }

  private func samples(_ count: Int) -> TrainingSamples {
    var random = SeededGenerator(seed: 11)
    return TrainingSamples(inputs: [Tensor(random.floats(count * 24), shape: [count, 24])])
  }

  private func options(epochs: Int) -> FineTuningOptions {
    var options = FineTuningOptions()
    options.epochs = epochs
    options.batchSize = 32
    return options
  }

  @Test(arguments: [false, true])
  func theStudentLearns(_ softmax: Bool) throws {
    let teacher = try teacher(softmax: softmax)
    let result = try fineTune(
      student: student(teacher), teacher: teacher, samples: samples(600),
      options: options(epochs: 40))
    let start = result.curve[0]
    #expect(result.best.heldOutLoss < 0.3 * start.heldOutLoss, "\(start) \(result.best)")
    #expect(result.best.agreement > start.agreement)
    #expect(result.stopReason == .finished)
    try result.graph.validate()

    // The returned graph is what was measured: its outputs by the interpreter, on samples it never saw.
    var random = SeededGenerator(seed: 13)
    let x = Tensor(random.floats(200 * 24), shape: [200, 24])
    func classes(_ graph: Graph) throws -> [Int] {
      let outputs = try Interpreter(graph).run(samples: [x])[0].doubles
      return (0..<200).map { row in (0..<6).max { outputs[row * 6 + $0] < outputs[row * 6 + $1] }! }
    }
    let expected = try classes(teacher)
    let equal = try zip(classes(result.graph), expected).filter { $0 == $1 }.count
    let before = try zip(classes(student(teacher)), expected).filter { $0 == $1 }.count
    #expect(
      equal > before && Double(equal) / 200 > result.best.agreement - 0.15, "\(before) → \(equal)")
  }

  @Test func regressionAndOnlyCores() throws {
    let teacher = try teacher()
    var options = options(epochs: 30)
    options.lossKind = .regressor
    options.trainable = .cores
    let student = try student(teacher)
    let result = try fineTune(
      student: student, teacher: teacher, samples: samples(400), options: options)
    #expect(result.best.agreement > 0.8 && result.best.agreement > result.curve[0].agreement)
    for index in student.values.indices {
      let isCore = student.values[index].name.contains("core")
      let isUnchanged = student.values[index].constant == result.graph.values[index].constant
      #expect(isUnchanged || isCore, "'\(student.values[index].name)' changed")
    }
  }

  @Test func featuresAndLabels() throws {
    let teacher = try teacher()
    var options = options(epochs: 10)
    options.featureLayers = ["fc1", "fc2"]
    options.labelWeight = 0.3
    var samples = samples(300)
    let outputs = try Interpreter(teacher).run(samples: samples.inputs)[0].doubles
    samples.labels = (0..<300).map { row in
      (0..<6).max { outputs[row * 6 + $0] < outputs[row * 6 + $1] }!
    }
    let result = try fineTune(
      student: student(teacher), teacher: teacher, samples: samples, options: options)
    #expect(result.best.heldOutLoss < result.curve[0].heldOutLoss)
  }

  /// The gradient of the loss itself, against differences.
  @Test(arguments: [DistillationLoss.Kind.classifier, .regressor])
  func gradientOfTheLoss(_ kind: DistillationLoss.Kind) {
    let seed: UInt64 = 21
    var random = SeededGenerator(seed: seed)
    let loss = DistillationLoss(
      kind, deviation: 1.7, classCount: 5, weight: 1, labelWeight: kind == .classifier ? 0.4 : 0)
    var student = random.floats(15).map { $0 * 3 }
    var teacher = random.floats(15).map { $0 * 3 }
    var gradient = [Float](repeating: 9, count: 15)
    func value(_ student: inout [Float], _ gradient: UnsafeMutableBufferPointer<Float>?) -> Double {
      student.withUnsafeMutableBufferPointer { student in
        teacher.withUnsafeMutableBufferPointer { teacher in
          loss.evaluate(
            student: student, teacher: teacher, sampleSize: 5, samples: 3, batch: 3,
            labels: [4, -1, 2], gradient: gradient)
        }
      }
    }
    _ = gradient.withUnsafeMutableBufferPointer { value(&student, $0) }
    for place in student.indices {
      var (above, below) = (student, student)
      above[place] += 0.01
      below[place] -= 0.01
      let expected = (value(&above, nil) - value(&below, nil)) / 0.02 / 3
      #expect(abs(Double(gradient[place]) - expected) < 2e-4, "[\(place)], seed \(seed)")
    }
  }

  @Test func theResultDoesNotDependOnThreads() throws {
    let teacher = try teacher()
    let student = try student(teacher)
    var results: [[Float]] = []
    for threads in [1, 2, 3] {
      var options = options(epochs: 3)
      options.threads = threads
      options.slices = 4
      let result = try fineTune(
        student: student, teacher: teacher, samples: samples(300), options: options)
      results.append(result.checkpoint.current.elements.floats)
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test func aResumedRunEndsLikeAnUninterruptedOne() throws {
    let teacher = try teacher()
    let student = try student(teacher)
    var options = options(epochs: 12)
    options.rankAdaptation = RankAdaptation(parameterBudget: 800)
    options.rankAdaptation?.rounds = 2
    let whole = try fineTune(
      student: student, teacher: teacher, samples: samples(300), options: options)
    #expect(whole.best.parameterCount <= 800)
    #expect(GraphStatistics(whole.graph).parameterCount <= 800)
    try whole.graph.validate()

    for evaluations in [1, 3] {
      var seen = 0
      var saved = Data()
      let part = try fineTune(
        student: student, teacher: teacher, samples: samples(300), options: options
      ) { progress in
        seen += 1
        #expect(progress.stepCount >= progress.step && progress.remaining >= 0)
        return seen == evaluations ? .stop : .proceed
      }
      #expect(part.stopReason == .cancelled)
      // Within the budget though the training ended before the ranks were lowered gradually.
      #expect(part.best.parameterCount <= 800)
      #expect(GraphStatistics(part.graph).parameterCount <= 800)
      saved = try JSONEncoder().encode(part.checkpoint)
      let checkpoint = try JSONDecoder().decode(FineTuningCheckpoint.self, from: saved)
      #expect(checkpoint == part.checkpoint)
      let resumed = try fineTune(
        student: student, teacher: teacher, samples: samples(300), options: options,
        resuming: checkpoint)
      #expect(resumed.checkpoint.current == whole.checkpoint.current)
      #expect(resumed.curve.count == whole.curve.count)
    }
  }

  @Test func refusesABudgetThatNoRanksMeet() throws {
    let teacher = try teacher()
    var options = options(epochs: 1)
    options.rankAdaptation = RankAdaptation(parameterBudget: 10)
    #expect {
      _ = try fineTune(
        student: student(teacher), teacher: teacher, samples: samples(300), options: options)
    } throws: { "\($0)".contains("with every rank 1 there are") }
  }

  @Test func ranksGoWhereTheyAreNeeded() throws {
    // fc1 is of rank 2 exactly, so its bond can be cut to 2 without loss; fc2 needs all.
    let teacher = try teacher()
    var student = try student(teacher, rank: 8)
    let (node, train) = student.tensorTrains[0]
    let low = try train.rounded(ranks: [2]).matrix
    let cores = [
      widened(low.cores[0], from: 2, to: 8), low.cores[1] + [Float](repeating: 0, count: 6 * 24),
    ]
    student.replaceTensorTrain(node: node, by: try TTMatrix(shape: train.shape, cores: cores))
    let before = GraphStatistics(student).parameterCount
    let lowered = try student.lowerRanks(toParameterCount: before - 6 * (32 + 24))
    #expect(lowered)
    #expect(student.tensorTrains[0].train.shape.innerRanks == [2])
    #expect(student.tensorTrains[1].train.shape.innerRanks == [8, 8])
    // Spectra are those of the unfoldings: for the first, the same as of the matrix itself.
    let spectrum = try student.tensorTrains[1].train.bondSingularValues()
    let norm = spectrum.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let dense = student.tensorTrains[1].train.reconstructed().norm
    #expect(norm.allSatisfy { abs($0 / dense - 1) < 1e-5 })
  }

  private func widened(_ core: [Float], from: Int, to: Int) -> [Float] {
    var result: [Float] = []
    for row in 0..<(core.count / from) {
      result += core[(row * from)..<((row + 1) * from)]
      result += [Float](repeating: 0, count: to - from)
    }
    return result
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let teacher = try teacher()
    let student = try student(teacher)
    func message(_ body: () throws -> FineTuningResult) -> String {
      do {
        _ = try body()
        return ""
      } catch {
        return "\(error)"
      }
    }
    let narrow = TrainingSamples(inputs: [Tensor([1, 2, 3, 4], shape: [2, 2])])
    #expect(
      message { try fineTune(student: student, teacher: teacher, samples: narrow) }
        .contains("'x' have shape [2, 2]"))
    var bad = options(epochs: 1)
    bad.featureLayers = ["fc9"]
    #expect(
      message {
        try fineTune(student: student, teacher: teacher, samples: samples(9), options: bad)
      }
      .contains("'fc9'"))
    let other = try self.teacher(softmax: true)
    var noSteps = options(epochs: 0)
    noSteps.batchSize = 8
    #expect(
      message {
        try fineTune(student: student, teacher: other, samples: samples(9), options: noSteps)
      }.contains("positive"))
  }

  @Test func theBatchMustStayInFront() throws {
    var graph = Graph(name: "net")
    let x = graph.addInput("x", TensorType(.float32, [1, 3, 4]))
    let turned = try graph.addNode(.transpose(permutation: [1, 0, 2]), [x], name: "turned")
    graph.outputs = turned
    #expect(throws: GraphError.self) { try graph.resized(toBatch: 5) }
    let flat = try graph.addNode(.reshape([1, 12]), [x], name: "flat")
    let split = try graph.addNode(.reshape([2, 6]), flat, name: "split")
    graph.outputs = flat + split
    let resized = try graph.resized(toBatch: 5)
    #expect(resized.outputs.map { resized[$0].type.shape } == [[5, 12], [10, 6]])
    let again = try resized.resized(toBatch: 3)
    #expect(again.outputs.map { again[$0].type.shape } == [[3, 12], [6, 6]])
  }
}
