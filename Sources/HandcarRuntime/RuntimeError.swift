public import HandcarFormat

/// Why a model could not be opened or a session not begun.
public enum RuntimeError: Error, Equatable, Sendable {
  /// No file at the path.
  case fileNotFound
  /// A folder, a pipe or a device.
  case fileNotRegular
  /// No permission, an input error or no address space.
  case fileUnreadable
  /// The bytes or the arena do not start on a multiple of `Limits.alignment`.
  case misaligned
  case invalid(VerificationError)
  case arenaTooSmall
  /// The environment asks for a kernel set that is unknown or that this CPU lacks.
  case kernelSetUnavailable
  /// No threads, or more than `Workers.maximumThreadCount`.
  case threadCount
  /// The system refuses to start the threads.
  case threadsUnavailable
}
