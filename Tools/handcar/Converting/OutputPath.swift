import Foundation

/// Checks, before any work is done, that a result can be written to `path` and would not replace an
/// input.
///
/// - Throws: `usage` when it is one of the `inputs`, `outputNotWritten` when it cannot be written.
func checkOutput(_ path: String, inputs: [String]) throws(Failure) {
  let manager = FileManager.default
  for input in inputs where isSameFile(path, input) {
    throw .usage("the output '\(path)' is an input file as well; choose another name")
  }
  var isFolder: ObjCBool = false
  if manager.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
    throw .outputNotWritten("cannot write '\(path)': it is a folder; name a file in it")
  }
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
  guard manager.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
    throw .outputNotWritten("cannot write '\(path)': there is no folder '\(folder)'")
  }
  guard manager.isWritableFile(atPath: folder) else {
    throw .outputNotWritten("cannot write '\(path)': the folder '\(folder)' is not writable")
  }
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
