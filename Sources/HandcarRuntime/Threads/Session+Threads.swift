internal import _HandcarShims
internal import HandcarFormat

extension Session {
  /// Divides a step among the threads.
  func runOnThreads(_ step: UnsafePointer<Step>) {
    guard let pool else { return }
    var job = Job(step: step, scratch: workerScratch, scratchSize: workerScratchSize)
    hcos_pool_run(
      pool, UInt32(step.pointee.threads), UInt32(step.pointee.shares),
      { context, first, count, thread in
        guard let context else { return }
        let job = context.assumingMemoryBound(to: Job.self)
        let first = Int(truncatingIfNeeded: first)
        job.pointee.run(
          Share(
            parts: first..<first &+ Int(truncatingIfNeeded: count),
            of: Int(truncatingIfNeeded: job.pointee.step.pointee.shares),
            thread: Int(truncatingIfNeeded: thread)))
      }, &job)
  }
}

/// A step that threads divide.
private struct Job {
  let step: UnsafePointer<Step>
  /// Scratch memory of the workers, and how much each of them has.
  let scratch: UnsafeMutableRawPointer
  let scratchSize: Int

  func run(_ share: Share) {
    switch OperationKind(rawValue: step.pointee.kind) {
    case .contraction: run(share, of: hck_contraction.self)
    case .convolution: convolve(share)
    case .pool: run(share, of: hck_pool.self)
    case .binary: run(share, of: hck_binary.self)
    case .activate: run(share, of: hck_activate.self)
    case .softmax: run(share, of: hck_softmax.self)
    case .permute: run(share, of: hck_permute.self)
    case .copy: run(share, of: hck_copy.self)
    case .pad: run(share, of: hck_pad.self)
    case .reduceMean: run(share, of: hck_reduce_mean.self)
    case .matrixProduct: run(share, of: hck_matrix_product.self)
    case .normalize: run(share, of: hck_normalize.self)
    case nil: break
    }
  }

  private func run<Arguments: DivisibleArguments>(_ share: Share, of _: Arguments.Type) {
    run(share, of: step.arguments.assumingMemoryBound(to: Arguments.self).pointee)
  }

  private func run<Arguments: DivisibleArguments>(_ share: Share, of arguments: Arguments) {
    arguments.forEachPart(share.range(of: arguments.pieces)) { step.pointee.kernel($0) }
  }

  /// A convolution unrolls its input into scratch memory. The caller's thread uses the place in the program's arena
  /// that the file gives; that of the workers lies behind the arena of one thread, one piece each.
  private func convolve(_ share: Share) {
    var arguments = step.arguments.assumingMemoryBound(to: hck_convolution.self).pointee
    if share.thread > 0 {
      arguments.scratch = (scratch + (share.thread &- 1) &* scratchSize)
        .assumingMemoryBound(to: Float.self)
    }
    run(share, of: arguments)
  }
}
