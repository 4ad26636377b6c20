/// One axis of a sliding window, as convolutions and pools have it. Output position `o` covers the
/// input positions `o · stride − paddingBefore + k · dilation`, `k = 0…kernel−1`.
struct Window {
  var input: Int
  var output: Int
  var kernel: Int
  var stride: Int
  var dilation: Int
  var paddingBefore: Int

  /// Input positions from the first to the last that one window covers.
  var span: Int64 { (Int64(kernel) - 1) * Int64(dilation) + 1 }

  /// Input position at which the last window begins.
  var lastStart: Int64 { (Int64(output) - 1) * Int64(stride) - Int64(paddingBefore) }

  /// Whether all sizes are sizes and every position fits a 32-bit number, as on the smallest boards.
  var isWithinLimits: Bool {
    guard input.isExtent, output.isExtent, kernel.isExtent, stride.isExtent, dilation.isExtent,
      paddingBefore >= 0, paddingBefore <= Limits.maximumDimension
    else { return false }
    let limit = Int64(Limits.maximumDimension)
    return span <= limit && lastStart <= limit - span
  }
}
