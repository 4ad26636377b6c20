internal import HandcarFormat
internal import ModelGraph

/// Gives symbolic dimensions their sizes.
struct ONNXDimensions {
  private let options: ONNXImportOptions
  /// Names that occur as the first axis of an input: they mean the batch wherever they occur.
  private let batchNames: Set<String>
  /// Whether some input that stays one has a symbolic first axis.
  let hasSymbolicBatch: Bool
  /// Names in the options that no input has.
  let unusedNames: [String]

  init(options: ONNXImportOptions, inputs: [ONNXValueInfo]) {
    self.options = options
    var batchNames: Set<String> = []
    var names: Set<String> = []
    var hasSymbolicBatch = false
    for input in inputs {
      for (axis, dimension) in (input.tensorType?.shape ?? []).enumerated() {
        switch dimension {
        case .size: continue
        case .symbol(let name):
          names.insert(name)
          if axis == 0 { batchNames.insert(name) }
        case .unknown: names.insert("\(input.name)[\(axis)]")
        }
        if axis == 0 { hasSymbolicBatch = true }
      }
    }
    self.batchNames = batchNames
    self.hasSymbolicBatch = hasSymbolicBatch
    unusedNames = options.dimensions.keys.filter { !names.contains($0) }.sorted()
  }

  /// The shape of a value of the file.
  func shape(of name: String, _ type: ONNXTensorType) throws(NodeProblem) -> [Int] {
    guard let dimensions = type.shape else {
      throw NodeProblem("its shape is not known; export the model with shapes of its inputs")
    }
    var shape: [Int] = []
    for (axis, dimension) in dimensions.enumerated() {
      shape.append(try size(of: dimension, axis: axis, of: name))
    }
    let limit = TensorType(type.dataType.valueType ?? .float32, shape)
    guard shape.count <= Limits.maximumRank, limit.isWithinLimits else {
      throw NodeProblem("its shape \(shape) is not supported")
    }
    return shape
  }

  private func size(
    of dimension: ONNXDimension, axis: Int, of value: String
  ) throws(NodeProblem) -> Int {
    let name: String
    switch dimension {
    case .size(let size): return Int(size)
    case .symbol(let symbol): name = symbol
    case .unknown: name = "\(value)[\(axis)]"
    }
    if let size = options.dimensions[name] { return size }
    guard axis == 0 || batchNames.contains(name) else {
      throw NodeProblem("axis \(axis) has the symbolic size '\(name)'; give a size for this name")
    }
    return options.batch ?? 1
  }
}

extension ONNXDimension {
  var isSize: Bool {
    if case .size = self { return true }
    return false
  }
}
