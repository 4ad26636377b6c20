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
  }

  static func end() { signal(SIGINT, SIG_DFL) }

  static var wasRequested: Bool { isWanted.load(ordering: .relaxed) }
}
