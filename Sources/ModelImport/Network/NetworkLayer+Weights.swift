import ModelGraph
import TensorTrain

/// Layers with arrays.
extension NetworkLayer {
  static func linear(
    _ reader: inout JSONObjectReader, _ arrays: inout NetworkArrays
  ) throws(ImportError) -> NetworkLayer {
    let weight = try arrays.required("weight", &reader)
    let bias = try arrays.optional("bias", &reader)
    return NetworkLayer(
      operation: .linear(activation: nil), constants: [("weight", weight)] + named("bias", bias))
  }

  static func ttLinear(
    _ reader: inout JSONObjectReader, _ arrays: inout NetworkArrays
  ) throws(ImportError) -> NetworkLayer {
    let layoutName = try reader.optionalString("layout") ?? CoreLayout.handcar.rawValue
    guard let layout = CoreLayout(rawValue: layoutName) else {
      let known = CoreLayout.allCases.map(\.rawValue).joined(separator: ", ")
      throw reader.problem("layout", "'\(layoutName)' is unknown; known: \(known)")
    }
    let arraysOfCores = try arrays.list("cores", &reader)
    if let k = arraysOfCores.firstIndex(where: { $0.shape.count != 4 }) {
      throw reader.problem(
        "cores", "core \(k) has shape \(arraysOfCores[k].shape), expected 4 axes")
    }
    let bias = try arrays.optional("bias", &reader)
    let given: TTLayerCores
    do {
      given = try TTLayerCores(
        cores: arraysOfCores.map(layout.handcarCore),
        names: arraysOfCores.indices.map { "core \($0)" }, bias: bias)
    } catch { throw reader.problem("cores", error.description) }
    let cores = given.cores.enumerated().map { ("core_\($0.offset)", $0.element) }
    return NetworkLayer(
      operation: .ttLinear(given.shape, activation: nil),
      constants: cores + named("bias", given.bias))
  }

  static func convolution(
    _ reader: inout JSONObjectReader, _ arrays: inout NetworkArrays, spatialRank: Int
  ) throws(ImportError) -> NetworkLayer {
    let weight = try arrays.required("weight", &reader)
    guard weight.shape.count == spatialRank + 2 else {
      throw reader.problem(
        "weight",
        "shape \(weight.shape), expected \(spatialRank + 2) axes "
          + "(outputs, inputs / groups, kernel)")
    }
    let bias = try arrays.optional("bias", &reader)
    let padding = try reader.sizes("padding", count: spatialRank, from: 0) ?? zeros(spatialRank)
    let convolution = Convolution(
      kernel: Array(weight.shape.dropFirst(2)),
      strides: try reader.sizes("stride", count: spatialRank) ?? ones(spatialRank),
      dilations: try reader.sizes("dilation", count: spatialRank) ?? ones(spatialRank),
      paddingBefore: padding, paddingAfter: padding,
      groups: try reader.sizes("groups", count: 1)?[0] ?? 1)
    return NetworkLayer(
      operation: .convolution(convolution), constants: [("weight", weight)] + named("bias", bias))
  }

  static func batchNormalization(
    _ reader: inout JSONObjectReader, _ arrays: inout NetworkArrays
  ) throws(ImportError) -> NetworkLayer {
    let epsilon = try reader.optionalNumber("epsilon") ?? 1e-5
    guard epsilon >= 0 else { throw reader.problem("epsilon", "\(epsilon) is negative") }
    var constants: [(name: String, tensor: Tensor)] = []
    for key in ["scale", "bias", "mean", "variance"] {
      constants.append((key, try arrays.required(key, &reader)))
    }
    return NetworkLayer(operation: .batchNormalization(epsilon: epsilon), constants: constants)
  }

  private static func named(
    _ name: String, _ tensor: Tensor?
  ) -> [(name: String, tensor: Tensor)] { tensor.map { [(name, $0)] } ?? [] }
}

private func zeros(_ count: Int) -> [Int] { [Int](repeating: 0, count: count) }
private func ones(_ count: Int) -> [Int] { [Int](repeating: 1, count: count) }
