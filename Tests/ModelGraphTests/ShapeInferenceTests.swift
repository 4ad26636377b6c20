import HandcarFormat
import ModelGraph
import TensorTrain
import Testing

/// The output shapes of an operation over Float32 inputs, or the problem as text.
private func shapes(
  _ operation: ModelGraph.Operation, _ inputs: [[Int]], outputs: Int = 1,
  _ type: ElementType = .float32
) -> String {
  do throws(GraphError) {
    let types = try operation.resultTypes(
      for: inputs.map { TensorType(type, $0) }, outputCount: outputs, node: "n")
    return types.map { "\($0.elementType) \($0.shape)" }.joined(separator: ", ")
  } catch { return error.description }
}

private func pool(_ kind: Pool.Kind, kernel: Int, padding: Int, outputs: Int) -> Pool {
  Pool(
    kind: kind, kernel: [kernel], strides: [2], dilations: [1], paddingBefore: [padding],
    paddingAfter: [padding], outputSizes: [outputs])
}

@Suite struct ShapeInferenceTests {
  @Test func linear() {
    #expect(shapes(.linear(activation: nil), [[2, 3, 4], [5, 4], [5]]) == "float32 [2, 3, 5]")
    #expect(shapes(.linear(activation: .relu), [[4], [5, 4]]) == "float32 [5]")
    #expect(
      shapes(.linear(activation: nil), [[2, 3], [5, 4]])
        == "node 'n': the input has shape [2, 3], expected (…, 4)")
    #expect(
      shapes(.linear(activation: nil), [[2, 4], [5, 4], [4]])
        == "node 'n': the bias (input 2) has shape [4], expected [5]")
    #expect(
      shapes(.linear(activation: nil), [[2, 4]]) == "node 'n': has 1 inputs, expected 2 to 3")
    #expect(shapes(.linear(activation: nil), [[], [5, 4]]).contains("expected (…, 4)"))
    #expect(shapes(.linear(activation: nil), [[4], [4, 4]], .int32).contains("needs float32"))
  }

  @Test func ttLinear() throws {
    let shape = try TTShape(rowModes: [2, 3], columnModes: [4, 5], ranks: [1, 7, 1])
    let cores = [[1, 2, 4, 7], [7, 3, 5, 1]]
    #expect(shapes(.ttLinear(shape, activation: nil), [[9, 20]] + cores) == "float32 [9, 6]")
    #expect(shapes(.ttLinear(shape, activation: nil), [[20]] + cores + [[6]]) == "float32 [6]")
    #expect(
      shapes(.ttLinear(shape, activation: nil), [[9, 20], [1, 2, 4, 7], [7, 3, 5, 2]])
        == "node 'n': core 2 (input 2) has shape [7, 3, 5, 2], expected [7, 3, 5, 1]")
  }

  @Test func matrixProduct() {
    #expect(shapes(.matrixProduct, [[4], [4]]) == "float32 []")
    #expect(shapes(.matrixProduct, [[4], [2, 4, 3]]) == "float32 [2, 3]")
    #expect(shapes(.matrixProduct, [[2, 5, 4], [4]]) == "float32 [2, 5]")
    #expect(shapes(.matrixProduct, [[7, 1, 5, 4], [2, 4, 3]]) == "float32 [7, 2, 5, 3]")
    #expect(shapes(.matrixProduct, [[5, 4], [5, 4]]).contains("4 and 5 differ"))
    #expect(shapes(.matrixProduct, [[2, 5, 4], [3, 4, 5]]).contains("do not broadcast"))
    #expect(shapes(.matrixProduct, [[], [4]]).contains("at least one axis"))
  }

  @Test func binary() {
    let add = Operation.binary(.add, activation: nil)
    #expect(shapes(add, [[2, 1, 4], [3, 1]], .int8) == "int8 [2, 3, 4]")
    #expect(shapes(add, [[], []]) == "float32 []")
    #expect(shapes(add, [[0, 3], [1, 3]]) == "float32 [0, 3]")
    #expect(shapes(add, [[0], [2]]).contains("do not broadcast"))
    #expect(shapes(add, [[1], [1]], .bool).contains("bool"))
    #expect(shapes(.binary(.add, activation: .tanh), [[1], [1]], .int8).contains("int8"))
    let large = shapes(add, [[1 << 30, 1], [1, 1 << 30]])
    #expect(large.contains("exceeds"))
  }

  @Test func convolution() {
    let convolution = Convolution(
      kernel: [3, 2], strides: [2, 1], dilations: [1, 2], paddingBefore: [1, 0],
      paddingAfter: [1, 0], groups: 2)
    #expect(
      shapes(.convolution(convolution), [[5, 4, 7, 8], [6, 2, 3, 2], [6]]) == "float32 [5, 6, 4, 6]"
    )
    #expect(shapes(.convolution(convolution), [[5, 3, 7, 8], [6, 2, 3, 2]]).contains("groups"))
    #expect(shapes(.convolution(convolution), [[5, 4, 7, 2], [6, 2, 3, 2]]).contains("spans 3"))
    #expect(
      shapes(.convolution(convolution), [[5, 4, 7], [6, 2, 3, 2]]).contains("2 spatial axes"))
    #expect(
      shapes(.convolution(convolution), [[0, 4, 7, 8], [6, 2, 3, 2]]) == "float32 [0, 6, 4, 6]")
    var hostile = convolution
    hostile.dilations = [Int.max, 1]
    #expect(shapes(.convolution(hostile), [[5, 4, 7, 8], [6, 2, 3, 2]]).contains("at most"))
    hostile.dilations = [1]
    #expect(shapes(.convolution(hostile), [[5, 4, 7, 8], [6, 2, 3, 2]]).contains("2 entries"))
  }

  @Test func pooling() {
    let maximum = pool(.maximum, kernel: 2, padding: 0, outputs: 3)
    #expect(
      shapes(.pool(maximum), [[2, 3, 6]], outputs: 2, .uint8) == "uint8 [2, 3, 3], int64 [2, 3, 3]")
    let average = pool(.average(includesPadding: true), kernel: 3, padding: 1, outputs: 3)
    #expect(shapes(.pool(average), [[2, 3, 5]]) == "float32 [2, 3, 3]")
    #expect(shapes(.pool(average), [[2, 3, 5]], outputs: 2).contains("2 outputs, expected 1"))
    #expect(shapes(.pool(average), [[2, 3, 3]]).contains("holds no element"))
    #expect(
      shapes(.pool(pool(.maximum, kernel: 2, padding: 2, outputs: 1)), [[1, 1, 4]]).contains(
        "no element"))
  }

  @Test func alongAxes() {
    #expect(shapes(.softmax(axis: 1), [[2, 3]]) == "float32 [2, 3]")
    #expect(shapes(.softmax(axis: 0), [[]]).contains("axis 0 does not exist"))
    #expect(shapes(.reduceMean(axes: [0, 2], keepsAxes: false), [[2, 3, 4]]) == "float32 [3]")
    #expect(
      shapes(.reduceMean(axes: [0, 2], keepsAxes: true), [[2, 3, 4]]) == "float32 [1, 3, 1]")
    #expect(shapes(.reduceMean(axes: [1, 1], keepsAxes: true), [[2, 3, 4]]).contains("repeat"))
    #expect(
      shapes(.batchNormalization(epsilon: 0), [[2, 3, 4], [3], [3], [3], [3]])
        == "float32 [2, 3, 4]")
    #expect(
      shapes(.batchNormalization(epsilon: 0), [[2, 3], [3], [3], [2], [3]]).contains("the mean"))
  }

  @Test func movingElements() {
    #expect(shapes(.reshape([3, 2]), [[6]], .int64) == "int64 [3, 2]")
    #expect(shapes(.reshape([0, Int.max]), [[0]]).contains("do not reshape"))
    #expect(shapes(.reshape([-1, -6]), [[6]]).contains("do not reshape"))
    #expect(shapes(.transpose(permutation: [2, 0, 1]), [[4, 5, 6]]) == "float32 [6, 4, 5]")
    #expect(shapes(.transpose(permutation: [0, 0, 1]), [[4, 5, 6]]).contains("no permutation"))
    #expect(shapes(.concat(axis: 1), [[2, 3], [2, 0], [2, 5]]) == "float32 [2, 8]")
    #expect(shapes(.concat(axis: 0), [[2, 3], [2, 4]]).contains("input 1 has shape [2, 4]"))
    #expect(shapes(.concat(axis: 0), [[2, 3], [2]]).contains("input 1"))
    let padding = Padding(before: [1, -1], after: [-2, 4], mode: .edge)
    #expect(shapes(.pad(padding), [[3, 2]]) == "float32 [2, 5]")
    #expect(shapes(.pad(padding), [[3, 1]]).contains("is empty"))
    #expect(shapes(.pad(padding), [[0, 2]]).contains("does not suit"))
    let hostile = Padding(before: [Int.max], after: [Int.max], mode: .constant(0))
    #expect(shapes(.pad(hostile), [[3]]).contains("does not suit"))
  }

  @Test func hostileTypes() {
    #expect(shapes(.identity, [[Int.max, Int.max]]).contains("exceeds"))
    #expect(shapes(.identity, [[0, Int.max, Int.max]]).contains("exceeds"))
    #expect(shapes(.identity, [[-1]]).contains("negative"))
    #expect(!TensorType(.float64, [1 << 38]).isWithinLimits)
    #expect(TensorType(.float64, [1 << 37]).isWithinLimits)
  }
}
