/// A network on its way from a source file to a verified `.hcar` file.
struct Conversion {
  let network: FactorizedNetwork
  /// What was written.
  let model: WrittenModel

  /// Imports, factorizes, lowers, writes and verifies. Until all of that has succeeded, nothing lies
  /// at `output`.
  init(_ sourcePath: String, to output: String, _ arguments: Arguments) throws(Failure) {
    network = try FactorizedNetwork(sourcePath, arguments)
    model = try WrittenModel(network.graph, of: sourcePath, to: output, arguments)
  }
}
