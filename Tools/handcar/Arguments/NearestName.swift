/// The candidate with the smallest edit distance from `word`, if it is near enough to be a slip of
/// the fingers: at most a third of its letters differ. Ties go to the first.
func nearest(to word: String, among candidates: [String]) -> String? {
  let scored = candidates.map { (name: $0, distance: editDistance(word, $0)) }
  guard let best = scored.min(by: { $0.distance < $1.distance }),
    best.distance <= max(1, best.name.count / 3)
  else { return nil }
  return best.name
}

/// How many letters must be inserted, removed or replaced to turn one word into the other
/// (Levenshtein). Cost: the product of the lengths.
private func editDistance(_ first: String, _ second: String) -> Int {
  let second = Array(second)
  // distances[j]: from the letters of `first` seen so far to the first j letters of `second`.
  var distances = Array(0...second.count)
  for (i, letter) in first.enumerated() {
    var diagonal = distances[0]
    distances[0] = i + 1
    for j in second.indices {
      let replaced = diagonal + (letter == second[j] ? 0 : 1)
      diagonal = distances[j + 1]
      distances[j + 1] = min(replaced, distances[j] + 1, distances[j + 1] + 1)
    }
  }
  return distances[second.count]
}
