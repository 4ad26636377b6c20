import HandcarFormat
import HandcarHost
import Reporting

/// The times of a `.hcar` file on this machine.
struct ModelMeasurement {
  /// A layer with the median of its time in a run.
  struct LayerRow {
    let layer: LayerInfo
    let nanoseconds: Double
  }

  let path: String
  let model: Model
  let threads: Int
  /// Nanoseconds of one run, input copied in; each value is the mean of `runsPerMeasurement` runs.
  let run: Distribution
  let runsPerMeasurement: Int
  /// Median nanoseconds of opening the file, which is in the page cache by then, without checking its parameters.
  let openTime: Double
  /// Median nanoseconds of preparing a session.
  let initTime: Double
  /// Empty unless asked for.
  let layerTimes: [LayerRow]
  /// Of the outputs of the pseudo-random input.
  let checksum: String
  /// The most memory that the process had in RAM up to the first answer: the measurements
  /// themselves, which are many, come later.
  let peakResidentBytes: Int
  let machine: MachineState

  init(_ path: String, _ length: TimingLoop.Length, _ arguments: Arguments) throws {
    self.path = path
    let model = try openModel(path)
    self.model = model
    threads = try arguments.threads()
    let inputs = model.inputs.indices.map { pseudoRandomInput(model.inputs[$0], seed: UInt64($0)) }
    func runOnce(_ session: Session) {
      for (index, input) in inputs.enumerated() { session.input(index).copyBytes(from: input) }
      session.run()
    }

    let openings = try TimingLoop(.calls(20)) { _ = try Model(path: path) }
    openTime = Distribution(openings.nanoseconds)?.median ?? 0
    let beginnings = try TimingLoop(.calls(20)) { _ = try startSession(model, arguments) }
    initTime = Distribution(beginnings.nanoseconds)?.median ?? 0

    let session = try startSession(model, arguments)
    runOnce(session)
    var checksum = Checksum()
    for index in model.outputs.indices { checksum.add(session.output(index)) }
    self.checksum = checksum.text
    peakResidentBytes = measuredPeakResidentBytes()
    let loop = TimingLoop(length) { runOnce(session) }
    runsPerMeasurement = loop.callsPerMeasurement
    guard let run = Distribution(loop.nanoseconds) else {
      throw Failure.refused("nothing measured")
    }
    self.run = run

    if arguments.has("--per-layer") {
      let profiled = try startSession(model, arguments, isMeasured: true)
      layerTimes = zip(model.layers, medianTimes(profiled, length) { runOnce(profiled) })
        .map { LayerRow(layer: $0, nanoseconds: $1) }
    } else {
      layerTimes = []
    }
    machine = MachineState()
  }

  /// Samples in one run.
  var batch: Int { model.inputs.first.map { BatchLayout(input: $0.shape).batch } ?? 1 }

  /// How the program was compiled.
  var build: String { isDebugBuild ? "debug" : "release" }
}

/// The median time of each layer over many runs.
private func medianTimes(
  _ session: Session, _ length: TimingLoop.Length, _ runOnce: () -> Void
) -> [Double] {
  let mostRuns = 20_000
  var times = session.model.layers.map { _ in [Double]() }
  var last = session.layerTimes
  _ = TimingLoop(length) {
    runOnce()
    let now = session.layerTimes
    if let first = times.first, first.count < mostRuns {
      for index in times.indices {
        times[index].append(Double(now[index].nanoseconds &- last[index].nanoseconds))
      }
    }
    last = now
  }
  return times.map { Distribution($0)?.median ?? 0 }
}

/// Numbers in −1…1 (float) or small ones (integer), always the same for a seed (SplitMix64).
private func pseudoRandomInput(_ input: TensorInfo, seed: UInt64) -> [UInt8] {
  var state = seed
  let elements = (0..<input.elementCount).map { _ in
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    let bits = (mixed ^ (mixed >> 31)) >> 40
    return input.elementType.isInteger ? Float(bits & 7) : Float(bits) / Float(1 << 23) - 1
  }
  return bytes(of: elements, as: input.elementType)
}
