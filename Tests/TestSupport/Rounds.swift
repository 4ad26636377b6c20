/// How much work a random check does: all of its seeds, or the first few on a slow board.
public struct Rounds: Sendable {
  private let divisor: Int

  /// All rounds.
  public static var all: Rounds { Rounds(dividedBy: 1) }

  public init(dividedBy divisor: Int) { self.divisor = max(divisor, 1) }

  /// Of `count` rounds those to run.
  public func count(_ count: Int) -> Int { (count + divisor - 1) / divisor }

  /// Of the seeds 0… those to run.
  public func seeds(_ count: Int) -> Range<UInt64> { 0..<UInt64(self.count(count)) }
}
