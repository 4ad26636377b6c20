import HandcarFormat
import HandcarHost
import Lowering
import ModelGraph

/// Runs a lowered model as a program on a board does.
enum RuntimeRun {
  /// The outputs of the model for the inputs.
  static func outputs(_ model: LoweredModel, _ inputs: [Tensor]) throws -> [Tensor] {
    try outputs(Session(Model(bytes: model.bytes)), inputs)
  }

  static func outputs(_ session: Session, _ inputs: [Tensor]) throws -> [Tensor] {
    for (index, tensor) in inputs.enumerated() {
      try session.setInput(index, bytes: bytes(of: tensor))
    }
    session.run()
    return session.model.outputs.enumerated().map { index, info in
      tensor(TensorType(info.elementType, info.shape), session.output(index))
    }
  }

  private static func bytes(of tensor: Tensor) -> [UInt8] {
    guard let integers = tensor.integers else {
      return tensor.elementType == .float64
        ? tensor.doubles.withUnsafeBytes { Array($0) } : tensor.floats.withUnsafeBytes { Array($0) }
    }
    let size = tensor.elementType.byteCount
    return integers.flatMap { integer in
      withUnsafeBytes(of: integer.littleEndian) { Array($0.prefix(size)) }
    }
  }

  private static func tensor(_ type: TensorType, _ bytes: UnsafeRawBufferPointer) -> Tensor {
    func elements<T>(_ element: T.Type) -> [T] {
      (0..<type.count).map {
        bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: T.self)
      }
    }
    func integers<T: FixedWidthInteger>(_ element: T.Type) -> Tensor.Storage {
      .integer(elements(element).map { Int64(truncatingIfNeeded: $0) })
    }
    let storage: Tensor.Storage =
      switch type.elementType {
      case .float32: .float32(elements(Float.self))
      case .float64: .float64(elements(Double.self))
      case .uint8, .bool: integers(UInt8.self)
      case .int8: integers(Int8.self)
      case .uint16: integers(UInt16.self)
      case .int16: integers(Int16.self)
      case .uint32: integers(UInt32.self)
      case .int32: integers(Int32.self)
      case .uint64: integers(UInt64.self)
      case .int64: integers(Int64.self)
      }
    return Tensor(type: type, storage: storage)
  }
}
