import HandcarHost
import Lowering
import ModelGraph
import Reporting

/// What a network costs as a `.hcar` file, and its answers to some samples.
struct ModelFigures {
  let parameters: Int
  let multiplyAdds: Int
  let byteCount: Int
  let arenaSize: Int
  /// Median of a run on this machine on one thread; nil in a debug build, whose times mean nothing.
  let nanoseconds: Double?
  /// Of the first output, one after the other, for the samples asked for.
  let answers: [[Float]]

  init(
    _ lowered: LoweredModel, _ data: CalibrationSamples, samples: [Int]
  ) throws(Failure) {
    let model: Model
    do { model = try Model(bytes: lowered.bytes) } catch { throw .badInput("\(error)") }
    parameters = model.parameterCount
    multiplyAdds = model.multiplyAdds
    byteCount = lowered.bytes.count
    arenaSize = model.arenaSize
    let session = try startSession(model)
    let (batch, size) = (data.layout.batch, data.samples.size)
    let type = model.inputs[0].elementType
    var answers: [[Float]] = []
    for range in data.layout.ranges(covering: samples.count) {
      var elements = samples[range].flatMap { data.samples.floats($0..<$0 + 1) }
      elements += [Float](repeating: 0, count: batch * size - elements.count)
      do { try session.setInput(0, bytes: bytes(of: elements, as: type)) } catch {
        throw .badInput("\(error)")
      }
      session.run()
      let output = numbers(in: session.output(0), of: model.outputs[0].elementType)
      let outputSize = output.count / batch
      for place in 0..<range.count {
        let start = output.startIndex + place * outputSize
        answers.append(Array(output[start..<start + outputSize]))
      }
    }
    self.answers = answers
    nanoseconds = isDebugBuild ? nil : ModelFigures.time(session)
  }

  /// The median time of a run.
  static func time(_ session: Session) -> Double? {
    Distribution(TimingLoop(.seconds(0.3)) { session.run() }.nanoseconds)?.median
  }
}
