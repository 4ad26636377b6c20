/// Sizes to which rows or columns may be filled up with zeros for the sake of better factors.
public enum PaddedSizes {
  /// The number itself and, of the numbers up to `share` above it (0.03 is 3 %), each that has more
  /// divisors than all before it: a prime such as 1009 has no factors, 1020 has 24 divisors.
  ///
  /// Heuristic: the number of divisors stands for the number of shapes.
  /// - Precondition: the number is positive.
  public static func candidates(for number: Int, share: Double) -> [Int] {
    var most = Factorizations.divisors(of: number).count
    let last = max(number, Int(Double(number) * (1 + share)))
    return [number]
      + (number...last).dropFirst().filter { size in
        let count = Factorizations.divisors(of: size).count
        defer { most = max(most, count) }
        return count > most
      }
  }
}
