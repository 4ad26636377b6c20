import Foundation

/// Checks, before any work is done, that a result can be written to `path` and would not replace an
/// input.
///
/// - Throws: `usage` when it is one of the `inputs`, `outputNotWritten` when it cannot be written.
func checkOutput(_ path: String, inputs: [String]) throws(Failure) {
  for input in inputs where isSameFile(path, input) {
    throw .usage("the output '\(path)' is an input file as well; choose another name")
  }
  switch fileKind(path) {
  case nil, S_IFREG: break
  case S_IFDIR:
    throw .outputNotWritten("cannot write '\(path)': it is a folder; name a file in it")
  default:
    // The result would take its place.
    throw .outputNotWritten("cannot write '\(path)': it is a pipe or a device; name a file")
  }
  let folder = path.lastIndex(of: "/").map { $0 > path.startIndex ? path[..<$0] : "/" } ?? "."
  guard fileKind(String(folder)) == S_IFDIR else {
    throw .outputNotWritten("cannot write '\(path)': there is no folder '\(folder)'")
  }
  guard access(String(folder), W_OK) == 0 else {
    throw .outputNotWritten("cannot write '\(path)': the folder '\(folder)' is not writable")
  }
}

/// The type bits of what a path leads to; nil if there is nothing.
private func fileKind(_ path: String) -> mode_t? {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
}

/// Whether two paths lead to the same existing file, through links too.
private func isSameFile(_ first: String, _ second: String) -> Bool {
  var (a, b) = (stat(), stat())
  guard stat(first, &a) == 0, stat(second, &b) == 0 else { return false }
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino
}

/// Bytes of a file; 0 when it cannot be examined.
func fileSize(_ path: String) -> Int {
  var status = stat()
  return stat(path, &status) == 0 ? Int(status.st_size) : 0
}
