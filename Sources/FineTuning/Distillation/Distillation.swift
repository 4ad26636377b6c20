import ModelGraph

/// A student and a teacher over the same samples: one batch of training, and the evaluation of samples as they are.
///
/// Unchecked: used by one thread, which splits the slices of a batch over others.
final class Distillation: @unchecked Sendable {
  let student: ProgramRunner
  private let teacher: ProgramRunner
  private let losses: [DistillationLoss]
  /// How many of the targets are outputs; the others are features.
  private let outputCount: Int
  private let stores: [SampleStore]
  private let answers: TeacherAnswers
  private let labels: [Int]?
  private let options: FineTuningOptions
  /// The teacher's answers for the samples of a slice, for each slice and target.
  private let targets: [[AlignedMemory]]
  private let gradient: AlignedMemory
  private var partialLosses: [Double]

  init(
    student: ProgramRunner, teacher: ProgramRunner, losses: [DistillationLoss], outputCount: Int,
    stores: [SampleStore], answers: TeacherAnswers, labels: [Int]?, options: FineTuningOptions
  ) {
    self.student = student
    self.teacher = teacher
    self.losses = losses
    self.outputCount = outputCount
    self.stores = stores
    self.answers = answers
    self.labels = labels
    self.options = options
    let batch = student.program.batch
    targets = student.slices.map { _ in
      answers.sampleSizes.map { AlignedMemory(count: $0 * batch) }
    }
    gradient = AlignedMemory(count: student.program.parameters.trainableCount)
    partialLosses = student.slices.map { _ in 0 }
  }

  /// Samples of a whole batch.
  var batchSize: Int { student.program.batch * student.slices.count }

  /// Runs a batch forward and backward and updates the parameters.
  ///
  /// Gradients of slices are added in their order, so the result does not depend on the threads.
  /// - Parameter samples: `batchSize` of them.
  /// - Returns: the mean loss.
  func train(_ samples: [Int], step: Int, rate: Double, _ optimizer: inout Adam) -> Double {
    let batch = student.program.batch
    partialLosses.withUnsafeMutableBufferPointer { losses in
      nonisolated(unsafe) let losses = losses
      inParallel(student.slices.count, threads: options.threads) { index in
        losses[index] = runSlice(index, samples, step: step)
      }
    }
    student.program.finish(student.slices)
    let count = gradient.count
    gradient.start.update(repeating: 0, count: count)
    // By chunks, so that the sum stays in the cache and threads can share the work.
    let chunk = 1 << 14
    inParallel((count + chunk - 1) / chunk, threads: count > 4 * chunk ? options.threads : 1) {
      let start = $0 * chunk
      let length = min(chunk, count - start)
      for slice in student.slices {
        add(slice.parameterGradient + start, to: gradient.start + start, length)
      }
    }
    let norm = gradient.norm
    // A step without a finite gradient is left out.
    if norm.isFinite {
      let factor = min(1, options.gradientNormLimit / max(norm, 1e-12))
      optimizer.update(
        student.parameters, gradient: gradient.start, factor: Float(factor), rate: rate)
      student.prepare()
    }
    return partialLosses.reduce(0, +) / Double(batch * student.slices.count)
  }

  private func runSlice(_ index: Int, _ samples: [Int], step: Int) -> Double {
    let batch = student.program.batch
    let slice = student.slices[index]
    let isAugmented = options.augmentation != .none
    // A mixed sample has no single label.
    var classes: [Int] = []
    for place in 0..<batch {
      let sample = samples[index * batch + place]
      let other = samples[(index * batch + place + 1) % samples.count]
      var isMixed = false
      for (input, store) in stores.enumerated() {
        let target = slice.input(input).baseAddress! + place * store.sampleSize
        if isAugmented {
          var random = SplitMix64(seed: options.seed, 2, step, index * batch + place)
          isMixed = store.write(sample, mixedWith: other, &random, to: target)
        } else {
          store.copy(sample, to: target)
        }
      }
      if let labels, options.labelWeight > 0 { classes.append(isMixed ? -1 : labels[sample]) }
    }
    if isAugmented {
      let original = teacher.slices[index]
      for input in stores.indices {
        _ = original.input(input).update(fromContentsOf: slice.input(input))
      }
      original.forward()
    } else {
      copyAnswers(samples[(index * batch)..<((index + 1) * batch)], slice: index)
    }
    slice.forward()
    let loss = evaluate(
      slice: index, samples: batch, batch: batchSize, teacher: isAugmented ? teacher : nil, classes,
      withGradient: true, targets: losses.indices)
    slice.backward()
    return loss
  }

