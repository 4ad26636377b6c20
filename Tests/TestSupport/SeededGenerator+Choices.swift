extension SeededGenerator {
  public mutating func pick<T>(_ values: [T]) -> T { values.randomElement(using: &self)! }

  public mutating func flag() -> Bool { Bool.random(using: &self) }

  /// The side of a buffer that a forbidden page guards.
  public mutating func side<T>(_: T.Type = Float.self) -> GuardedBuffer<T>.Side {
    flag() ? .start : .end
  }

  /// Random floats against a forbidden page on a random side.
  public mutating func guarded(_ count: Int) -> GuardedBuffer<Float> {
    GuardedBuffer(floats(count), guarding: side())
  }
}
