import Foundation
import HandcarFormat
import ModelGraph
import Testing

@testable import ModelImport

/// An ONNX file under construction.
///
///     var file = ONNXFile(opset: 13)
///     file.input("x", [1, 4])
///     file.node("Relu", ["x"], ["y"])
///     file.output("y")
///     let model = try importONNX(file.data)
struct ONNXFile {
  enum Dimension: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    case size(Int64), name(String), unknown

    init(integerLiteral value: Int64) { self = .size(value) }
    init(stringLiteral value: String) { self = value.isEmpty ? .unknown : .name(value) }
  }

  enum Attribute {
    case int(Int64), float(Float), string(String), ints([Int64]), floats([Float]), tensor(Tensor)
  }

  var opset: Int64
  private var graph = WireWriter()

  init(opset: Int64 = 17, name: String = "test") {
    self.opset = opset
    graph.string(2, name)
  }

  var data: Data {
    var model = WireWriter()
    model.integer(1, 8)
    model.string(2, "tests")
    model.message(8) { $0.integer(2, opset) }
    model.bytes(7, graph.data)
    return model.data
  }

  mutating func input(_ name: String, _ shape: [Dimension], type: ElementType = .float32) {
    value(11, name, shape, type: Int64(type.rawValue))
  }

  mutating func output(_ name: String, type: Int64 = 0) { value(12, name, nil, type: type) }

  /// A `ValueInfoProto` in any field of the graph, with any number for a type.
  mutating func value(_ field: UInt64, _ name: String, _ shape: [Dimension]?, type: Int64) {
    graph.message(field) {
      $0.string(1, name)
      $0.message(2) {
        $0.message(1) {
          $0.integer(1, type)
          guard let shape else { return }
          $0.message(2) {
            for dimension in shape {
              $0.message(1) {
                switch dimension {
                case .size(let size): $0.integer(1, size)
                case .name(let name): $0.string(2, name)
                case .unknown: return
                }
              }
            }
          }
        }
      }
    }
  }

  mutating func node(
    _ type: String, _ inputs: [String], _ outputs: [String], name: String = "",
    domain: String = "", _ attributes: [String: Attribute] = [:]
  ) {
    graph.message(1) { node in
      for input in inputs { node.string(1, input) }
      for output in outputs { node.string(2, output) }
      node.string(3, name)
      node.string(4, type)
      node.string(7, domain)
      for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
        node.message(5) { Self.write(name, value, &$0) }
      }
    }
  }

  private static func write(_ name: String, _ value: Attribute, _ writer: inout WireWriter) {
    writer.string(1, name)
    switch value {
    case .float(let float):
      writer.float(2, float)
      writer.integer(20, 1)
    case .int(let integer):
      writer.integer(3, integer)
      writer.integer(20, 2)
    case .string(let text):
      writer.string(4, text)
      writer.integer(20, 3)
    case .tensor(let tensor):
      writer.message(5) { write(tensor, name: "", &$0) }
      writer.integer(20, 4)
    case .floats(let floats):
      writer.packed(7, fixed: floats)
      writer.integer(20, 6)
    case .ints(let integers):
      writer.packed(8, integers)
      writer.integer(20, 7)
    }
  }

  mutating func initializer(_ name: String, _ tensor: Tensor) {
    initializer { Self.write(tensor, name: name, &$0) }
  }

  /// An initializer written field by field.
  mutating func initializer(_ fill: (inout WireWriter) -> Void) { graph.message(5, fill) }

  private static func write(_ tensor: Tensor, name: String, _ writer: inout WireWriter) {
    writer.packed(1, tensor.shape.map { Int64($0) })
    writer.integer(2, Int64(tensor.elementType.rawValue))
    writer.string(8, name)
    if let integers = tensor.integers {
      let isLong = tensor.elementType == .int64
      writer.packed(isLong ? 7 : 5, integers)
    } else {
      writer.packed(9, fixed: tensor.floats)
    }
  }
}

extension ONNXFile {
  /// Imports the file and runs it in the reference interpreter.
  func run(
    _ inputs: [Tensor], options: ONNXImportOptions = ONNXImportOptions()
  ) throws -> [Tensor] {
    try Interpreter(try importONNX(data, options: options).graph).run(inputs)
  }

  /// The problems that the importer reports.
  func problems(options: ONNXImportOptions = ONNXImportOptions()) -> [String] {
    do {
      _ = try importONNX(data, options: options)
      return []
    } catch { return error.problems }
  }

  /// A file of one node `node` whose inputs are `x` (a graph input) and constants, and whose output is `y`.
  static func single(
    _ type: String, opset: Int64 = 17, _ shape: [Dimension], _ constants: [Tensor?] = [],
    attributes: [String: Attribute]
  ) -> ONNXFile {
    var file = ONNXFile(opset: opset)
    file.input("x", shape)
    var inputs = ["x"]
    for (index, constant) in constants.enumerated() {
      inputs.append(constant == nil ? "" : "c\(index)")
      if let constant { file.initializer("c\(index)", constant) }
    }
    file.node(type, inputs, ["y"], name: "node", attributes)
    file.output("y")
    return file
  }

  /// The same without attributes.
  static func single(
    _ type: String, opset: Int64 = 17, _ shape: [Dimension], _ constants: [Tensor?] = []
  ) -> ONNXFile {
    single(type, opset: opset, shape, constants, attributes: [:])
  }

  /// The same without constants.
  static func single(
    _ type: String, opset: Int64 = 17, _ shape: [Dimension], _ attributes: [String: Attribute]
  ) -> ONNXFile {
    single(type, opset: opset, shape, [], attributes: attributes)
  }

  /// The same with both.
  static func single(
    _ type: String, opset: Int64 = 17, _ shape: [Dimension], _ constants: [Tensor?],
    _ attributes: [String: Attribute]
  ) -> ONNXFile {
    single(type, opset: opset, shape, constants, attributes: attributes)
  }
}

/// An integer vector.
func integers(_ elements: Int64...) -> Tensor {
  Tensor(integers: elements, shape: [elements.count])
}

/// The tensor with elements 1, 2, 3…
func counting(_ shape: [Int]) -> Tensor {
  Tensor((1...shape.reduce(1, *)).map { Float($0) }, shape: shape)
}
