import Dispatch
import Foundation

/// How many parts a large computation is split into.
package let processorCount = max(1, ProcessInfo.processInfo.activeProcessorCount)

/// Runs `body(0)` … `body(count - 1)`, on several threads when there is more than one; returns
/// when all are done.
///
/// The parts must write to disjoint memory.
package func inParallel(_ count: Int, _ body: (Int) -> Void) {
  if count == 1 {
    body(0)
  } else {
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: count) { body($0) }
    }
  }
}
