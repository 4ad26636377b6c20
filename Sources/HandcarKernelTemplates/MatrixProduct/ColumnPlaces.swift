/// Where the columns of a tile begin, counted from the first.
@usableFromInline
struct ColumnPlaces {
  /// Of the second vector, or of the second part of a vector; further ones are as far apart.
  @usableFromInline let tail: Int
  /// Of the next block of columns, whose two vectors are those of a tile of four.
  @usableFromInline let block: Int

  @inlinable @inline(always)
  init(tail: Int, block: Int) {
    self.tail = tail
    self.block = block
  }
}
