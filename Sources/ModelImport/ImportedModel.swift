public import ModelGraph

/// A network read from a file.
public struct ImportedModel: Sendable {
  public var graph: Graph
  /// What the user should know though it is no error, one line each: conversions, ignored options.
  public var notes: [String]
  /// The program that wrote the file, as far as the file says.
  public var producer: String
  /// What the file calls the first axis of all inputs, when it leaves its size open.
  public var batchName: String?

  public init(
    graph: Graph, notes: [String] = [], producer: String = "", batchName: String? = nil
  ) {
    self.graph = graph
    self.notes = notes
    self.producer = producer
    self.batchName = batchName
  }
}
