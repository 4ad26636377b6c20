public import ModelGraph

/// What `lower` needs to know besides the graph.
public struct LoweringOptions: Sendable {
  /// The inputs of the test vectors that the file carries, so that any board can check itself.
  public enum TestInputs: Sendable {
    case none
    /// Standard normal numbers (small integers for integer types) from a seed.
    case random(count: Int, seed: UInt64)
    /// One list of tensors for each vector, in the order of the graph's inputs.
    case given([[Tensor]])
  }

  /// Where the network came from.
  public struct Source: Sendable {
    /// Of the file, without its folder.
    public var name: String
    /// Hexadecimal digest of its bytes.
    public var sha256: String

    public init(name: String, bytes: [UInt8]) {
      self.name = name
      sha256 = SHA256.hexDigest(of: bytes)
    }
  }

  /// Decides how each tensor-train layer is computed.
  public var planContraction: ContractionPlan.Choice = ContractionPlan.fewestMultiplyAdds
  public var testInputs = TestInputs.random(count: 1, seed: 1)
  /// |actual − expected| ≤ absoluteTolerance + relativeTolerance · |expected|
  public var absoluteTolerance: Float = 1e-4
  public var relativeTolerance: Float = 1e-4
  public var toolVersion = ""
  public var source: Source?
  /// What the user asked for, by option name; recorded in the file.
  public var userOptions: [String: String] = [:]

  public init() {}
}
