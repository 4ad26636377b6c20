// An ordinary Swift program that links libhandcar.a, which is Embedded Swift inside: classes, strings, collections and
// Foundation keep working only if none of the runtime inside the archive takes the place of the program's own.
//
//     swiftc -I Tests/CPrograms/swift -Xcc -I -Xcc DIST/include Tests/CPrograms/swift/main.swift DIST/lib/libhandcar.a
//     ./main MODEL.hcar

import Foundation
import Handcar

class Reader {
  var model = hc_model()

  init?(path: String) {
    guard hc_model_open_file(path, &model) == HC_OK, hc_model_check(&model) == HC_OK else {
      return nil
    }
  }

  deinit { hc_model_close(&model) }

  var description: String { "\(hc_model_layer_count(&model)) layers" }
}

final class TestingReader: Reader {
  /// The largest difference in each test vector; nil when one fails.
  func differences() -> [Double]? {
    let size = hc_model_arena_size(&model)
    let arena = UnsafeMutableRawPointer.allocate(
      byteCount: max(size, 1), alignment: Int(HC_ALIGNMENT))
    defer { arena.deallocate() }
    var session = hc_session()
    guard hc_session_init(&session, &model, arena, size, nil) == HC_OK else { return nil }
    defer { hc_session_end(&session) }
    var differences: [Double] = []
    for index in 0..<hc_model_test_vector_count(&model) {
      var difference = 0.0
      guard hc_session_self_test(&session, index, &difference) == HC_OK else { return nil }
      differences.append(difference)
    }
    return differences
  }

  override var description: String {
    super.description + ", kernels " + String(cString: hc_kernel_set())
  }
}

// Retains, releases, dictionaries, Unicode and Foundation before, between and after calls of the library.
var words: [String: [Reader]] = [:]
for path in CommandLine.arguments.dropFirst() {
  guard let reader = TestingReader(path: path), let differences = reader.differences() else {
    FileHandle.standardError.write(Data("\(path): cannot be run, or a test vector fails\n".utf8))
    exit(1)
  }
  let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  words["Zählung " + name.uppercased(), default: []].append(reader)
  let largest = String(format: "%.2g", differences.max() ?? 0)
  print("\(name): \(reader.description), \(differences.count) test vectors, difference \(largest)")
}
let readers = words.keys.sorted().joined(separator: ", ")
words.removeAll()
print(
  "\(readers.components(separatedBy: ", ").count) models read at \(Date(timeIntervalSince1970: 0))")
