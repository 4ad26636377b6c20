internal import HandcarFormat
internal import HandcarRuntime
public import TestSupport

/// A check of opening and running models, of the checksum or of mapping files. Needs no test library and runs on any
/// board. Sessions take the kernel set that `HANDCAR_KERNELS` names, else the best.
///
///     for check in RuntimeCheck.all { check.run(.all, &report) }
public struct RuntimeCheck: Sendable, CustomStringConvertible {
  public let name: String
  public var description: String { name }
  /// Whether the kernel set matters.
  public let usesKernels: Bool
  public let run: @Sendable (Rounds, inout CheckReport) -> Void

  private init(
    _ name: String, usesKernels: Bool = false,
    _ run: @escaping @Sendable (Rounds, inout CheckReport) -> Void
  ) {
    self.name = name
    self.usesKernels = usesKernels
    self.run = run
  }

  /// A check that runs models.
  private init(
    _ name: String, models run: @escaping @Sendable (inout CheckReport) throws(RuntimeError) -> Void
  ) {
    self.init(name, usesKernels: true) { _, report in
      do throws(RuntimeError) { try run(&report) } catch {
        report.expect(false, "a model of this check is refused")
      }
    }
  }

  /// A check that is listed here runs everywhere.
  public static var all: [RuntimeCheck] {
    [
      RuntimeCheck("model: contraction", models: runContraction),
      RuntimeCheck("model: convolution", models: runConvolution),
      RuntimeCheck("model: matrix product", models: runMatrixProduct),
      RuntimeCheck("model: broadcasting", models: runBroadcast),
      RuntimeCheck("model: quotient in place", models: runQuotientInPlace),
      RuntimeCheck("model: activation", models: runActivation),
      RuntimeCheck("model: normalization", models: runNormalization),
      RuntimeCheck("model: softmax", models: runSoftmax),
      RuntimeCheck("model: mean", models: runMean),
      RuntimeCheck("model: permutation", models: runPermutation),
      RuntimeCheck("model: concatenation", models: runConcatenation),
      RuntimeCheck("model: padding", models: runPadding),
      RuntimeCheck("model: pools", models: runPools),
      RuntimeCheck("model: every kind twice", models: runEveryKindTwice),
      RuntimeCheck("model: every kind on threads", models: runEveryKindOnThreads),
      RuntimeCheck("model: test vectors", models: compareTestVectors),
      RuntimeCheck("hostile: mutated files", usesKernels: true, openMutatedFiles),
      RuntimeCheck("hostile: border values", usesKernels: true, openBorderValues),
      RuntimeCheck("hostile: moved operands", usesKernels: true, openMovedOperands),
      RuntimeCheck("hostile: arbitrary parameters", usesKernels: true, openArbitraryParameters),
      RuntimeCheck("checksum: published values", { _, report in sumPublishedValues(&report) }),
      RuntimeCheck("checksum: every length", { _, report in sumEveryLength(&report) }),
      RuntimeCheck("mapping: files and others", { _, report in mapFiles(&report) }),
      RuntimeCheck("mapping: failing calls", { _, report in mapWithFailingCalls(&report) }),
    ]
  }
}
