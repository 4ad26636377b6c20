public import _HandcarShims

/// The threads of a session beside the caller's, before they are started.
public struct Workers {
  /// The caller's included.
  public var threads: Int
  /// Where their state lies until the session ends, on a multiple of 64 bytes.
  public var storage: UnsafeMutablePointer<hcos_pool>
  /// Instead of the system's calls; for tests.
  public var calls: UnsafePointer<hcos_thread_calls>?
  /// Multiply-adds that are worth a thread: some ten microseconds of a small board, which is what waking the thread
  /// may cost. A count and not a time, so that every machine divides alike.
  public var smallestWork = 65_536.0

  /// Threads of a session at most.
  public static var maximumThreadCount: Int { Int(HCOS_MAX_THREADS) }

  public init(
    threads: Int, storage: UnsafeMutablePointer<hcos_pool>,
    calls: UnsafePointer<hcos_thread_calls>? = nil
  ) {
    self.threads = threads
    self.storage = storage
    self.calls = calls
  }
}
