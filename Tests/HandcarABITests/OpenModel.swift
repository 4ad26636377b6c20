import CHandcar
import HandcarABI
import TestSupport

/// A model and a session in storage that does not move, as a C program has them.
final class OpenModel {
  let model = UnsafeMutablePointer<hc_model>.allocate(capacity: 1)
  let session = UnsafeMutablePointer<hc_session>.allocate(capacity: 1)
  private let file: GuardedBuffer<UInt8>
  private(set) var arena: GuardedBuffer<UInt8>

  /// Opens the model; the session is zeroed. The arena is for one session with that many threads.
  init(_ bytes: [UInt8] = SampleModels.linear().build(), threads: UInt32 = 1) {
    model.initialize(to: hc_model())
    session.initialize(to: hc_session())
    file = GuardedBuffer<UInt8>(aligning: bytes)
    precondition(hc_model_open_memory(file.bytes.baseAddress, bytes.count, model) == HC_OK)
    var options = OpenModel.options(threads: threads)
    arena = GuardedBuffer<UInt8>(byteCount: hc_session_arena_size(model, &options))
  }

  deinit {
    hc_session_end(session)
    hc_model_close(model)
    model.deallocate()
    session.deallocate()
  }

  /// Initialises the session in an arena of exactly the size that the model asks for.
  func begin(_ options: hc_options? = nil) -> hc_status {
    guard var options else {
      return hc_session_init(session, model, arena.bytes.baseAddress, arena.bytes.count, nil)
    }
    return hc_session_init(session, model, arena.bytes.baseAddress, arena.bytes.count, &options)
  }

  static func options(threads: UInt32 = 0, profile: UInt32 = 0) -> hc_options {
    hc_options(struct_size: MemoryLayout<hc_options>.size, threads: threads, profile: profile)
  }
}
