import Foundation
import TestSupport
import Testing
import _HandcarShims

@Suite struct MapFileTests {
  private func map(
    _ path: String, calls: hcos_file_calls? = nil
  ) -> (result: hcos_map_result, bytes: UnsafeRawPointer?, size: Int) {
    var start: UnsafeRawPointer?
    var size = -1
    if var calls {
      return (hcos_map_file(path, &calls, &start, &size), start, size)
    }
    return (hcos_map_file(path, nil, &start, &size), start, size)
  }

  @Test func mapsAFile() throws {
    let path = NSTemporaryDirectory() + "handcar-\(UUID().uuidString)"
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (result, bytes, size) = map(path)
    #expect(result == HCOS_MAPPED && size == 3)
    #expect(bytes?.load(fromByteOffset: 2, as: UInt8.self) == 3)
    hcos_unmap(bytes, size)
  }

  @Test func tellsWhyNot() throws {
    let path = NSTemporaryDirectory() + "handcar-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(map(path).result == HCOS_NOT_FOUND)
    #expect(map(path + "/inside").result == HCOS_NOT_FOUND)
    #expect(map("").result == HCOS_NOT_FOUND)
    #expect(map(NSTemporaryDirectory()).result == HCOS_NOT_REGULAR)
    #expect(map("/dev/null").result == HCOS_NOT_REGULAR)
    mkfifo(path, 0o600)
    #expect(map(path).result == HCOS_NOT_REGULAR)
    unlink(path)
    try Data().write(to: URL(fileURLWithPath: path))
    let empty = map(path)
    #expect(empty.result == HCOS_EMPTY && empty.bytes == nil && empty.size == 0)
  }

  /// Every call beneath fails in its turn; whatever was opened is closed.
  @Test func survivesFailingCalls() {
    let working = hcos_file_calls(
      open_file: { _ in 7 },
      get_size: { _, size in
        size?.pointee = 64
        return 0
      }, map: { _, _ in UnsafeMutableRawPointer(bitPattern: 64) },
      close_file: { descriptor in CloseCounter.close(descriptor) })
    var calls = working
    #expect(map("x", calls: calls).result == HCOS_MAPPED)
    #expect(CloseCounter.take() == 1)

    calls.open_file = { _ in -2 }
    #expect(map("x", calls: calls).result == HCOS_UNREADABLE)
    #expect(CloseCounter.take() == 0)

    calls = working
    calls.get_size = { _, _ in -2 }
    #expect(map("x", calls: calls).result == HCOS_UNREADABLE)
    #expect(CloseCounter.take() == 1)

    calls.get_size = { _, size in
      size?.pointee = .max
      return 0
    }
    #expect(map("x", calls: calls).result == HCOS_UNREADABLE)
    #expect(CloseCounter.take() == 1)

    calls = working
    calls.map = { _, _ in nil }
    let failed = map("x", calls: calls)
    #expect(failed.result == HCOS_UNREADABLE && failed.bytes == nil && failed.size == 0)
    #expect(CloseCounter.take() == 1)
  }
}

/// Counts how often descriptor 7 was closed; one test uses it.
private enum CloseCounter {
  nonisolated(unsafe) private static var count = 0

  static func close(_ descriptor: Int32) { count += descriptor == 7 ? 1 : 100 }

  static func take() -> Int {
    defer { count = 0 }
    return count
  }
}
