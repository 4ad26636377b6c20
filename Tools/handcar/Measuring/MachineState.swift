import Foundation
import Reporting

/// What a measurement depends on besides the program: the processor, its clock and its heat, as far
/// as Linux tells.
struct MachineState {
  /// Such as `Raspberry Pi 4 Model B Rev 1.4`; nil on machines that have no such name.
  var board: String?
  var processor: String?
  var processorCount: Int
  var architecture: String
  var kernel: String
  /// How the clock is chosen, such as `ondemand`.
  var governor: String?
  var megahertz: Double?
  var celsius: Double?
  /// Whether the firmware of a Raspberry Pi says that it slows down now, for heat or for lack of
  /// power.
  var isThrottled: Bool?

  /// Reads `/proc` and `/sys` below `root`.
  init(root: String = "") {
    func text(_ path: String) -> String? {
      guard let data = FileManager.default.contents(atPath: root + path) else { return nil }
      let text = String(decoding: data, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines.union(["\0"]))
      return text.isEmpty ? nil : text
    }
    let fields = (text("/proc/cpuinfo") ?? "").split(separator: "\n").map { line in
      line.split(separator: ":", maxSplits: 1)
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
    func field(_ name: String) -> String? {
      fields.first { $0.count == 2 && $0[0] == name }?[1]
    }
    board = text("/proc/device-tree/model") ?? field("Model")
    processor = field("model name") ?? field("cpu model") ?? field("Hardware") ?? field("uarch")
    processorCount = ProcessInfo.processInfo.activeProcessorCount
    var system = utsname()
    uname(&system)
    architecture = MachineState.text(&system.machine)
    kernel = MachineState.text(&system.sysname) + " " + MachineState.text(&system.release)
    let clock = "/sys/devices/system/cpu/cpu0/cpufreq/"
    governor = text(clock + "scaling_governor")
    megahertz =
      text(clock + "scaling_cur_freq").flatMap(Double.init).map { $0 / 1000 }
      ?? field("cpu MHz").flatMap(Double.init)
    celsius = text("/sys/class/thermal/thermal_zone0/temp").flatMap(Double.init).map { $0 / 1000 }
    // Bits 0…3 are the present state, 16…19 the past (raspberrypi.com documentation,
    // get_throttled).
    isThrottled = text("/sys/devices/platform/soc/soc:firmware/get_throttled")
      .flatMap { Int($0, radix: 16) }.map { $0 & 0xF != 0 }
  }

  private static func text<Field>(_ field: inout Field) -> String {
    withUnsafeBytes(of: &field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// One line with whatever is known.
  var summary: String {
    var parts = [board, processor].compactMap(\.self)
    parts.append("\(processorCount) CPUs, \(architecture)")
    if let megahertz {
      parts.append("\(Format.fixed(megahertz, 0)) MHz" + (governor.map { " (\($0))" } ?? ""))
    }
    if let celsius { parts.append("\(Format.fixed(celsius, 1)) °C") }
    if isThrottled == true { parts.append("THROTTLED") }
    return parts.joined(separator: "; ")
  }

  var json: JSONValue {
    [
      "board": JSONValue(board), "processor": JSONValue(processor),
      "processor_count": .integer(processorCount), "architecture": .string(architecture),
      "kernel": .string(kernel), "governor": JSONValue(governor),
      "megahertz": JSONValue(megahertz), "celsius": JSONValue(celsius),
      "throttled": isThrottled.map(JSONValue.bool) ?? .null,
    ]
  }
}
