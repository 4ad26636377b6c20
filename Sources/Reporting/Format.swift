import Foundation

/// Numbers as people read them: grouped digits, decimal units, three significant digits.
public enum Format {
  /// `1234567` → `1,234,567`
  public static func count(_ value: Int) -> String {
    var digits = String(value.magnitude)
    var end = digits.endIndex
    while let cut = digits.index(end, offsetBy: -3, limitedBy: digits.startIndex),
      cut > digits.startIndex
    {
      digits.insert(",", at: cut)
      end = cut
    }
    return value < 0 ? "-" + digits : digits
  }

  /// `1508902` → `1.51 MB`, in powers of 1000.
  public static func bytes(_ value: Int) -> String {
    value < 1000
      ? "\(value) B" : scaled(Double(value), units: ["B", "kB", "MB", "GB", "TB", "PB", "EB"])
  }

  /// `371712` → `372 k`, in powers of 1000; for multiply-adds and other counts whose magnitude
  /// matters.
  public static func magnitude(_ value: Double) -> String {
    value < 1000 && value == value.rounded()
      ? String(Int(value)) : scaled(value, units: ["", "k", "M", "G", "T", "P", "E"])
  }

  /// `1234` → `1.23 µs`
  public static func duration(nanoseconds: Double) -> String {
    if nanoseconds >= 60e9 {
      let seconds = Int(nanoseconds.rounded() / 1e9)
      let (minutes, rest) = seconds.quotientAndRemainder(dividingBy: 60)
      return minutes < 60 ? "\(minutes) min \(rest) s" : "\(minutes / 60) h \(minutes % 60) min"
    }
    return scaled(nanoseconds, units: ["ns", "µs", "ms", "s"])
  }

  /// `0.98742` → `98.74 %`
  public static func percent(_ fraction: Double) -> String { fixed(fraction * 100, 2) + " %" }

  /// `3.456` → `3.46×`
  public static func ratio(_ value: Double) -> String { significant(value) + "×" }

  /// `0.0000012` → `1.2e-06`; zero is `0`.
  public static func scientific(_ value: Double) -> String {
    value == 0 ? "0" : String(format: "%.1e", value)
  }

  /// A given number of decimals.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// `[1, 28, 28]` → `1×28×28`; no axes → `scalar`.
  public static func shape(_ shape: [Int]) -> String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "×")
  }

  /// Three significant digits without an exponent.
  static func significant(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    let size = abs(value)
    return fixed(value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0)
  }

  private static func scaled(_ value: Double, units: [String]) -> String {
    guard value.isFinite else { return "\(value)" }
    var (number, unit) = (value, 0)
    // 999.5 would round to four digits.
    while abs(number) >= 999.5, unit + 1 < units.count {
      number /= 1000
      unit += 1
    }
    return units[unit].isEmpty ? significant(number) : significant(number) + " " + units[unit]
  }
}
