public import LinearAlgebra
public import TensorTrain

extension TTMatrix {
  /// The train after alternating least squares: one core after the other is set to what makes the error of
  /// the outputs smallest while the others stay, with the covariance of the inputs as it is and not
  /// as a product of those of its digits.
  ///
  /// Sweeps end when one gains less than a hundredth of the error. Costs the equations of each core
  /// (`CoreEquations`), or conjugate gradients where they are quicker, and a rebuilt matrix for each sweep. A core
  /// stays as it is when its equations take too long, or when there are so few samples that its elements would
  /// satisfy them by chance.
  /// - Parameters:
  ///   - matrix: the weights that the train approximates.
  ///   - inputs: the statistics of the layer's inputs.
  ///   - sweeps: how often every core is set at most. Two reach most of what many do.
  ///   - progress: called with the share done after each core.
  /// - Returns: the train in the balanced gauge and its error of the outputs, which is never larger than
  ///   before; the same train where nothing is gained.
  /// - Throws: `LinearAlgebraError` or `TensorTrainError` when a number is not finite.
  /// - Precondition: matrix, train and statistics are of the same size.
  public func refined(
    for matrix: Matrix<Scalar>, inputs: InputStatistics, sweeps: Int,
    progress: (_ share: Double) -> Void = { _ in }
  ) throws -> (matrix: TTMatrix, outputError: Double) {
    precondition(inputs.columns == columns && matrix.columns == columns && matrix.rows == rows)
    var best = (matrix: self, outputError: relativeOutputError(of: matrix, inputs: inputs))
    guard sweeps > 0, shape.coreCount > 1, best.outputError > 0 else { return best }
    let targets = RefinementTargets(matrix.inDouble, inputs)
    for sweep in 0..<sweeps {
      var train = best.matrix.inDouble
      for core in (0..<shape.coreCount).reversed() {
        defer {
          progress(Double((sweep + 1) * shape.coreCount - core) / Double(sweeps * shape.coreCount))
        }
        let extents = shape.coreExtents(core)
        let equationCount = inputs.sampleCount * (rows / extents[1])
        guard equationCount >= 2 * extents[0] * extents[2] * extents[3],
          var unknowns = try targets.change(of: core, in: train)
        else { continue }
        unknowns.add(train.unknowns(of: core))
        train = try train.replacing(core, by: unknowns)
      }
      let found = try TTMatrix(rounding: train).balanced()
      let error = found.relativeOutputError(of: matrix, inputs: inputs)
      guard error < best.outputError else { break }
      let gain = 1 - error / best.outputError
      best = (found, error)
      if gain < 0.01 { break }
    }
    return best
  }
}
