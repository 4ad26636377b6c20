import Foundation

/// The most memory, in bytes, that this process has had in RAM so far.
func measuredPeakResidentBytes() -> Int {
  // Not getrusage at first: it counts what the parent had when it started this process.
  let status = FileManager.default.contents(atPath: "/proc/self/status") ?? Data()
  for line in String(decoding: status, as: UTF8.self).split(separator: "\n") {
    let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
    if words.count == 3, words[0] == "VmHWM:", let kibibytes = Int(words[1]) {
      return kibibytes * 1024
    }
  }
  var usage = rusage()
  return getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 ? usage.ru_maxrss * 1024 : 0
}
