internal import CHandcar
internal import HandcarABI

/// Whether the runtime keeps on this machine what `handcar.h` says about arenas.
public struct ArenaRules: Sendable {
  /// An arena of exactly the stated size is accepted, and a run stays inside it.
  public let exactWorks: Bool
  /// One byte less is refused.
  public let smallerIsRefused: Bool
  /// A start that is not aligned is refused.
  public let misalignedIsRefused: Bool

  private static let guardByte: UInt8 = 0xA5

  /// Tries all of it with memory of its own.
  public init(_ model: Model, threads: Int = 1) {
    let (size, margin) = (model.arenaSize(threads: threads), Int(HC_ALIGNMENT))
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: size + 2 * margin, alignment: margin)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: ArenaRules.guardByte)
    let arena = memory.baseAddress! + margin
    arena.initializeMemory(as: UInt8.self, repeating: 0, count: size)

    var session = hc_session()
    var options = hc_options(
      struct_size: MemoryLayout<hc_options>.size, threads: UInt32(clamping: threads), profile: 0)
    func status(_ arena: UnsafeMutableRawPointer, _ size: Int) -> hc_status {
      defer { hc_session_end(&session) }
      let status = hc_session_init(&session, model.handle, arena, size, &options)
      return status == HC_OK ? hc_session_run(&session) : status
    }
    let margins = memory.prefix(margin) + memory.suffix(margin)
    exactWorks =
      status(arena, size) == HC_OK && margins.allSatisfy { $0 == ArenaRules.guardByte }
    smallerIsRefused = size == 0 || status(arena, size - 1) == HC_ERROR_ARENA_TOO_SMALL
    misalignedIsRefused = status(arena + 1, size) == HC_ERROR_MISALIGNED
  }
}
