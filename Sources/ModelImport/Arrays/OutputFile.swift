import Foundation

/// A file under construction: written beside its final place and renamed over it by `finish`, so that nobody
/// ever sees half of it. Dropped without `finish`, it leaves nothing behind.
struct OutputFile: ~Copyable {
  private let path: String
  private let temporaryPath: String
  private let handle: FileHandle

  init(path: String) throws(ImportError) {
    let url = URL(fileURLWithPath: path)
    let name = ".\(url.lastPathComponent).\(UUID().uuidString)"
    self.path = path
    temporaryPath = url.deletingLastPathComponent().appendingPathComponent(name).path
    guard FileManager.default.createFile(atPath: temporaryPath, contents: nil),
      let handle = FileHandle(forWritingAtPath: temporaryPath)
    else {
      throw ImportError(file: path, "cannot be written: \(String(cString: strerror(errno)))")
    }
    self.handle = handle
  }

  deinit {
    // After `finish` the temporary is gone and this does nothing.
    try? handle.close()
    unlink(temporaryPath)
  }

  mutating func append(_ data: Data) throws(ImportError) {
    do { try handle.write(contentsOf: data) } catch {
      throw ImportError(file: path, "cannot be written: \(error.localizedDescription)")
    }
  }

  consuming func finish() throws(ImportError) {
    do { try handle.close() } catch {
      throw ImportError(file: path, "cannot be written: \(error.localizedDescription)")
    }
    guard rename(temporaryPath, path) == 0 else {
      throw ImportError(file: path, "cannot be written: \(String(cString: strerror(errno)))")
    }
  }
}
