extension Matrix {
  /// A Aᵀ, summed in `Double`.
  ///
  /// Squaring costs half of the digits: of `Double`'s sixteen, eight remain, so singular values
  /// below about 1e-8 of the largest are lost. For `Float` data, which is no more exact than
  /// that, nothing is.
  public func gram() -> Matrix<Double> {
    withOperand { a in gram(a, size: rows, depth: columns) }
  }

  /// Aᵀ A in the same way, without transposing.
  public func columnGram() -> Matrix<Double> {
    withOperand { a in gram(a.transposed, size: columns, depth: rows) }
  }

  /// - Parameter a: `size × depth`.
  private func gram(_ a: Operand<Scalar>, size: Int, depth: Int) -> Matrix<Double> {
    // Blocks of the lower triangle, each summed over the whole length; for few rows the length is
    // cut instead. The partition does not depend on the number of processors, so neither do the
    // bits.
    let blockSize = size >= 1024 ? 256 : 128
    var result = Matrix<Double>(zerosOfRows: size, columns: size)
    let starts = Array(stride(from: 0, to: size, by: blockSize))
    let pairs = starts.flatMap { i in starts.filter { $0 <= i }.map { (i, $0) } }
    let cuts = pairs.count >= 8 ? 1 : 8
    let pieces = pairs.flatMap { pair in (0..<cuts).map { (pair.0, pair.1, $0) } }
    var partial = [Double](
      repeating: 0, count: cuts == 1 ? 0 : pieces.count * blockSize * blockSize)
    result.elements.withUnsafeMutableBufferPointer { whole in
      partial.withUnsafeMutableBufferPointer { partial in
        nonisolated(unsafe) let (whole, partial) = (whole.baseAddress, partial.baseAddress)
        inParallel(pieces.count) { index in
          let (i, j, cut) = pieces[index]
          let (height, width) = (min(blockSize, size - i), min(blockSize, size - j))
          let (first, end) = (depth * cut / cuts, depth * (cut + 1) / cuts)
          let target =
            cuts == 1
            ? whole.map { ($0 + i * size + j, size) }
            : partial.map { ($0 + index * blockSize * blockSize, blockSize) }
          guard let (base, stride) = target else { return }
          Scalar._multiplyAddOnThisThread(
            a.from(row: i, column: first), a.from(row: j, column: first).transposed,
            ProductTarget(
              base: base, stride: stride, rows: height, columns: width, depth: end - first))
        }
      }
    }
    if cuts > 1 {
      for (index, piece) in pieces.enumerated() {
        for y in 0..<min(blockSize, size - piece.0) {
          for x in 0..<min(blockSize, size - piece.1) {
            result[piece.0 + y, piece.1 + x] += partial[(index * blockSize + y) * blockSize + x]
          }
        }
      }
    }
    for i in 0..<size {
      for j in 0..<i { result[j, i] = result[i, j] }
    }
    return result
  }
}
