import Reporting

/// What the compressed network must keep to.
enum CompressionGoal {
  /// So many times fewer parameters.
  case ratio(Double)
  /// Bytes of the file.
  case size(Int)
  /// Nanoseconds of one run on this machine.
  case latency(Double)
  /// Points, hundredths, that the held-out samples may lose.
  case drop(Double)

  init(_ arguments: Arguments) throws(Failure) {
    let names = ["--ratio", "--max-size", "--max-latency", "--max-drop"].filter(arguments.has)
    guard names.count < 2 else { throw .usage("\(names[0]) and \(names[1]) exclude each other") }
    if let ratio = try arguments.ratio {
      self = .ratio(ratio)
    } else if let size = try arguments.integer("--max-size", in: 1...Int.max) {
      self = .size(size)
    } else if let latency = try arguments.number("--max-latency", where: { $0 > 0 }, "positive") {
      if isDebugBuild { throw .refused("this is a debug build, its times mean nothing") }
      self = .latency(latency * 1e6)
    } else {
      self = .drop(try arguments.number("--max-drop", where: { $0 >= 0 }, "non-negative") ?? 1)
    }
  }

  /// Whether the same arguments always lead to the same plan, so that its training can be continued.
  var givesOnePlan: Bool {
    switch self {
    case .ratio, .size: true
    case .latency, .drop: false
    }
  }

  var text: String {
    switch self {
    case .ratio(let ratio): "\(Format.ratio(ratio)) fewer parameters"
    case .size(let size): "a file of at most \(Format.bytes(size))"
    case .latency(let time): "a run of at most \(Format.duration(nanoseconds: time))"
    case .drop(let points): "at most \(Format.fixed(points, 2)) points lost on held-out samples"
    }
  }
}
