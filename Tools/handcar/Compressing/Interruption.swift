import Foundation
import Synchronization

/// Whether the user has pressed Ctrl-C since `begin`, to end a long work with what there is by then.
enum Interruption {
  private static let isWanted = Atomic(false)

  /// From now on the first SIGINT is a wish; a second one ends the process as ever.
  static func begin() {
    isWanted.store(false, ordering: .relaxed)
    signal(SIGINT) { _ in
      Interruption.isWanted.store(true, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
    }
    // Whoever started this process may have left it blocked, as Dispatch does on its threads.
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
  }

  static func end() { signal(SIGINT, SIG_DFL) }

  static var wasRequested: Bool { isWanted.load(ordering: .relaxed) }
}
