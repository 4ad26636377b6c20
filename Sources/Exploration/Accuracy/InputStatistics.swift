public import LinearAlgebra

/// What is known of the inputs of a layer: their mean, and their covariance or the samples that it
/// is made from.
///
/// Up to `covarianceLimit` inputs the N × N covariance is summed up; beyond, it would not fit the
/// memory, so the samples are kept and the covariance of any block of digits is made when it is
/// asked for.
public struct InputStatistics: Sendable {
  /// Up to so many inputs the covariance is held: 134 MB.
  public static let covarianceLimit = 4096

  /// N
  public let columns: Int
  /// Number of input vectors.
  public let sampleCount: Int
  /// E[x], `[N]`
  public let mean: [Double]
  let storage: Storage

  enum Storage {
    /// E[(x − E x)(x − E x)ᵀ]
    case covariance(Matrix<Double>)
    /// `(samples, N)`, without the mean.
    case samples(Matrix<Float>)
  }

  /// Statistics of samples, one after the other.
  ///
  /// - Precondition: there is at least one sample of `columns` elements, and nothing is left over.
  public init(samples: [Float], columns: Int) {
    precondition(columns > 0 && samples.count >= columns && samples.count % columns == 0)
    let count = samples.count / columns
    var mean = [Double](repeating: 0, count: columns)
    samples.withUnsafeBufferPointer { samples in
      mean.withUnsafeMutableBufferPointer { mean in
        for sample in 0..<count {
          for j in 0..<columns { mean[j] += Double(samples[sample * columns + j]) }
        }
        for j in 0..<columns { mean[j] /= Double(count) }
      }
    }
    let centred = [Float](unsafeUninitializedCapacity: samples.count) { target, filled in
      samples.withUnsafeBufferPointer { samples in
        for sample in 0..<count {
          for j in 0..<columns {
            let index = sample * columns + j
            (target.baseAddress! + index).initialize(to: Float(Double(samples[index]) - mean[j]))
          }
        }
      }
      filled = samples.count
    }
    let matrix = Matrix(rows: count, columns: columns, elements: centred)
    self.columns = columns
    sampleCount = count
    self.mean = mean
    if columns <= Self.covarianceLimit {
      storage = .covariance(matrix.columnGram().scaled(by: 1 / Double(count)))
    } else {
      storage = .samples(matrix)
    }
  }

  /// Statistics that are known otherwise.
  ///
  /// - Precondition: the covariance is symmetric and as large as the mean.
  public init(mean: [Double], covariance: Matrix<Double>, sampleCount: Int) {
    precondition(covariance.rows == mean.count && covariance.columns == mean.count)
    columns = mean.count
    self.sampleCount = sampleCount
    self.mean = mean
    storage = .covariance(covariance)
  }

  /// The same with inputs that are always 0 after them.
  ///
  /// - Precondition: there are no fewer inputs.
  func padded(to count: Int) -> InputStatistics {
    guard count > columns else { return self }
    let storage: Storage =
      switch storage {
      case .covariance(let c): .covariance(c.padded(rows: count, columns: count))
      case .samples(let x): .samples(x.padded(rows: x.rows, columns: count))
      }
    let zeros = [Double](repeating: 0, count: count - columns)
    return InputStatistics(
      columns: count, sampleCount: sampleCount, mean: mean + zeros, storage: storage)
  }

  private init(columns: Int, sampleCount: Int, mean: [Double], storage: Storage) {
    self.columns = columns
    self.sampleCount = sampleCount
    self.mean = mean
    self.storage = storage
  }

  /// The trace of the covariance, Σ Var x_j.
  public var totalVariance: Double {
    switch storage {
    case .covariance(let c): (0..<columns).reduce(0) { $0 + c[$1, $1] }
    case .samples(let x): x.norm * x.norm / Double(sampleCount)
    }
  }

  /// The marginal covariance of one digit of the inputs,
  ///
  ///     C_k[j, j'] = Σ over the other digits of E[x(… j …) x(… j' …)],   `extent × extent`
  ///
  /// where the digit stands between `N / (extent · inner)` more significant places and `inner`
  /// less significant ones. Its trace is the total variance.
  func marginal(extent: Int, inner: Int) -> Matrix<Double> {
    switch storage {
    case .covariance(let c):
      let outer = columns / (extent * inner)
      var result = Matrix<Double>(zerosOfRows: extent, columns: extent)
      c.elements.withUnsafeBufferPointer { c in
        for high in 0..<outer {
          for j in 0..<extent {
            for k in 0..<extent {
              var sum = 0.0
              let row = (high * extent + j) * inner
              let column = (high * extent + k) * inner
              for low in 0..<inner { sum += c[(row + low) * columns + column + low] }
              result[j, k] += sum
            }
          }
        }
      }
      return result
    case .samples(let x):
      // (samples · outer, extent, inner) → extent × (samples · outer · inner)
      let outer = x.elements.count / (extent * inner)
      var moved = [Float](repeating: 0, count: x.elements.count)
      moved.withUnsafeMutableBufferPointer { moved in
        x.elements.withUnsafeBufferPointer { x in
          for high in 0..<outer {
            for j in 0..<extent {
              let (to, from) = ((j * outer + high) * inner, (high * extent + j) * inner)
              for low in 0..<inner { moved[to + low] = x[from + low] }
            }
          }
        }
      }
      return Matrix(rows: extent, columns: outer * inner, elements: moved).gram()
        .scaled(by: 1 / Double(sampleCount))
    }
  }

  /// E ‖A (x − E x)‖² for a matrix A of N columns.
  public func outputVariance(of matrix: Matrix<Double>) -> Double {
    switch storage {
    case .covariance(let c):
      return (matrix * c).dot(matrix)
    case .samples(let x):
      let outputs = Matrix<Float>(rounding: matrix).multiplied(byTransposeOf: x)
      return outputs.norm * outputs.norm / Double(sampleCount)
    }
  }
}
