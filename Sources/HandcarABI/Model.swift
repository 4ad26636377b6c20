public import CHandcar
internal import HandcarFormat
internal import HandcarRuntime

@c @implementation
public func hc_model_open_file(
  _ path: UnsafePointer<CChar>!, _ model: UnsafeMutablePointer<hc_model>!
) -> hc_status {
  guard let path, let model else { return HC_ERROR_INVALID_ARGUMENT }
  do throws(RuntimeError) {
    model.store(try Model(path: path))
    return HC_OK
  } catch {
    model.clear()
    return error.status
  }
}

@c @implementation
public func hc_model_open_memory(
  _ bytes: UnsafeRawPointer!, _ size: Int, _ model: UnsafeMutablePointer<hc_model>!
) -> hc_status {
  guard let bytes, let model, size >= 0 else { return HC_ERROR_INVALID_ARGUMENT }
  do throws(RuntimeError) {
    model.store(try Model(borrowing: UnsafeRawBufferPointer(start: bytes, count: size)))
    return HC_OK
  } catch {
    model.clear()
    return error.status
  }
}

@c @implementation
public func hc_model_check(_ model: UnsafePointer<hc_model>!) -> hc_status {
  guard let model else { return HC_ERROR_INVALID_ARGUMENT }
  guard let view = model.opened?.view else { return HC_ERROR_NOT_OPEN }
  return view.isIntact ? HC_OK : HC_ERROR_CHECKSUM
}

@c @implementation
public func hc_model_close(_ model: UnsafeMutablePointer<hc_model>!) {
  guard let model, let opened = UnsafePointer(model).opened else { return }
  opened.close()
  model.clear()
}

@c @implementation
public func hc_model_input_count(_ model: UnsafePointer<hc_model>!) -> Int {
  model?.opened?.view.inputs.count ?? 0
}

@c @implementation
public func hc_model_output_count(_ model: UnsafePointer<hc_model>!) -> Int {
  model?.opened?.view.outputs.count ?? 0
}

@c @implementation
public func hc_model_layer_count(_ model: UnsafePointer<hc_model>!) -> Int {
  model?.opened?.view.layers.count ?? 0
}

@c @implementation
public func hc_model_test_vector_count(_ model: UnsafePointer<hc_model>!) -> Int {
  model?.opened?.view.testVectors.count ?? 0
}

@c @implementation
public func hc_model_arena_size(_ model: UnsafePointer<hc_model>!) -> Int {
  model?.opened?.arenaSize ?? 0
}

@c @implementation
public func hc_model_provenance(_ model: UnsafePointer<hc_model>!) -> UnsafePointer<CChar>! {
  guard let opened = model?.opened else { return nil }
  let empty: StaticString = ""
  return opened.view.provenance ?? empty.cString
}
