import ModelGraph
import TensorTrain

extension Graph {
  /// The layers that are tensor trains with constant cores, by their places in `nodes`.
  var tensorTrains: [(node: Int, train: TTMatrix<Float>)] {
    nodes.indices.compactMap { index in
      guard case .ttLinear(let shape, _) = nodes[index].operation else { return nil }
      let cores = nodes[index].inputs[1...shape.coreCount].compactMap { self[$0].constant?.floats }
      guard let train = try? TTMatrix(shape: shape, cores: cores) else { return nil }
      return (index, train)
    }
  }

  /// Gives a tensor-train layer other cores of the same modes.
  mutating func replaceTensorTrain(node index: Int, by train: TTMatrix<Float>) {
    guard case .ttLinear(_, let activation) = nodes[index].operation else { return }
    nodes[index].operation = .ttLinear(train.shape, activation: activation)
    for (k, core) in train.cores.enumerated() {
      let tensor = Tensor(core, shape: train.shape.coreExtents(k))
      self[nodes[index].inputs[1 + k]].constant = tensor
      self[nodes[index].inputs[1 + k]].type = tensor.type
    }
  }

  /// All tensor trains in the balanced gauge: from cores of unlike scale training is far worse.
  mutating func balanceTensorTrains() throws(TensorTrainError) {
    for (index, train) in tensorTrains { replaceTensorTrain(node: index, by: try train.balanced()) }
  }
}
