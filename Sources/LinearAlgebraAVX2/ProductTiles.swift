// Tiles of a matrix product, compiled with AVX2 and FMA; on other architectures the module is
// empty. Only the concrete functions below leave the module, and `@export(interface)` keeps their
// bodies in it: a body emitted again by a client would lose the instruction set.
#if arch(x86_64)
  /// C (6×16) += A (6×depth) · B (depth×16), Float.
  ///
  /// - Parameters:
  ///   - a: A in panel layout, `[depth][6]`.
  ///   - b: B in panel layout, `[depth][16]`.
  ///   - c: the first element of C, whose rows lie `stride` elements apart.
  @export(interface)
  public func productTileFloat6x16(
    _ depth: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>, _ stride: Int
  ) {
    tile(SIMD8<Float>.self, depth, a, b, c, stride)
  }

  /// C (6×8) += A (6×depth) · B (depth×8), Double. Layouts as in the Float tile.
  @export(interface)
  public func productTileDouble6x8(
    _ depth: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ c: UnsafeMutablePointer<Double>, _ stride: Int
  ) {
    tile(SIMD4<Double>.self, depth, a, b, c, stride)
  }

  // Twelve accumulators: 2 loads and 6 broadcasts feed 12 fused multiply-adds, enough to hide
  // their latency on two ports, and 15 of the 16 registers are in use.
  @inline(always)
  private func tile<Vector: SIMD>(
    _: Vector.Type, _ depth: Int, _ a: UnsafePointer<Vector.Scalar>,
    _ b: UnsafePointer<Vector.Scalar>, _ c: UnsafeMutablePointer<Vector.Scalar>, _ stride: Int
  ) where Vector.Scalar: FloatingPoint {
    let width = Vector.scalarCount
    var c00 = Vector(repeating: 0)
    var c01 = c00
    var c10 = c00
    var c11 = c00
    var c20 = c00
    var c21 = c00
    var c30 = c00
    var c31 = c00
    var c40 = c00
    var c41 = c00
    var c50 = c00
    var c51 = c00
    var a = a
    var b = b
    for _ in 0..<depth {
      let b0 = load(Vector.self, b)
      let b1 = load(Vector.self, b + width)
      let a0 = Vector(repeating: a[0])
      c00 = c00.addingProduct(a0, b0)
      c01 = c01.addingProduct(a0, b1)
      let a1 = Vector(repeating: a[1])
      c10 = c10.addingProduct(a1, b0)
      c11 = c11.addingProduct(a1, b1)
      let a2 = Vector(repeating: a[2])
      c20 = c20.addingProduct(a2, b0)
      c21 = c21.addingProduct(a2, b1)
      let a3 = Vector(repeating: a[3])
      c30 = c30.addingProduct(a3, b0)
      c31 = c31.addingProduct(a3, b1)
      let a4 = Vector(repeating: a[4])
      c40 = c40.addingProduct(a4, b0)
      c41 = c41.addingProduct(a4, b1)
      let a5 = Vector(repeating: a[5])
      c50 = c50.addingProduct(a5, b0)
      c51 = c51.addingProduct(a5, b1)
      a += 6
      b += 2 * width
    }
    add(c00, c01, to: c)
    add(c10, c11, to: c + stride)
    add(c20, c21, to: c + 2 * stride)
    add(c30, c31, to: c + 3 * stride)
    add(c40, c41, to: c + 4 * stride)
    add(c50, c51, to: c + 5 * stride)
  }

  @inline(always)
  private func load<Vector: SIMD>(
    _: Vector.Type, _ p: UnsafePointer<Vector.Scalar>
  ) -> Vector {
    UnsafeRawPointer(p).loadUnaligned(as: Vector.self)
  }

  @inline(always)
  private func add<Vector: SIMD>(
    _ low: Vector, _ high: Vector, to c: UnsafeMutablePointer<Vector.Scalar>
  ) where Vector.Scalar: FloatingPoint {
    let bytes = UnsafeMutableRawPointer(c)
    let size = MemoryLayout<Vector>.size
    bytes.storeBytes(of: load(Vector.self, c) + low, as: Vector.self)
    bytes.storeBytes(
      of: load(Vector.self, c + Vector.scalarCount) + high, toByteOffset: size, as: Vector.self)
  }
#endif
