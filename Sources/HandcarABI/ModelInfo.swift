public import CHandcar
internal import HandcarFormat
internal import HandcarRuntime

@c @implementation
public func hc_model_input_info(
  _ model: UnsafePointer<hc_model>!, _ index: Int, _ info: UnsafeMutablePointer<hc_tensor_info>!
) -> hc_status {
  guard let model, let info else { return HC_ERROR_INVALID_ARGUMENT }
  guard let view = model.opened?.view else { return HC_ERROR_NOT_OPEN }
  return info.describe(view.inputs, index, view)
}

@c @implementation
public func hc_model_output_info(
  _ model: UnsafePointer<hc_model>!, _ index: Int, _ info: UnsafeMutablePointer<hc_tensor_info>!
) -> hc_status {
  guard let model, let info else { return HC_ERROR_INVALID_ARGUMENT }
  guard let view = model.opened?.view else { return HC_ERROR_NOT_OPEN }
  return info.describe(view.outputs, index, view)
}

@c @implementation
public func hc_model_layer_info(
  _ model: UnsafePointer<hc_model>!, _ index: Int, _ info: UnsafeMutablePointer<hc_layer_info>!
) -> hc_status {
  guard let model, let info else { return HC_ERROR_INVALID_ARGUMENT }
  guard let view = model.opened?.view else { return HC_ERROR_NOT_OPEN }
  guard info.pointee.struct_size >= MemoryLayout<hc_layer_info>.size else {
    return HC_ERROR_INVALID_ARGUMENT
  }
  guard (0..<view.layers.count).contains(index) else { return HC_ERROR_INDEX_OUT_OF_RANGE }
  let layer = view.layers[index]
  info.pointee.name = view.text(layer.name)
  info.pointee.kind = view.text(layer.kind)
  info.pointee.detail = view.text(layer.detail)
  info.pointee.multiply_adds = layer.multiplyAdds
  info.pointee.parameter_count = layer.parameterCount
  info.pointee.parameter_byte_count = layer.parameterByteCount
  return HC_OK
}

extension UnsafeMutablePointer<hc_tensor_info> {
  /// Fills the structure from a record of the table. A caller built with a later header has a longer
  /// structure, whose other fields stay as they are.
  fileprivate func describe(
    _ tensors: RecordTable<TensorRecord>, _ index: Int, _ view: ModelView
  ) -> hc_status {
    guard pointee.struct_size >= MemoryLayout<hc_tensor_info>.size else {
      return HC_ERROR_INVALID_ARGUMENT
    }
    guard (0..<tensors.count).contains(index) else { return HC_ERROR_INDEX_OUT_OF_RANGE }
    let tensor = tensors[index]
    let d = tensor.dimensions
    pointee.name = view.text(tensor.name)
    pointee.element_type = hc_element_type(rawValue: UInt32(tensor.elementType))
    pointee.rank = Int(tensor.rank)
    pointee.dimensions = (
      Int(d[0]), Int(d[1]), Int(d[2]), Int(d[3]), Int(d[4]), Int(d[5]), Int(d[6]), Int(d[7])
    )
    pointee.byte_count = Int(tensor.byteCount)
    return HC_OK
  }
}
