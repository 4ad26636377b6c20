import ModelGraph

/// How a library lays out core k of a TT-matrix. All of them count both indices row-major, the first digit the
/// most significant, as Handcar does.
public enum CoreLayout: String, CaseIterable, Sendable {
  /// `(r_{k-1}, m_k, n_k, r_k)` of `y = W x`, W `(M, N)`.
  case handcar
  /// T3F `TTMatrix`, `KerasDense`: `(r_{k-1}, n_k, m_k, r_k)`, for its layer is `y = x W`, W `(N, M)`.
  case t3f
  /// TensorLy-Torch `FactorizedLinear(factorization='blocktt')`: `(r_{k-1}, m_k, n_k, r_k)`.
  case tensorly
  /// torchTT `LinearLayerTT`: `(r_{k-1}, m_k, n_k, r_k)`, and a bias of shape `(m_1…m_d)`.
  case torchtt

  /// A core of this layout as `(r_{k-1}, m_k, n_k, r_k)`.
  ///
  /// - Precondition: the tensor has four axes.
  func handcarCore(_ core: Tensor) -> Tensor {
    guard self == .t3f else { return Tensor(core.floats, shape: core.shape) }
    let (left, columns, rows, right) = (core.shape[0], core.shape[1], core.shape[2], core.shape[3])
    let source = core.floats
    var target = source
    for a in 0..<left {
      for i in 0..<rows {
        for j in 0..<columns {
          let from = ((a * columns + j) * rows + i) * right
          let to = ((a * rows + i) * columns + j) * right
          for b in 0..<right { target[to + b] = source[from + b] }
        }
      }
    }
    return Tensor(target, shape: [left, rows, columns, right])
  }
}
