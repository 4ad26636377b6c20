import Foundation

/// The data caches of the first processor, from the nearest, as Linux tells.
struct CacheSizes {
  let byteCounts: [Int]

  /// Reads `/sys` below `root`; assumes 32 kB and 512 kB where it says nothing.
  init(root: String = "") {
    let folder = root + "/sys/devices/system/cpu/cpu0/cache/"
    func text(_ index: Int, _ name: String) -> String? {
      FileManager.default.contents(atPath: folder + "index\(index)/\(name)")
        .map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
    }
    let found = (0..<8).compactMap { index -> Int? in
      guard let type = text(index, "type"), type != "Instruction", let size = text(index, "size"),
        let number = Int(size.prefix { $0.isNumber })
      else { return nil }
      return number << (size.hasSuffix("M") ? 20 : 10)
    }
    byteCounts = found.isEmpty ? [32 << 10, 512 << 10] : found.sorted()
  }
}
