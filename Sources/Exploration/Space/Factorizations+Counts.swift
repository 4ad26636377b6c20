extension Factorizations {
  /// The number of ordered lists of `count` factors of at least `smallest` (1 or 2) whose product
  /// is `number`, without making them.
  ///
  /// With ones allowed each prime of exponent e is dealt to the factors in C(e + count − 1, e)
  /// ways; lists without ones follow by inclusion and exclusion.
  static func orderedCount(of number: Int, count: Int, smallest: Int = 1) -> Int {
    func withOnes(_ count: Int) -> Int {
      if count == 0 { return number == 1 ? 1 : 0 }
      return primeExponents(of: number).reduce(1) { $0 * binomial($1 + count - 1, $1) }
    }
    guard smallest > 1 else { return withOnes(count) }
    return (0...count).reduce(0) { sum, ones in
      sum + (ones % 2 == 0 ? 1 : -1) * binomial(count, ones) * withOnes(count - ones)
    }
  }

  /// The number of non-decreasing lists of `count` factors of at least 2 whose product is `number`.
  static func ascendingCount(of number: Int, count: Int) -> Int {
    let divisors = divisors(of: number).filter { $0 > 1 }
    // ways[product][length], factors admitted one after the other from the smallest.
    var ways: [Int: [Int]] = [1: [1] + [Int](repeating: 0, count: count)]
    for factor in divisors {
      for product in divisors where product % factor == 0 {
        guard let shorter = ways[product / factor] else { continue }
        var longer = ways[product] ?? [Int](repeating: 0, count: count + 1)
        for length in 0..<count { longer[length + 1] += shorter[length] }
        ways[product] = longer
      }
    }
    return ways[number]?[count] ?? 0
  }

  /// Every ordered list of `count` factors of at least `smallest` whose product is `number`.
  static func ordered(of number: Int, count: Int, smallest: Int = 1) -> [[Int]] {
    if count == 1 { return number >= smallest ? [[number]] : [] }
    return divisors(of: number).filter { $0 >= smallest }.flatMap { first in
      ordered(of: number / first, count: count - 1, smallest: smallest).map { [first] + $0 }
    }
  }

  /// The distinct orders of a list, in lexicographic order.
  static func distinctPermutations(of list: [Int]) -> [[Int]] {
    var current = list.sorted()
    var found = [current]
    while true {
      guard let pivot = current.indices.dropLast().last(where: { current[$0] < current[$0 + 1] }),
        let larger = current.indices.last(where: { current[$0] > current[pivot] })
      else { return found }
      current.swapAt(pivot, larger)
      current[(pivot + 1)...].reverse()
      found.append(current)
    }
  }

  /// The exponents of the primes of a positive number.
  static func primeExponents(of number: Int) -> [Int] {
    var rest = number
    var exponents: [Int] = []
    var prime = 2
    while prime <= rest / prime {
      var exponent = 0
      while rest % prime == 0 {
        rest /= prime
        exponent += 1
      }
      if exponent > 0 { exponents.append(exponent) }
      prime += 1
    }
    return rest > 1 ? exponents + [1] : exponents
  }

  static func binomial(_ n: Int, _ k: Int) -> Int {
    k < 0 || k > n ? 0 : (0..<k).reduce(1) { $0 * (n - $1) / ($1 + 1) }
  }
}
