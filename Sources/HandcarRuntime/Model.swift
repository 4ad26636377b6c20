internal import _HandcarShims
public import HandcarFormat

/// A verified model with the memory that holds it. Immutable, so sessions on several threads may share it.
///
/// A plain value that owns a mapping: `close` must be called once, and not while a session still runs.
public struct Model {
  public let view: ModelView
  /// Whether the bytes are a mapping that `close` ends.
  private let isMapped: Bool

  /// Maps the file at a path and verifies it.
  public init(path: UnsafePointer<CChar>) throws(RuntimeError) {
    var start: UnsafeRawPointer?
    var size = 0
    switch hcos_map_file(path, nil, &start, &size) {
    case HCOS_MAPPED: break
    case HCOS_NOT_FOUND: throw .fileNotFound
    case HCOS_NOT_REGULAR: throw .fileNotRegular
    case HCOS_EMPTY: throw .invalid(VerificationError(.notAModel))
    default: throw .fileUnreadable
    }
    do throws(VerificationError) {
      view = try ModelView(verifying: UnsafeRawBufferPointer(start: start, count: size))
    } catch {
      hcos_unmap(start, size)
      throw .invalid(error)
    }
    isMapped = true
  }

  /// Verifies a model that lies in memory and borrows the bytes until `close`.
  public init(borrowing bytes: UnsafeRawBufferPointer) throws(RuntimeError) {
    guard isAligned(bytes.baseAddress) else { throw .misaligned }
    do throws(VerificationError) {
      view = try ModelView(verifying: bytes)
    } catch {
      throw .invalid(error)
    }
    isMapped = false
  }

  /// Gives back what opening took; the value must not be used afterwards.
  public func close() {
    if isMapped { hcos_unmap(view.bytes.baseAddress, view.bytes.count) }
  }

  /// Bytes of working memory that a session of one thread needs: the program's arena, a step for each operation and a
  /// counter for each layer.
  public var arenaSize: Int { view.arenaSize &+ view.stepByteCount &+ counterByteCount }

  /// Bytes of working memory that a session of several threads needs: for each worker also the largest scratch
  /// memory of any operation. Nil for a thread count that is not allowed, or if the number does not fit.
  public func arenaSize(threads: Int) -> Int? {
    guard (1...Workers.maximumThreadCount).contains(threads) else { return nil }
    let (scratch, productOverflow) = view.largestScratchByteCount.multipliedReportingOverflow(
      by: threads &- 1)
    let (size, sumOverflow) = arenaSize.addingReportingOverflow(scratch)
    return productOverflow || sumOverflow ? nil : size
  }

  /// Bytes of the layers' time counters, which lie behind the steps.
  private var counterByteCount: Int {
    let size = UInt64(view.layers.count &* MemoryLayout<UInt64>.stride)
    return Int(truncatingIfNeeded: Limits.aligned(size))
  }
}

/// Whether an address is a multiple of `Limits.alignment`.
func isAligned(_ address: UnsafeRawPointer?) -> Bool {
  UInt(bitPattern: address) % UInt(Limits.alignment) == 0
}
