import Foundation

/// A bar on standard error with the share done and the time left. It shows only on a terminal, and
/// only for work that has taken two seconds and is not about to end, so that short commands and
/// logs stay clean.
public struct ProgressBar {
  private let label: String
  private let total: Int
  private let isTerminal: Bool
  private let start = ContinuousClock.now
  private var lastDrawn: ContinuousClock.Instant
  private var isVisible = false

  private static let patience = Duration.seconds(2)
  private static let interval = Duration.milliseconds(100)

  public init(_ label: String, total: Int) {
    self.label = label
    self.total = max(total, 1)
    isTerminal = isatty(STDERR_FILENO) == 1
    lastDrawn = start
  }

  /// Redraws when it is time to.
  ///
  /// - Parameter note: what else is known by now, such as a loss.
  public mutating func update(_ done: Int, note: String = "") {
    guard isTerminal else { return }
    let now = ContinuousClock.now
    guard now - start >= ProgressBar.patience, now - lastDrawn >= ProgressBar.interval else {
      return
    }
    lastDrawn = now
    isVisible = true
    let text =
      ProgressBar.line(
        label: label, done: done, total: total, seconds: (now - start) / .seconds(1))
      + (note.isEmpty ? "" : "  " + note)
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }

  /// Removes the bar.
  public mutating func finish() {
    guard isVisible else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    isVisible = false
  }

  /// Such as `run  ━━━━━━━━━━──────────   50 %  2.0 s left`.
  static func line(label: String, done: Int, total: Int, seconds: Double) -> String {
    let share = min(max(Double(done) / Double(total), 0), 1)
    let width = 30
    let filled = Int(share * Double(width))
    let bar =
      String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
    let percent = "\(Int(share * 100)) %".padded(to: 5, trailing: true)
    let left =
      share > 0
      ? "  " + Format.duration(nanoseconds: seconds / share * (1 - share) * 1e9) + " left" : ""
    return "\(label)  \(bar)  \(percent)\(left)"
  }
}
