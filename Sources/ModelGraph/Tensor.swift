public import HandcarFormat

/// The element type and shape of a value.
public struct TensorType: Hashable, Sendable {
  public var elementType: ElementType
  /// Sizes of the axes, outermost first; empty for a scalar.
  public var shape: [Int]

  public init(_ elementType: ElementType, _ shape: [Int]) {
    self.elementType = elementType
    self.shape = shape
  }

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// Bytes when stored densely.
  public var byteCount: Int { count * elementType.byteCount }

  /// No tensor within the limits has more elements or a longer axis than this.
  static let maximumElementCount = Int(Limits.maximumByteCount)

  /// Whether no size is negative and `byteCount` is at most `Limits.maximumByteCount`. Empty axes
  /// count as one here, so that the products of some of the axes cannot overflow either. Only for
  /// types that are within the limits are `count` and `byteCount` safe to ask for.
  public var isWithinLimits: Bool {
    guard shape.allSatisfy({ $0 >= 0 }), let count = Self.product(of: shape.map { max($0, 1) })
    else { return false }
    return count <= Self.maximumElementCount / elementType.byteCount
  }

  /// The product of the sizes; nil when it overflows.
  static func product(of sizes: [Int]) -> Int? {
    var result = 1
    for size in sizes {
      let (product, overflow) = result.multipliedReportingOverflow(by: size)
      if overflow { return nil }
      result = product
    }
    return result
  }
}

/// A dense tensor in row-major order.
public struct Tensor: Sendable, Equatable {
  /// The elements. Constants of a network are `float32` or `integer`; the interpreter computes with
  /// `float64` whatever the element type of the graph says.
  public enum Storage: Sendable, Equatable {
    case float32([Float])
    case float64([Double])
    /// Every integer type and `bool` (0 or 1). A `uint64` above `Int64.max` is held as its bit
    /// pattern.
    case integer([Int64])
  }

  public let type: TensorType
  public var storage: Storage

  public var shape: [Int] { type.shape }
  public var elementType: ElementType { type.elementType }
  public var count: Int { type.count }

  /// - Precondition: the storage holds `type.count` elements, and integers exactly when the type is
  ///   one.
  public init(type: TensorType, storage: Storage) {
    self.type = type
    self.storage = storage
    precondition(
      storageCount == type.count, "a tensor of shape \(type.shape) needs \(type.count) elements")
  }

  /// A Float32 tensor.
  public init(_ elements: [Float], shape: [Int]) {
    self.init(type: TensorType(.float32, shape), storage: .float32(elements))
  }

  /// An integer tensor.
  public init(integers: [Int64], shape: [Int], elementType: ElementType = .int64) {
    self.init(type: TensorType(elementType, shape), storage: .integer(integers))
  }

  private var storageCount: Int {
    switch storage {
    case .float32(let elements): elements.count
    case .float64(let elements): elements.count
    case .integer(let elements): elements.count
    }
  }

  /// The elements as `Double` (a `uint64` is read as unsigned).
  public var doubles: [Double] {
    switch storage {
    case .float32(let elements): elements.map(Double.init)
    case .float64(let elements): elements
    case .integer(let elements):
      elementType == .uint64
        ? elements.map { Double(UInt64(bitPattern: $0)) } : elements.map(Double.init)
    }
  }

  /// The elements as `Float`, rounded where needed.
  public var floats: [Float] {
    if case .float32(let elements) = storage { return elements }
    return doubles.map { Float($0) }
  }

  /// The elements of an integer tensor; nil for a floating-point one.
  public var integers: [Int64]? {
    if case .integer(let elements) = storage { return elements }
    return nil
  }

  /// The same elements under another shape of equal count.
  public func reshaped(_ shape: [Int]) -> Tensor {
    Tensor(type: TensorType(elementType, shape), storage: storage)
  }
}
