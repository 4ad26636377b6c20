/// Options that say which layers become tensor trains, for `FactorizedNetwork`.
extension Verb.Option {
  static let dense = Verb.Option(
    name: "--dense", help: "Factorize nothing but what --layer and --cores name.")
  static let rank = Verb.Option(
    name: "--rank", value: "R",
    help: """
      Factorize every linear layer that gains, with ranks up to R and the shape that the \
      cost model likes best.
      """)
  static let epsilon = Verb.Option(
    name: "--epsilon", value: "E",
    help: """
      The same with ranks just large enough for a relative error of at most E in each \
      layer's weights, such as 0.1.
      """)
  static let fitting = Verb.Option(
    name: "--calibration", value: "X.npy",
    help: """
      Fit factorized layers to what they see of these samples, uint8 or float32, so that the \
      error of their outputs is small instead of that of their weights. A plan may name the \
      layers for which that is better.
      """)
  static let cores = Verb.Option(
    name: "--cores", value: "NAME=FILE.npz", isRepeatable: true,
    help: """
      Put tensor-train cores made elsewhere in place of a layer, without decomposing \
      anything.
      """)
  static let coresLayout = Verb.Option(
    name: "--cores-layout", value: "LAYOUT",
    help: "How those cores lie: handcar, t3f, tensorly or torchtt. Default: handcar.")
  static let weights = Verb.Option(
    name: "--weights", value: "FILE",
    help: """
      Take arrays from a .safetensors or .npz file in place of those of the same names in the ONNX \
      file: what another program has trained.
      """)
}

/// The files that such a command line reads.
func factorizationInputs(_ arguments: Arguments) throws(Failure) -> [String] {
  let pairs = try arguments.pairs("--cores") + arguments.pairs("--constant")
  let names = ["--plan", "--calibration", "--weights"]
  return [arguments.operand("MODEL")] + pairs.map(\.value) + names.compactMap(arguments.text)
}
