import HandcarFormat
public import ModelGraph
public import TensorTrain

/// The weights of one TT layer made by another library: cores, and a bias where the file has one.
public struct TTLayerCores: Sendable {
  public let shape: TTShape
  /// Core k as Float32 `(r_{k-1}, m_k, n_k, r_k)`.
  public let cores: [Tensor]
  /// Float32 `(M)`.
  public let bias: Tensor?

  /// Reads the cores of a layer from a `.npz` or `.safetensors` file.
  ///
  /// The cores are the arrays whose names end in consecutive numbers from 0 or 1 and are otherwise the same
  /// (`core_0`, `matrix/core_0:0`, `weight.factors.factor_0`, `cores.0`, `arr_0`…); the bias is the array called
  /// `bias` or `b`. In a file of several layers those are meant whose names begin with the layer's, as in
  /// `fc1.cores.0` and `fc1.bias`. Values are taken as they are; float64 is rounded to Float32.
  ///
  /// - Parameter layer: the name of the layer that the cores are for.
  /// - Throws: `ImportError` when the arrays are not those of one TT layer.
  public init(
    contentsOf path: String, layout: CoreLayout, layer: String
  ) throws(ImportError) {
    try self.init(ArrayArchive(contentsOf: path), layout: layout, layer: layer)
  }

  /// The same from arrays already open.
  public init(
    _ archive: ArrayArchive, layout: CoreLayout, layer: String
  ) throws(ImportError) {
    let names = try CoreNames(archive.names, layer: layer, file: archive.path)
    var cores: [Tensor] = []
    for name in names.cores {
      cores.append(try Self.core(named: name, of: archive, layout: layout))
    }
    let bias = try names.bias.map { (name) throws(ImportError) in
      try Self.bias(named: name, of: archive)
    }
    do {
      try self.init(cores: cores, names: names.cores, bias: bias)
    } catch { throw ImportError(file: archive.path, error.description) }
  }

  /// Puts together what was read elsewhere.
  ///
  /// - Parameters:
  ///   - cores: Float32 `(r_{k-1}, m_k, n_k, r_k)`, at least one.
  ///   - names: what the cores are called in errors.
  init(cores: [Tensor], names: [String], bias: Tensor?) throws(ImportError) {
    for k in cores.indices.dropFirst() where cores[k].shape[0] != cores[k - 1].shape[3] {
      throw ImportError(
        "'\(names[k])' begins with rank \(cores[k].shape[0]), but '\(names[k - 1])' ends with "
          + "rank \(cores[k - 1].shape[3])")
    }
    do {
      shape = try TTShape(
        rowModes: cores.map { $0.shape[1] }, columnModes: cores.map { $0.shape[2] },
        ranks: cores.prefix(1).map { $0.shape[0] } + cores.map { $0.shape[3] })
    } catch {
      throw ImportError("the cores are those of no layer: \(error.description)")
    }
    if let bias, bias.count != shape.rows {
      throw ImportError(
        "the bias has \(bias.count) elements, but the cores make \(shape.rows) outputs"
          + (bias.count == shape.columns ? "; check the layout of the cores" : ""))
    }
    self.cores = cores
    self.bias = bias.map { $0.reshaped([$0.count]) }
  }

  private static func core(
    named name: String, of archive: ArrayArchive, layout: CoreLayout
  ) throws(ImportError) -> Tensor {
    let core = try archive.tensor(name)
    guard core.shape.count == 4, !core.elementType.isInteger else {
      throw ImportError(
        file: archive.path,
        "'\(name)' is \(core.elementType) of shape \(core.shape); a core has floating-point "
          + "elements and 4 axes (left rank, two modes, right rank)")
    }
    return layout.handcarCore(core)
  }

  private static func bias(
    named name: String, of archive: ArrayArchive
  ) throws(ImportError) -> Tensor {
    let bias = try archive.tensor(name)
    guard !bias.elementType.isInteger else {
      throw ImportError(file: archive.path, "the bias '\(name)' has \(bias.elementType) elements")
    }
    return Tensor(bias.floats, shape: [bias.count])
  }
}
