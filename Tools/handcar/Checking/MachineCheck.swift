import Foundation
import HandcarHost

/// Whether this machine computes a model as it should: with every kernel set that it can run, and by
/// the rules of the arena.
struct MachineCheck {
  /// A kernel set, with what the model's test vectors said to it.
  struct KernelSet {
    let name: String
    /// Whether a session uses it unless told otherwise.
    let isDefault: Bool
    /// Nil when this machine cannot run it.
    let tests: [SelfTest]?

    var passed: Bool? { tests?.allSatisfy(\.passed) }
    var largestDifference: Double? { tests?.map(\.largestDifference).max() }
  }

  let path: String
  let model: Model
  let threads: Int
  let machine: MachineState
  let kernelSets: [KernelSet]
  let arenaRules: ArenaRules

  init(_ path: String, _ arguments: Arguments) throws(Failure) {
    self.path = path
    model = try openModel(path)
    threads = try arguments.integer("--threads", in: 1...64) ?? 1
    machine = MachineState()
    // The choice that the runtime makes by itself.
    unsetenv("HANDCAR_KERNELS")
    let chosen = Model.kernelSet
    var kernelSets: [KernelSet] = []
    for name in Model.kernelSets {
      setenv("HANDCAR_KERNELS", name, 1)
      let tests =
        Model.kernelSet == name ? try testVectorResults(model, threads: threads) : nil
      kernelSets.append(KernelSet(name: name, isDefault: name == chosen, tests: tests))
    }
    unsetenv("HANDCAR_KERNELS")
    self.kernelSets = kernelSets
    arenaRules = ArenaRules(model, threads: threads)
  }

  /// The outcome of each single check.
  var outcomes: [Bool] {
    kernelSets.flatMap { ($0.tests ?? []).map(\.passed) } + [
      arenaRules.exactWorks, arenaRules.smallerIsRefused, arenaRules.misalignedIsRefused,
    ]
  }
}