  private func copyAnswers(_ samples: some Collection<Int>, slice: Int) {
    for (place, sample) in samples.enumerated() {
      for (target, size) in answers.sampleSizes.enumerated() {
        answers.copy(sample, target: target, to: targets[slice][target].start + place * size)
      }
    }
  }

  private func evaluate(
    slice index: Int, samples: Int, batch: Int, teacher: ProgramRunner?, _ labels: [Int],
    withGradient: Bool, targets range: Range<Int>
  ) -> Double {
    let slice = student.slices[index]
    var sum = 0.0
    for target in range {
      let expected =
        teacher.map { $0.slices[index].target(target) }
        ?? UnsafeMutableBufferPointer(
          start: targets[index][target].start, count: targets[index][target].count)
      sum += losses[target].evaluate(
        student: slice.target(target), teacher: expected,
        sampleSize: answers.sampleSizes[target], samples: samples, batch: batch,
        labels: target == 0 ? labels : [],
        gradient: withGradient ? slice.targetGradient(target) : nil)
    }
    return sum
  }

  /// The mean loss of the outputs over samples as they are, and how far student and teacher agree on the first
  /// output (`CurvePoint.agreement`).
  func evaluate(_ samples: [Int]) -> (loss: Double, agreement: Double) {
    let batch = student.program.batch
    let runs = (samples.count + batch - 1) / batch
    let workers = student.slices.count
    // For each worker: loss, agreeing samples, Σ(s − t)², Σ t, Σ t².
    var sums = [SIMD8<Double>](repeating: .zero, count: workers)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      inParallel(workers, threads: options.threads) { worker in
        for run in stride(from: worker, to: runs, by: workers) {
          let part = samples[(run * batch)..<min((run + 1) * batch, samples.count)]
          sums[worker] += evaluate(part, slice: worker)
        }
      }
    }
    let sum = sums.reduce(SIMD8<Double>.zero, +)
    let count = Double(max(samples.count, 1))
    if losses[0].kind == .classifier { return (sum[0] / count, sum[1] / count) }
    let elements = count * Double(answers.sampleSizes[0])
    let variance = max(sum[4] - sum[3] * sum[3] / elements, 1e-300)
    return (sum[0] / count, 1 - sum[2] / variance)
  }

  private func evaluate(_ samples: ArraySlice<Int>, slice index: Int) -> SIMD8<Double> {
    let slice = student.slices[index]
    for (input, store) in stores.enumerated() {
      let target = slice.input(input).baseAddress!
      for place in 0..<student.program.batch {
        store.copy(
          samples[min(samples.startIndex + place, samples.endIndex - 1)],
          to: target + place * store.sampleSize)
      }
    }
    slice.forward()
    copyAnswers(samples, slice: index)
    var sums = SIMD8<Double>.zero
    sums[0] = evaluate(
      slice: index, samples: samples.count, batch: samples.count, teacher: nil, [],
      withGradient: false, targets: 0..<outputCount)
    let size = answers.sampleSizes[0]
    let (s, t) = (slice.target(0), targets[index][0].start)
    let classes = losses[0].classCount
    for i in 0..<(samples.count * size) {
      let difference = Double(s[i] - t[i])
      sums[2] += difference * difference
      sums[3] += Double(t[i])
      sums[4] += Double(t[i]) * Double(t[i])
    }
    for row in 0..<(samples.count * size / classes) {
      let range = (row * classes)..<((row + 1) * classes)
      let isEqual =
        range.max { s[$0] < s[$1] } == range.max { t[$0] < t[$1] }
      sums[1] += isEqual ? Double(classes) / Double(size) : 0
    }
    return sums
  }
}

extension AlignedMemory {
  /// √Σ x², in `Double`.
  fileprivate var norm: Double {
    var sums = SIMD4<Double>.zero
    for i in stride(from: 0, to: count / 4 * 4, by: 4) {
      let x = SIMD4<Double>(UnsafeRawPointer(start + i).loadUnaligned(as: SIMD4<Float>.self))
      sums += x * x
    }
    var sum = sums.sum()
    for i in (count / 4 * 4)..<count { sum += Double(start[i]) * Double(start[i]) }
    return sum.squareRoot()
  }
}
