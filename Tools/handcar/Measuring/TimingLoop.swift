/// Times something that may be shorter than the clock can tell: each measurement is the mean of as
/// many calls as last some microseconds.
struct TimingLoop {
  /// Mean nanoseconds of a call, one entry for each measurement.
  private(set) var nanoseconds: [Double] = []
  /// Calls in one measurement.
  private(set) var callsPerMeasurement = 1

  /// When to stop.
  enum Length {
    case seconds(Double)
    case calls(Int)
  }

  /// A measurement lasts at least so long: a thousand times what reading the clock costs.
  private static let shortestMeasurement = 20_000.0
  /// Memory and sorting stay negligible.
  private static let mostMeasurements = 1_000_000

  /// Warms up for a tenth of the time and until the calls per measurement are known, then measures.
  init(_ length: Length, _ call: () throws -> Void) rethrows {
    let clock = ContinuousClock()
    func time(_ calls: Int) throws -> Double {
      let start = clock.now
      for _ in 0..<calls { try call() }
      return (clock.now - start) / .nanoseconds(1)
    }
    let total: Double? = if case .seconds(let seconds) = length { seconds * 1e9 } else { nil }
    let warmUpEnd = clock.now + .nanoseconds(Int64(min(total ?? 1e8, 1e10) / 10))
    repeat {
      let elapsed = try time(callsPerMeasurement)
      if elapsed < TimingLoop.shortestMeasurement, callsPerMeasurement < 1 << 20 {
        callsPerMeasurement *= 2
      } else if clock.now >= warmUpEnd {
        break
      }
    } while true

    switch length {
    case .calls(let calls):
      // As asked: no more calls, so measurements of one call each unless there are enough.
      callsPerMeasurement = min(callsPerMeasurement, max(1, calls / 100))
      for _ in 0..<min(calls / callsPerMeasurement, TimingLoop.mostMeasurements) {
        nanoseconds.append(try time(callsPerMeasurement) / Double(callsPerMeasurement))
      }
    case .seconds(let seconds):
      let end = clock.now + .nanoseconds(Int64(min(seconds * 1e9, 1e18)))
      repeat {
        nanoseconds.append(try time(callsPerMeasurement) / Double(callsPerMeasurement))
      } while clock.now < end && nanoseconds.count < TimingLoop.mostMeasurements
    }
  }
}
