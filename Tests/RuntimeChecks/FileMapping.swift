internal import TestPlatform
internal import TestSupport
internal import _HandcarShims

private func map(
  _ path: UnsafePointer<CChar>, calls: hcos_file_calls? = nil
) -> (result: hcos_map_result, bytes: UnsafeRawPointer?, size: Int) {
  var start: UnsafeRawPointer?
  var size = -1
  if var calls {
    return (hcos_map_file(path, &calls, &start, &size), start, size)
  }
  return (hcos_map_file(path, nil, &start, &size), start, size)
}

func mapFiles(_ report: inout CheckReport) {
  var path = [CChar](repeating: 0, count: 1024)
  guard test_unused_path(&path, path.count) != 0 else {
    return report.expect(false, "the path of the temporary folder is too long")
  }
  report.expect(map(path).result == HCOS_NOT_FOUND, "no file")
  report.expect(map("").result == HCOS_NOT_FOUND, "no path")
  report.expect(map("/").result == HCOS_NOT_REGULAR, "a folder")
  report.expect(map("/dev/null").result == HCOS_NOT_REGULAR, "a device")

  report.expect(
    test_make_pipe(path) != 0 && map(path).result == HCOS_NOT_REGULAR, "a pipe without a writer")
  test_remove_file(path)

  report.expect(test_write_file(path, [1, 2, 3] as [UInt8], 3) != 0, "cannot write a file")
  let file = map(path)
  report.expect(file.result == HCOS_MAPPED && file.size == 3, "a file")
  report.expect(file.bytes?.load(fromByteOffset: 2, as: UInt8.self) == 3, "the file's last byte")
  hcos_unmap(file.bytes, file.size)
  let name = path[..<path.firstIndex(of: 0)!]
  let inside = name + "/inside".utf8.map { CChar(truncatingIfNeeded: $0) } + [0]
  report.expect(map(Array(inside)).result == HCOS_NOT_FOUND, "a path through a file")
  test_remove_file(path)

  report.expect(test_write_file(path, [] as [UInt8], 0) != 0, "cannot write an empty file")
  let empty = map(path)
  report.expect(
    empty.result == HCOS_EMPTY && empty.bytes == nil && empty.size == 0, "an empty file")
  test_remove_file(path)
}

/// Every call beneath fails in its turn; whatever was opened is closed.
func mapWithFailingCalls(_ report: inout CheckReport) {
  let working = hcos_file_calls(
    open_file: { _ in 7 },
    get_size: { _ in 64 }, map: { _, _ in UnsafeMutableRawPointer(bitPattern: 64) },
    is_regular: { _ in 1 },
    close_file: { descriptor in CloseCounter.close(descriptor) })
  func expect(_ calls: hcos_file_calls, _ result: hcos_map_result, closes: Int, _ context: String) {
    let mapped = map("x", calls: calls)
    report.expect(mapped.result == result && CloseCounter.take() == closes, context)
    report.expect(
      result == HCOS_MAPPED || mapped.bytes == nil && mapped.size == 0, "\(context): a result")
  }
  expect(working, HCOS_MAPPED, closes: 1, "nothing fails")

  var calls = working
  calls.open_file = { _ in -2 }
  expect(calls, HCOS_UNREADABLE, closes: 0, "opening fails")

  calls = working
  calls.get_size = { _ in -1 }
  expect(calls, HCOS_UNREADABLE, closes: 1, "the size is unknown")

  calls.is_regular = { _ in 0 }
  expect(calls, HCOS_NOT_REGULAR, closes: 1, "the size of a pipe")

  calls = working
  calls.get_size = { _ in 0 }
  expect(calls, HCOS_EMPTY, closes: 1, "nothing to map")
  calls.is_regular = { _ in 0 }
  expect(calls, HCOS_NOT_REGULAR, closes: 1, "a device without a size")

  calls = working
  calls.map = { _, _ in nil }
  expect(calls, HCOS_UNREADABLE, closes: 1, "mapping fails")
  calls.get_size = { _ in .max }
  expect(calls, HCOS_UNREADABLE, closes: 1, "the size exceeds the address space")
  calls.is_regular = { _ in 0 }
  expect(calls, HCOS_NOT_REGULAR, closes: 1, "a folder that tells a size")
}

/// Counts how often descriptor 7 was closed; one check uses it.
private enum CloseCounter {
  nonisolated(unsafe) private static var count = 0

  static func close(_ descriptor: Int32) { count += descriptor == 7 ? 1 : 100 }

  static func take() -> Int {
    defer { count = 0 }
    return count
  }
}
