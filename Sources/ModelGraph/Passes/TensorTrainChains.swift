import HandcarFormat
import TensorTrain

extension Pass {
  /// Turns the chain of reshapes and products that stands for a tensor train where there is no such
  /// operation, as in ONNX, into one layer. The cores keep their bits; a chain of one core is an
  /// ordinary linear layer. The layer has the name of the chain's last reshape.
  ///
  /// With the state `[P][n_k·r_k][Q]`, P = B·n_1…n_{k−1}, Q = m_{k+1}…m_d, the chain is: a reshape of the
  /// input `(…, N)` to the state of core d; for each core from d to 1 the product `core_k · state` with
  /// core_k as a matrix `(r_{k−1}·m_k, n_k·r_k)`, and a reshape to the next state, in the end to `(…, M)`.
  public static let tensorTrainChains = Pass(name: "chains of products to tensor trains") {
    editor in
    for index in editor.nodeIndices {
      guard let chain = TensorTrainChain(beginningAt: index, in: editor) else { continue }
      editor.replace(chain)
    }
  }
}

/// The nodes of a chain and what they say.
private struct TensorTrainChain {
  /// All but the last reshape, in execution order.
  let inner: [Int]
  /// The reshape to `(…, M)`.
  let last: Int
  let shape: TTShape
  /// Core 1 first: `(r_{k−1}·m_k, n_k·r_k)`.
  let cores: [Tensor]
  /// The addition of a constant `(M)` behind the chain.
  let bias: (node: Int, vector: Graph.ValueID)?

  init?(beginningAt index: Int, in editor: GraphEditor) {
    guard var link = Link(index, in: editor), link.state[2] == 1 else { return nil }
    var nodes = [index]
    // Of core d first, and so the matrices; the ranks begin with r_d.
    var (rowModes, columnModes, ranks, matrices): ([Int], [Int], [Int], [Tensor]) = (
      [], [], [1], []
    )
    while true {
      guard matrices.count < Limits.maximumCoreCount, link.state[1].isMultiple(of: ranks.last ?? 1)
      else { return nil }
      matrices.append(link.matrix)
      columnModes.append(link.state[1] / (ranks.last ?? 1))
      let rows = link.matrix.shape[0]
      // The next state tells m_k by Q and r_{k−1} by what is left of the rows.
      guard let next = Link(link.next, in: editor), link.state[2] > 0,
        next.state[2].isMultiple(of: link.state[2])
      else {
        rowModes.append(rows)
        ranks.append(1)
        break
      }
      let rowMode = next.state[2] / link.state[2]
      guard rowMode > 0, rows.isMultiple(of: rowMode) else { return nil }
      rowModes.append(rowMode)
      ranks.append(rows / rowMode)
      nodes += [link.product, link.next]
      link = next
    }
    (inner, last) = (nodes + [link.product], link.next)
    cores = matrices.reversed()
    let shape = try? TTShape(
      rowModes: rowModes.reversed(), columnModes: columnModes.reversed(), ranks: ranks.reversed())
    let input = editor.type(editor.node(index).inputs[0]).shape
    guard let shape, input.last == shape.columns,
      editor.type(editor.node(last).outputs[0]).shape == Array(input.dropLast()) + [shape.rows],
      TensorTrainChain.states(of: shape, batch: input.dropLast().reduce(1, *))
        == inner.compactMap({ editor.node($0).operation.target })
    else { return nil }
    self.shape = shape
    bias = editor.additionOfVector(behind: last, count: shape.rows)
  }

  /// What the reshapes before the last must make, core d first.
  private static func states(of shape: TTShape, batch: Int) -> [[Int]] {
    var (outer, inner) = (batch * shape.columns, 1)
    return (0..<shape.coreCount).reversed().map { k in
      outer /= shape.columnModes[k]
      defer { inner *= shape.rowModes[k] }
      return [outer, shape.columnModes[k] * shape.ranks[k + 1], inner]
    }
  }

  /// One core of a chain: the reshape before its product, the product and the reshape behind.
  private struct Link {
    let state: [Int]
    let matrix: Tensor
    let product: Int
    let next: Int

    init?(_ index: Int, in editor: GraphEditor) {
      guard let state = editor.node(index).operation.target, state.count == 3,
        let product = editor.soleConsumer(of: editor.node(index).outputs[0]),
        case .matrixProduct = editor.node(product).operation,
        let matrix = editor.constant(editor.node(product).inputs[0]), matrix.shape.count == 2,
        matrix.elementType == .float32,
        let next = editor.soleConsumer(of: editor.node(product).outputs[0]),
        editor.node(next).operation.target != nil
      else { return nil }
      (self.state, self.matrix, self.product, self.next) = (state, matrix, product, next)
    }
  }
}

extension Operation {
  /// The shape that a reshape makes.
  fileprivate var target: [Int]? {
    if case .reshape(let shape) = self { return shape }
    return nil
  }
}

extension GraphEditor {
  fileprivate func additionOfVector(
    behind index: Int, count: Int
  ) -> (node: Int, vector: Graph.ValueID)? {
    guard let consumer = soleConsumer(of: node(index).outputs[0]),
      case .binary(.add, activation: nil) = node(consumer).operation,
      let vector = node(consumer).inputs.first(where: { constant($0)?.shape == [count] })
    else { return nil }
    return (consumer, vector)
  }

  fileprivate mutating func replace(_ chain: TensorTrainChain) {
    let name = node(chain.last).name
    var inputs = [node(chain.inner[0]).inputs[0]]
    let operation: Operation
    if chain.shape.coreCount == 1 {
      operation = .linear(activation: nil)
      inputs.append(addConstant("\(name).weight", chain.cores[0]))
    } else {
      operation = .ttLinear(chain.shape, activation: nil)
      for (k, core) in chain.cores.enumerated() {
        let tensor = core.reshaped(chain.shape.coreExtents(k))
        inputs.append(addConstant("\(name).core_\(k)", tensor))
      }
    }
    if let bias = chain.bias {
      absorb(bias.node, into: chain.last, operation, inputs: inputs + [bias.vector])
    } else {
      rewrite(chain.last, operation, inputs: inputs)
    }
    for index in chain.inner.reversed() { remove(index) }
  }
}
