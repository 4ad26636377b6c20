/// `Float` or `Double`.
///
/// The underscored requirements are the inner loops of this module, each compiled for both types;
/// generic code calls them once for a whole matrix, so it costs nothing to leave it
/// unspecialised.
public protocol MatrixScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// Converted by the instruction for it; the generic initialiser is many times slower.
  var _double: Double { get }
  /// C += A · B.
  static func _multiplyAdd(_ a: Operand<Self>, _ b: Operand<Self>, _ c: ProductTarget<Self>)
  /// C += A · B, summed in `Double`, without starting threads.
  static func _multiplyAddOnThisThread(
    _ a: Operand<Self>, _ b: Operand<Self>, _ c: ProductTarget<Double>)
  static func _transpose(_ source: [Self], rows: Int, columns: Int, into target: inout [Self])
  static func _sumOfSquares(_ elements: [Self]) -> Double
  static func _isFinite(_ elements: [Self]) -> Bool
  static func _doubles(_ elements: [Self]) -> [Double]
  static func _rounded(_ elements: [Double]) -> [Self]
  static func _zeros(_ count: Int) -> [Self]
}

extension MatrixScalar {
  @specialized(where Self == Float)
  @specialized(where Self == Double)
  public static func _transpose(
    _ source: [Self], rows: Int, columns: Int, into target: inout [Self]
  ) {
    // Blocks, so that the lines written stay in the cache until they are full.
    let block = 32
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        for firstRow in stride(from: 0, to: rows, by: block) {
          for firstColumn in stride(from: 0, to: columns, by: block) {
            for i in firstRow..<min(firstRow + block, rows) {
              for j in firstColumn..<min(firstColumn + block, columns) {
                target[j * rows + i] = source[i * columns + j]
              }
            }
          }
        }
      }
    }
  }

  @specialized(where Self == Float)
  @specialized(where Self == Double)
  public static func _sumOfSquares(_ elements: [Self]) -> Double {
    // Four sums, so that one addition does not wait for the last.
    var sums = SIMD4<Double>.zero
    elements.withUnsafeBufferPointer { elements in
      var i = 0
      while i + 4 <= elements.count {
        let x = SIMD4(
          elements[i]._double, elements[i + 1]._double, elements[i + 2]._double,
          elements[i + 3]._double)
        sums += x * x
        i += 4
      }
      while i < elements.count {
        sums[0] += elements[i]._double * elements[i]._double
        i += 1
      }
    }
    return sums.sum()
  }

  @specialized(where Self == Float)
  @specialized(where Self == Double)
  public static func _isFinite(_ elements: [Self]) -> Bool {
    // x · 0 is 0 for finite x and not a number otherwise: no branch for each element. Eight sums,
    // so that one addition does not wait for the last.
    elements.withUnsafeBufferPointer { elements in
      var sums = SIMD8<Self>.zero
      var i = 0
      if let base = elements.baseAddress {
        while i + 8 <= elements.count {
          sums += UnsafeRawPointer(base + i).loadUnaligned(as: SIMD8<Self>.self) * 0
          i += 8
        }
      }
      var sum = sums.sum()
      while i < elements.count {
        sum += elements[i] * 0
        i += 1
      }
      return sum == 0
    }
  }
}

extension Float: MatrixScalar {
  public var _double: Double { Double(self) }
  public static func _doubles(_ elements: [Float]) -> [Double] { elements.map { Double($0) } }
  public static func _rounded(_ elements: [Double]) -> [Float] { elements.map { Float($0) } }
  public static func _zeros(_ count: Int) -> [Float] { [Float](repeating: 0, count: count) }
}

extension Double: MatrixScalar {
  public var _double: Double { self }
  public static func _doubles(_ elements: [Double]) -> [Double] { elements }
  public static func _rounded(_ elements: [Double]) -> [Double] { elements }
  public static func _zeros(_ count: Int) -> [Double] { [Double](repeating: 0, count: count) }
}
