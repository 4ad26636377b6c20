import Dispatch
import HandcarFormat
import Synchronization

extension Interpreter {
  /// Runs a network over many samples on all processors.
  ///
  /// The leading axis of every graph input and output is its batch; it must not mix samples. The
  /// samples are cut into batches; a last one that is not full is filled up with its last sample.
  ///
  /// - Parameter samples: for each graph input a tensor of its type but for the leading axis, which
  ///   counts the samples and is the same for all.
  /// - Returns: for each graph output the results of all samples along the leading axis.
  public func run(samples: [Tensor]) throws(GraphError) -> [Tensor] {
    let batch = try batchSize()
    let count = try sampleCount(samples)
    let runCount = (count + batch - 1) / batch
    let results = Mutex<[Result<[Tensor], GraphError>?]>(Array(repeating: nil, count: runCount))
    DispatchQueue.concurrentPerform(iterations: runCount) { index in
      let inputs = samples.map { $0.samples(from: index * batch, count: batch) }
      let result = Result { () throws(GraphError) in try run(inputs) }
      results.withLock { $0[index] = result }
    }
    var runs: [[Tensor]] = []
    for result in results.withLock({ $0 }) {
      if let result { runs.append(try result.get()) }
    }
    return graph.outputs.indices.map { output in
      joined(runs.map { $0[output] }, type: graph[graph.outputs[output]].type, count: count)
    }
  }

  /// The common leading axis of inputs and outputs.
  private func batchSize() throws(GraphError) -> Int {
    var batch: Int?
    for id in graph.inputs + graph.outputs {
      guard let size = graph[id].type.shape.first, size > 0, size == batch ?? size else {
        throw GraphError(
          "'\(graph[id].name)' has shape \(graph[id].type.shape), its first axis is not the batch")
      }
      batch = size
    }
    guard let batch else { throw GraphError("the network has neither inputs nor outputs") }
    return batch
  }

  private func sampleCount(_ samples: [Tensor]) throws(GraphError) -> Int {
    guard samples.count == graph.inputs.count, let count = samples.first?.shape.first else {
      throw GraphError("the network has \(graph.inputs.count) inputs, got \(samples.count)")
    }
    for (id, tensor) in zip(graph.inputs, samples) {
      let (name, type) = (graph[id].name, graph[id].type)
      guard tensor.shape.first == count, tensor.shape.dropFirst() == type.shape.dropFirst() else {
        throw GraphError(
          "samples for '\(name)' have shape \(tensor.shape), expected \(count) of "
            + "\(Array(type.shape.dropFirst()))")
      }
      guard tensor.elementType == type.elementType else {
        throw GraphError(
          "samples for '\(name)' are \(tensor.elementType), expected \(type.elementType)")
      }
    }
    return count
  }

  private func joined(_ runs: [Tensor], type: TensorType, count: Int) -> Tensor {
    var shape = type.shape
    shape[0] = count
    let kept = shape.reduce(1, *)
    let storage: Tensor.Storage =
      type.elementType.isInteger
      ? .integer(Array(runs.flatMap { $0.integers ?? [] }.prefix(kept)))
      : .float64(Array(runs.flatMap(\.doubles).prefix(kept)))
    return Tensor(type: TensorType(type.elementType, shape), storage: storage)
  }
}

extension Tensor {
  /// `count` samples along the leading axis; past the end, the last one again.
  fileprivate func samples(from start: Int, count: Int) -> Tensor {
    let size = shape.dropFirst().reduce(1, *)
    func pick<Element>(_ elements: [Element]) -> [Element] {
      (start..<(start + count)).flatMap { sample in
        let first = min(sample, shape[0] - 1) * size
        return elements[first..<(first + size)]
      }
    }
    let storage: Storage =
      switch self.storage {
      case .float32(let elements): .float32(pick(elements))
      case .float64(let elements): .float64(pick(elements))
      case .integer(let elements): .integer(pick(elements))
      }
    return Tensor(type: TensorType(elementType, [count] + shape.dropFirst()), storage: storage)
  }
}
