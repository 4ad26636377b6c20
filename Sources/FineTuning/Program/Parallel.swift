import Dispatch
import Foundation
import Synchronization

/// Runs `body(0)` … `body(count − 1)` on up to `threads` threads and returns when all are done. The parts must write
/// to disjoint memory.
func inParallel(_ count: Int, threads: Int?, _ body: (Int) -> Void) {
  let workers = min(count, threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount))
  if workers <= 1 {
    for index in 0..<count { body(index) }
    return
  }
  withoutActuallyEscaping(body) { body in
    nonisolated(unsafe) let body = body
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        if index >= count { break }
        body(index)
      }
    }
  }
}
