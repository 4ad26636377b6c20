public import HandcarFormat
internal import CHandcar

/// An input or an output of a model.
public struct TensorInfo: Equatable, Sendable {
  public let name: String
  public let elementType: ElementType
  /// The batch included, where the model has one.
  public let shape: [Int]
  public let byteCount: Int

  public var elementCount: Int { shape.reduce(1, *) }
}

/// A layer of a model, for reports.
public struct LayerInfo: Equatable, Sendable {
  public let name: String
  /// Such as `linear`, `tt`, `convolution`.
  public let kind: String
  public let detail: String
  /// Of one run.
  public let multiplyAdds: UInt64
  /// Trained numbers.
  public let parameterCount: UInt64
  /// Their bytes in the file.
  public let parameterByteCount: UInt64
}

/// Time spent in a layer since the session began.
public struct LayerTime: Equatable, Sendable {
  public let nanoseconds: UInt64
  public let runs: UInt64
}

extension TensorInfo {
  typealias Query = (UnsafePointer<hc_model>, Int, UnsafeMutablePointer<hc_tensor_info>) ->
    hc_status

  /// Asks an open model for one of its inputs or outputs.
  init(_ model: UnsafePointer<hc_model>, _ index: Int, _ subject: String, query: Query) throws {
    var info = hc_tensor_info()
    info.struct_size = MemoryLayout<hc_tensor_info>.size
    try RuntimeFailure.check(query(model, index, &info), subject)
    guard
      let elementType = ElementType(rawValue: UInt8(truncatingIfNeeded: info.element_type.rawValue))
    else { throw RuntimeFailure(HC_ERROR_UNSUPPORTED, subject) }
    let shape = withUnsafeBytes(of: info.dimensions) {
      Array($0.bindMemory(to: Int.self).prefix(info.rank))
    }
    self.init(
      name: String(cString: info.name), elementType: elementType, shape: shape,
      byteCount: info.byte_count)
  }
}

extension LayerInfo {
  init(_ model: UnsafePointer<hc_model>, _ index: Int, _ subject: String) throws {
    var info = hc_layer_info()
    info.struct_size = MemoryLayout<hc_layer_info>.size
    try RuntimeFailure.check(hc_model_layer_info(model, index, &info), subject)
    self.init(
      name: String(cString: info.name), kind: String(cString: info.kind),
      detail: String(cString: info.detail), multiplyAdds: info.multiply_adds,
      parameterCount: info.parameter_count, parameterByteCount: info.parameter_byte_count)
  }
}
