import ModelGraph

/// The networks, samples and plan of a run that do not change in its course.
struct TrainingPlan: Sendable {
  let options: FineTuningOptions
  let teacher: Graph
  /// Outputs (or the logits under them), then features; in the teacher.
  let teacherTargets: [Graph.ValueID]
  let losses: [DistillationLoss]
  let outputCount: Int
  let stores: [SampleStore]
  let answers: TeacherAnswers
  let labels: [Int]?
  let trainingSamples: [Int]
  let heldOutSamples: [Int]
  /// Samples of a slice.
  let sliceSize: Int

  var batchSize: Int { sliceSize * options.slices }
  var stepsPerEpoch: Int { max(1, trainingSamples.count / batchSize) }
  var stepCount: Int { stepsPerEpoch * options.epochs }
  /// Steps from one evaluation to the next: an epoch, or several when they are short.
  var evaluationInterval: Int { stepsPerEpoch * max(1, 20 / stepsPerEpoch) }

  init(
    _ teacher: Graph, _ samples: TrainingSamples, _ options: FineTuningOptions
  ) throws(FineTuningError) {
    self.options = options
    self.teacher = teacher
    labels = samples.labels
    var random = SplitMix64(seed: options.seed, 3)
    let order = random.permutation(samples.count)
    let heldOut = min(
      max(Int(Double(samples.count) * options.heldOutShare), options.heldOutShare > 0 ? 1 : 0),
      samples.count - 1)
    // Without held-out samples the training samples choose the best state.
    heldOutSamples = Array(order.suffix(heldOut > 0 ? heldOut : samples.count))
    trainingSamples = Array(order.dropLast(heldOut))
    let batch = min(options.batchSize, max(trainingSamples.count / 4, 1))
    sliceSize = max(1, batch / options.slices)
    stores = samples.inputs.map { tensor in
      SampleStore(tensor.floats, shape: tensor.shape, options.augmentation, seed: options.seed)
    }
    teacherTargets = try teacher.distillationTargets(options)
    outputCount = teacher.outputs.count
    do {
      let runner = try ProgramRunner(
        teacher, targets: teacherTargets, batch: sliceSize, slices: options.slices, training: nil)
      answers = TeacherAnswers(runner, stores, count: samples.count, threads: options.threads)
    } catch {
      throw FineTuningError("the original network cannot be run: \(error)")
    }
    let (answers, training) = (answers, trainingSamples)
    var losses: [DistillationLoss] = []
    for (index, id) in teacherTargets.enumerated() {
      let isOutput = index < outputCount
      let kind =
        isOutput
        ? options.lossKind ?? teacher.lossKind(of: teacher.outputs[index]) : .regressor
      let shape = teacher[id].type.shape
      let numbers = training.flatMap { sample in
        let size = answers.sampleSizes[index]
        return answers[index][(sample * size)..<((sample + 1) * size)]
      }
      let statistics = Statistics(numbers)
      guard statistics.deviation.isFinite else {
        throw FineTuningError("the original network's '\(teacher[id].name)' is not finite")
      }
      losses.append(
        DistillationLoss(
          kind, deviation: statistics.deviation, classCount: max(shape.last ?? 1, 1),
          weight: isOutput ? 1 : options.featureWeight,
          labelWeight: isOutput && samples.labels != nil ? options.labelWeight : 0))
    }
    self.losses = losses
    if options.labelWeight > 0, let labels = samples.labels {
      let first = losses[0]
      guard first.kind == .classifier, labels.allSatisfy({ $0 < first.classCount }) else {
        throw FineTuningError("labels need an output of more classes than the largest label")
      }
    }
  }
}

extension Graph {
  /// What the loss compares: each output, or the logits under a softmax; then the features.
  func distillationTargets(_ options: FineTuningOptions) throws(FineTuningError) -> [ValueID] {
    var targets = outputs.map { id in
      options.lossKind == .regressor ? id : softmaxInput(of: id) ?? id
    }
    for name in options.featureLayers {
      guard let node = nodes.first(where: { $0.name == name }) else {
        throw FineTuningError("'\(self.name)' has no layer '\(name)'")
      }
      targets.append(node.outputs[0])
    }
    return targets
  }
}
