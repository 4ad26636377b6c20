import CHandcar

/// The memory contract of a model: the stated number of bytes works, one byte less is refused, and a run writes
/// nothing behind them.
enum ExactArena {
  static func holds(for file: [UInt8]) -> Bool {
    let alignment = Int(HC_ALIGNMENT)
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: file.count, alignment: alignment)
    defer { bytes.deallocate() }
    bytes.copyBytes(from: file)
    var model = hc_model()
    guard hc_model_open_memory(bytes.baseAddress, bytes.count, &model) == HC_OK else {
      return false
    }
    defer { hc_model_close(&model) }

    let size = hc_model_arena_size(&model)
    let canary: UInt8 = 0xA5
    let arena = UnsafeMutableRawBufferPointer.allocate(
      byteCount: size + 4096, alignment: alignment)
    defer { arena.deallocate() }
    arena.initializeMemory(as: UInt8.self, repeating: canary)
    var session = hc_session()
    let refused =
      size == 0
      || hc_session_init(&session, &model, arena.baseAddress, size - 1, nil)
        == HC_ERROR_ARENA_TOO_SMALL
    guard refused, hc_session_init(&session, &model, arena.baseAddress, size, nil) == HC_OK else {
      return false
    }
    let ran = hc_session_run(&session) == HC_OK
    hc_session_end(&session)
    return ran && arena[size...].allSatisfy { $0 == canary }
  }
}
