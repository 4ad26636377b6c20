/// Bounds on what an ONNX file can make the importer do.
enum ONNXLimits {
  /// The operator sets whose definitions the operator table follows. (Opset 27 is the next to change one of
  /// its operators; 5 and older have other attributes on almost all.)
  static let opsets = 6...26
  /// Nodes of a graph, and likewise initializers, inputs, outputs and stated types.
  static let maximumCount = 1 << 17
  /// Attributes of a node; no operator has more than a dozen.
  static let maximumAttributeCount = 64
  /// Elements that constant folding may make in addition to twice those that stand in the file.
  static let foldedElementCount = 1 << 24
  /// Elements of one constant that is computed rather than read.
  static let maximumFoldedCount = 1 << 22
}
