import LinearAlgebra
import TensorTrain

extension TTMatrix<Double> {
  /// Steps of conjugate gradients. More change the error of the outputs by less than samples can tell.
  private static let steps = 20

  /// Whether conjugate gradients take less time than equations for a core (`CoreEquations`), which it has too
  /// many unknowns for.
  func hasManyUnknowns(_ core: Int) -> Bool {
    let extents = shape.coreExtents(core)
    let unknowns = Double(extents[0] * extents[2] * extents[3])
    let square = Double(columns) * Double(columns)
    let equations =
      unknowns * unknowns * unknowns / 3
      + Double(extents[0] * extents[0] + extents[3] * extents[3]) * square
    return 2 * Double(Self.steps * rows) * square < equations
  }

  /// The change of one core that lowers the error of the outputs, by conjugate gradients.
  ///
  /// The product of a direction with the matrix of the equations is that of the train with it for a core and
  /// the covariance, contracted: no equations are made. Few steps from nothing leave what the inputs
  /// say little of where it is, as white noise does. Costs M N² operations a step.
  /// - Parameters:
  ///   - covariance: C, `N × N`.
  ///   - outputs: W C, `M × N`.
  /// - Returns: `(r n r') × m`.
  func descent(
    of core: Int, covariance: Matrix<Double>, outputs: Matrix<Double>
  ) throws -> Matrix<Double> {
    var rest = outputs
    rest.add(reconstructed() * covariance, times: -1)
    // The other cores stay: they are merged once for all steps.
    let contraction = CoreContraction(of: core, in: self)
    var residual = contraction(rest)
    var direction = residual
    var change = Matrix<Double>(zerosOfRows: residual.rows, columns: residual.columns)
    var square = residual.dot(residual)
    let enough = 1e-12 * square
    for _ in 0..<Self.steps where square > enough {
      let image = contraction(
        try replacing(core, by: direction).reconstructed() * covariance)
      let curvature = direction.dot(image)
      guard curvature > 0 else { break }
      change.add(direction, times: square / curvature)
      residual.add(image, times: -square / curvature)
      let before = square
      square = residual.dot(residual)
      var next = residual
      next.add(direction, times: square / before)
      direction = next
    }
    return change
  }
}
