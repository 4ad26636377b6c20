/// Every order of `0..<count`.
public func permutations(_ count: Int) -> [[Int]] {
  guard count > 0 else { return [[]] }
  return permutations(count - 1).flatMap { shorter in
    (0...shorter.count).map { position in
      Array(shorter[..<position]) + [count - 1] + Array(shorter[position...])
    }
  }
}
