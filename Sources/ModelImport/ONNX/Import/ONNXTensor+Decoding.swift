internal import Foundation
internal import HandcarFormat
internal import ModelGraph

extension ONNXTensor {
  /// The tensor's value. Floating-point types other than `float32` become that.
  ///
  /// The number of elements must be what the stored bytes hold before anything is allocated.
  func decoded(externalData: inout ONNXExternalData) throws(NodeProblem) -> Tensor {
    guard let elementType = dataType.constantType, let scalar = dataType.storedScalar else {
      throw NodeProblem(
        "has elements of type \(dataType.name), which are not supported; convert them to float32")
    }
    guard !isSegment else { throw NodeProblem("is stored in segments; export the model again") }
    let type = TensorType(elementType, dimensions.map { Int($0) })
    guard type.shape.count <= Limits.maximumRank, type.isWithinLimits else {
      throw NodeProblem("has the shape \(dimensions), which is not supported")
    }
    if isExternal || rawData != nil {
      let bytes = isExternal ? try externalData.bytes(self.externalData) : rawData ?? Data()
      guard bytes.count / scalar.byteCount == type.count,
        bytes.count.isMultiple(of: scalar.byteCount)
      else {
        throw NodeProblem(
          "has \(bytes.count) bytes for \(type.count) elements of type \(dataType.name); "
            + "the file is damaged")
      }
      let tensor = StoredElements(scalar: scalar, bytes: bytes).tensor(shape: type.shape)
      return scalar == .float64 ? Tensor(tensor.floats, shape: type.shape) : tensor
    }
    let storage = typedElements(elementType)
    guard storage.count == type.count else {
      throw NodeProblem(
        "has \(storage.count) elements, expected \(type.count) for shape \(dimensions); "
          + "the file is damaged")
    }
    return Tensor(type: type, storage: storage)
  }

  /// The elements of the typed list that belongs to the data type.
  private func typedElements(_ elementType: ElementType) -> Tensor.Storage {
    switch dataType {
    case .float64: .float32(doubles.map { Float($0) })
    case .float16:
      .float32(int32s.map { Float(Float16(bitPattern: UInt16(truncatingIfNeeded: $0))) })
    case .bfloat16:
      .float32(int32s.map { Float(bitPattern: UInt32(UInt16(truncatingIfNeeded: $0)) << 16) })
    default:
      switch elementType {
      case .float32, .float64: .float32(floats)
      case .int64: .integer(int64s)
      case .uint64: .integer(uint64s)
      case .uint32: .integer(uint64s.map(elementType.wrapping))
      case .int8, .int16, .int32, .uint8, .uint16, .bool:
        .integer(int32s.map(elementType.wrapping))
      }
    }
  }
}

extension Tensor.Storage {
  fileprivate var count: Int {
    switch self {
    case .float32(let elements): elements.count
    case .float64(let elements): elements.count
    case .integer(let elements): elements.count
    }
  }
}

extension ElementType {
  /// The value that an integer type of this width holds after a conversion from `value`.
  func wrapping(_ value: Int64) -> Int64 {
    switch self {
    case .bool: value == 0 ? 0 : 1
    case .int8: Int64(Int8(truncatingIfNeeded: value))
    case .int16: Int64(Int16(truncatingIfNeeded: value))
    case .int32: Int64(Int32(truncatingIfNeeded: value))
    case .uint8: Int64(UInt8(truncatingIfNeeded: value))
    case .uint16: Int64(UInt16(truncatingIfNeeded: value))
    case .uint32: Int64(UInt32(truncatingIfNeeded: value))
    case .int64, .uint64, .float32, .float64: value
    }
  }
}
