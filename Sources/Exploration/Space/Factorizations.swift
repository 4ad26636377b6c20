/// The ways to write a number as a product.
enum Factorizations {
  /// Every non-decreasing list of `count` factors of at least 2 whose product is `number`, in
  /// lexicographic order; nil when there are more than `limit`.
  static func ascending(of number: Int, count: Int, limit: Int) -> [[Int]]? {
    let divisors = divisors(of: number)
    var found: [[Int]] = []
    func extend(_ prefix: [Int], _ rest: Int, _ remaining: Int) -> Bool {
      if remaining == 1 {
        if rest >= (prefix.last ?? 2) { found.append(prefix + [rest]) }
        return found.count <= limit
      }
      for factor in divisors where factor >= (prefix.last ?? 2) {
        // The factors to come are no smaller, so this one's power must still fit.
        var power = 1
        for _ in 0..<remaining where power <= rest { power *= factor }
        if power > rest { break }
        if rest % factor == 0, !extend(prefix + [factor], rest / factor, remaining - 1) {
          return false
        }
      }
      return true
    }
    guard number > 1, count > 0 else { return [] }
    return extend([], number, count) ? found : nil
  }

  /// The divisors of a positive number, ascending.
  static func divisors(of number: Int) -> [Int] {
    var small: [Int] = []
    var large: [Int] = []
    var candidate = 1
    while candidate <= number / candidate {
      if number % candidate == 0 {
        small.append(candidate)
        if candidate != number / candidate { large.append(number / candidate) }
      }
      candidate += 1
    }
    return small + large.reversed()
  }
}
