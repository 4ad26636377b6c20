import ModelGraph

/// The values of the original network that a student learns, for all samples as they are.
struct TeacherAnswers: Sendable {
  /// For each target the elements of one sample.
  let sampleSizes: [Int]
  /// For each target those of all samples, one after the other.
  private let elements: [[Float]]

  init(_ teacher: ProgramRunner, _ stores: [SampleStore], count: Int, threads: Int?) {
    let batch = teacher.program.batch
    let sizes = teacher.program.targets.map { $0.count / batch }
    let memories = sizes.map { AlignedMemory(count: $0 * count) }
    let runs = (count + batch - 1) / batch
    let workers = teacher.slices.count
    inParallel(workers, threads: threads) { worker in
      let slice = teacher.slices[worker]
      for run in stride(from: worker, to: runs, by: workers) {
        let samples = min(batch, count - run * batch)
        for (index, store) in stores.enumerated() {
          let input = slice.input(index).baseAddress!
          for place in 0..<batch {
            store.copy(
              run * batch + min(place, samples - 1), to: input + place * store.sampleSize)
          }
        }
        slice.forward()
        for (index, size) in sizes.enumerated() {
          (memories[index].start + run * batch * size).update(
            from: slice.target(index).baseAddress!, count: samples * size)
        }
      }
    }
    sampleSizes = sizes
    elements = memories.map(\.elements)
  }

  /// All elements of a target.
  subscript(target: Int) -> [Float] { elements[target] }

  /// Copies one sample's elements of a target.
  func copy(_ sample: Int, target: Int, to place: UnsafeMutablePointer<Float>) {
    let size = sampleSizes[target]
    elements[target].withUnsafeBufferPointer {
      place.update(from: $0.baseAddress! + sample * size, count: size)
    }
  }
}
