public import CHandcar
internal import HandcarRuntime

@c @implementation
public func hc_session_arena_size(
  _ model: UnsafePointer<hc_model>!, _ options: UnsafePointer<hc_options>!
) -> Int {
  guard let opened = model?.opened else { return 0 }
  guard let options else { return opened.arenaSize }
  guard options.pointee.isValid else { return 0 }
  return opened.arenaSize(threads: options.pointee.threadCount) ?? 0
}

@c @implementation
public func hc_session_init(
  _ session: UnsafeMutablePointer<hc_session>!, _ model: UnsafePointer<hc_model>!,
  _ arena: UnsafeMutableRawPointer!, _ arena_size: Int, _ options: UnsafePointer<hc_options>!
) -> hc_status {
  guard let session else { return HC_ERROR_INVALID_ARGUMENT }
  session.clear()
  guard let model, let arena else { return HC_ERROR_INVALID_ARGUMENT }
  guard let opened = model.opened else { return HC_ERROR_NOT_OPEN }
  let options =
    options?.pointee
    ?? hc_options(
      struct_size: MemoryLayout<hc_options>.size, threads: 1, profile: 0)
  guard options.isValid else { return HC_ERROR_INVALID_ARGUMENT }
  // A size_t beyond Int.max arrives as a negative number.
  let size = arena_size < 0 ? Int.max : arena_size
  do throws(RuntimeError) {
    session.store(
      try Session(
        opened, arena: UnsafeMutableRawBufferPointer(start: arena, count: size),
        workers: Workers(threads: options.threadCount, storage: session.pool),
        isMeasured: options.profile == 1))
    return HC_OK
  } catch {
    return error.status
  }
}

extension hc_options {
  fileprivate var isValid: Bool {
    struct_size >= MemoryLayout<hc_options>.size && profile <= 1
      && threads <= UInt32(HC_MAX_THREADS)
  }

  fileprivate var threadCount: Int { max(1, Int(truncatingIfNeeded: threads)) }
}

@c @implementation
public func hc_session_end(_ session: UnsafeMutablePointer<hc_session>!) {
  guard let session else { return }
  session.state?.pointee.end()
  session.clear()
}

@c @implementation
public func hc_session_input(
  _ session: UnsafeMutablePointer<hc_session>!, _ index: Int,
  _ data: UnsafeMutablePointer<UnsafeMutableRawPointer?>!
) -> hc_status {
  guard let session, let data else { return HC_ERROR_INVALID_ARGUMENT }
  data.pointee = nil
  guard let state = session.state else { return HC_ERROR_NOT_OPEN }
  guard (0..<state.pointee.inputCount).contains(index) else { return HC_ERROR_INDEX_OUT_OF_RANGE }
  data.pointee = state.pointee.input(index)
  return HC_OK
}

@c @implementation
public func hc_session_output(
  _ session: UnsafePointer<hc_session>!, _ index: Int,
  _ data: UnsafeMutablePointer<UnsafeRawPointer?>!
) -> hc_status {
  guard let session, let data else { return HC_ERROR_INVALID_ARGUMENT }
  data.pointee = nil
  guard let state = session.state else { return HC_ERROR_NOT_OPEN }
  guard (0..<state.pointee.outputCount).contains(index) else { return HC_ERROR_INDEX_OUT_OF_RANGE }
  data.pointee = UnsafeRawPointer(state.pointee.output(index))
  return HC_OK
}

@c @implementation
public func hc_session_run(_ session: UnsafeMutablePointer<hc_session>!) -> hc_status {
  guard let session else { return HC_ERROR_INVALID_ARGUMENT }
  guard let state = session.state else { return HC_ERROR_NOT_OPEN }
  state.pointee.run()
  return HC_OK
}

@c @implementation
public func hc_session_profile(
  _ session: UnsafePointer<hc_session>!, _ rows: UnsafeMutablePointer<hc_layer_profile>!,
  _ count: UnsafeMutablePointer<Int>!
) -> hc_status {
  guard let session, let count else { return HC_ERROR_INVALID_ARGUMENT }
  guard let state = session.state else { return HC_ERROR_NOT_OPEN }
  guard state.pointee.isMeasured else { return HC_ERROR_INVALID_ARGUMENT }
  // A size_t beyond Int.max arrives as a negative number.
  let capacity = UInt(bitPattern: count.pointee)
  count.pointee = state.pointee.layerCount
  guard let rows else { return HC_OK }
  guard capacity >= UInt(state.pointee.layerCount) else { return HC_ERROR_BUFFER_TOO_SMALL }
  for layer in 0..<state.pointee.layerCount {
    rows[layer] = hc_layer_profile(
      nanoseconds: state.pointee.nanoseconds(inLayer: layer), runs: state.pointee.measuredRuns)
  }
  return HC_OK
}

@c @implementation
public func hc_session_self_test(
  _ session: UnsafeMutablePointer<hc_session>!, _ index: Int,
  _ largest_error: UnsafeMutablePointer<Double>!
) -> hc_status {
  guard let session else { return HC_ERROR_INVALID_ARGUMENT }
  guard let state = session.state else { return HC_ERROR_NOT_OPEN }
  guard (0..<state.pointee.testVectorCount).contains(index) else {
    return HC_ERROR_INDEX_OUT_OF_RANGE
  }
  let result = state.pointee.passesTestVector(index)
  largest_error?.pointee = result.largestError
  return result.passed ? HC_OK : HC_ERROR_TEST_FAILED
}
