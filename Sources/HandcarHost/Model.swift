internal import CHandcar
internal import HandcarABI

/// An open model, used through the C interface as a program on a board uses it.
///
///     let model = try Model(path: "digits.hcar")
///     let session = try Session(model)
///     try session.setInput(0, pixels)
///     session.run()
///     let scores = session.outputFloats(0)
///
/// Immutable: sessions on several threads may share it.
public final class Model: @unchecked Sendable {
  /// Names the model in errors.
  let subject: String
  let handle: UnsafeMutablePointer<hc_model>
  /// The bytes of a model that was opened from memory.
  private let copy: UnsafeMutableRawBufferPointer?

  public let inputs: [TensorInfo]
  public let outputs: [TensorInfo]
  public let layers: [LayerInfo]

  /// Maps a file and verifies its head.
  public convenience init(path: String) throws {
    try self.init(subject: path, copy: nil) { hc_model_open_file(path, $0) }
  }

  /// Verifies a copy of the bytes.
  public convenience init(bytes: [UInt8], name: String = "model") throws {
    let copy = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(bytes.count, 1), alignment: Int(HC_ALIGNMENT))
    copy.copyBytes(from: bytes)
    try self.init(subject: name, copy: copy) {
      hc_model_open_memory(copy.baseAddress, bytes.count, $0)
    }
  }

  private init(
    subject: String, copy: UnsafeMutableRawBufferPointer?,
    open: (UnsafeMutablePointer<hc_model>) -> hc_status
  ) throws {
    let handle = UnsafeMutablePointer<hc_model>.allocate(capacity: 1)
    handle.initialize(to: hc_model())
    do {
      try RuntimeFailure.check(open(handle), subject)
      inputs = try (0..<hc_model_input_count(handle)).map {
        try TensorInfo(handle, $0, subject, query: { hc_model_input_info($0, $1, $2) })
      }
      outputs = try (0..<hc_model_output_count(handle)).map {
        try TensorInfo(handle, $0, subject, query: { hc_model_output_info($0, $1, $2) })
      }
      layers = try (0..<hc_model_layer_count(handle)).map { try LayerInfo(handle, $0, subject) }
    } catch {
      hc_model_close(handle)
      handle.deallocate()
      copy?.deallocate()
      throw error
    }
    self.subject = subject
    self.handle = handle
    self.copy = copy
  }

  deinit {
    hc_model_close(handle)
    handle.deallocate()
    copy?.deallocate()
  }

  /// Reads every byte of the file and throws when it is not as it was written: opening does not look at the
  /// parameters.
  public func check() throws { try RuntimeFailure.check(hc_model_check(handle), subject) }

  /// Bytes of working memory that a session of one thread takes.
  public var arenaSize: Int { hc_model_arena_size(handle) }

  /// Bytes of working memory that a session of several threads takes; 0 if there cannot be one.
  public func arenaSize(threads: Int) -> Int {
    var options = hc_options(threads: threads, isMeasured: false)
    return hc_session_arena_size(handle, &options)
  }

  /// Threads of a session at most.
  public static var maximumThreadCount: Int { Int(HC_MAX_THREADS) }

  /// Where the model came from, as JSON text; empty when the file does not say.
  public var provenance: String { String(cString: hc_model_provenance(handle)) }

  public var testVectorCount: Int { hc_model_test_vector_count(handle) }

  /// Every kernel set that there is, whether this CPU runs it or not: the names that
  /// `HANDCAR_KERNELS` takes.
  public static let kernelSets = ["portable", "neon", "avx2", "avx512"]

  /// Name of the kernel set that sessions use on this CPU, or `unavailable`.
  public static var kernelSet: String { String(cString: hc_kernel_set()) }
}
