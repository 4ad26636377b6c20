internal import _HandcarShims
internal import HandcarFormat

extension Session {
  /// Runs a kernel, for the share of one thread or, without a share, for the whole operation: that is divided
  /// among the threads if it is large enough.
  func perform<Arguments: DivisibleArguments>(
    _ kernel: (UnsafePointer<Arguments>) -> Void,
    _ arguments: Arguments, _ operation: UnsafePointer<OperationRecord>, _ share: Share?
  ) {
    if let share {
      arguments.forEachPart(share.range(of: arguments.pieces), kernel)
      return
    }
    let shares =
      pool == nil ? 1 : shareCount(pieces: arguments.pieces, work: arguments.work)
    if shares > 1 {
      runOnThreads(operation, shares: shares)
    } else {
      withUnsafePointer(to: arguments) { kernel($0) }
    }
  }

  private func shareCount(pieces: Int, work: Double) -> Int {
    let most = min(threads, pieces)
    return work < smallestWork * Double(most) ? Int(work / smallestWork) : most
  }

  /// Every thread prepares the operation anew and computes its share.
  @inline(never)
  private func runOnThreads(_ operation: UnsafePointer<OperationRecord>, shares: Int) {
    guard let pool else { return }
    let job = Job(session: self, operation: operation, shares: shares)
    withUnsafePointer(to: job) { job in
      hcos_pool_run(
        pool, UInt32(truncatingIfNeeded: shares),
        { context, index, thread in
          guard let context else { return }
          let job = context.assumingMemoryBound(to: Job.self)
          let share = Share(
            index: Int(truncatingIfNeeded: index), count: job.pointee.shares,
            thread: Int(truncatingIfNeeded: thread))
          job.pointee.session.run(job.pointee.operation, share)
        }, UnsafeMutableRawPointer(mutating: job))
    }
  }

  private struct Job {
    let session: Session
    let operation: UnsafePointer<OperationRecord>
    let shares: Int
  }
}
