import Foundation

/// The one-cycle schedule (Smith and Topin 2018): up from a 25th of the rate over the first three tenths of the
/// steps, then down to a ten-thousandth of that, both along a cosine.
struct OneCycleSchedule: Sendable {
  let rate: Double
  let stepCount: Int

  /// The step of the highest rate.
  var peak: Int { max(1, stepCount * 3 / 10) }

  func rate(at step: Int) -> Double {
    if step < peak { return cosine(from: rate / 25, to: rate, Double(step) / Double(peak)) }
    let share = Double(step - peak) / Double(max(stepCount - 1 - peak, 1))
    return cosine(from: rate, to: rate / 25e4, min(share, 1))
  }

  private func cosine(from start: Double, to end: Double, _ share: Double) -> Double {
    end + (start - end) * (1 + cos(.pi * share)) / 2
  }
}
