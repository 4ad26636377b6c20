import ConformanceSupport
import ModelGraph
import TestSupport
import Testing

@testable import ModelImport

struct WindowOperatorTests {
  private func pool(_ file: ONNXFile) throws -> Pool {
    let graph = try importONNX(file.data).graph
    guard case .pool(let pool) = graph.nodes[0].operation else {
      throw ImportError("no pool: \(graph.nodes[0].operation)")
    }
    return pool
  }

  /// The automatic padding, against a search for the least padding with which the size is right.
  @Test func automaticPadding() throws {
    for input in 1...9 {
      for (kernel, stride, dilation) in [
        (1, 1, 1), (2, 1, 1), (3, 2, 1), (3, 1, 2), (2, 3, 1), (4, 2, 1),
      ] {
        for (mode, extraInFront) in [("SAME_UPPER", false), ("SAME_LOWER", true)] {
          let file = ONNXFile.single(
            "MaxPool", [1, 1, .size(Int64(input))],
            [
              "kernel_shape": .ints([Int64(kernel)]), "strides": .ints([Int64(stride)]),
              "dilations": .ints([Int64(dilation)]), "auto_pad": .string(mode),
            ])
          let size = Int((Double(input) / Double(stride)).rounded(.up))
          let extent = (kernel - 1) * dilation + 1
          var total = 0
          while input + total < (size - 1) * stride + extent { total += 1 }
          let pool: Pool
          do { pool = try self.pool(file) } catch {
            // A window without any element of the input is refused.
            #expect(dilation > input || extent > input + total / 2)
            continue
          }
          #expect(pool.outputSizes == [size])
          #expect(pool.paddingBefore == [extraInFront ? total - total / 2 : total / 2])
          #expect(pool.paddingAfter == [total - pool.paddingBefore[0]])
        }
      }
    }
  }

  @Test(arguments: [
    // (input, kernel, stride, pad before, pad after, rounding down, rounding up)
    (4, 2, 2, 0, 0, 2, 2), (5, 2, 2, 0, 0, 2, 3), (5, 3, 2, 1, 1, 3, 3), (6, 3, 2, 1, 1, 3, 4),
    // The fourth window would start in the padding behind the input.
    (2, 3, 3, 1, 1, 1, 1), (4, 1, 3, 0, 1, 2, 2), (5, 1, 3, 0, 1, 2, 2), (7, 1, 3, 0, 1, 3, 3),
  ])
  func sizes(
    _ input: Int, _ kernel: Int, _ stride: Int, _ before: Int, _ after: Int, _ down: Int, _ up: Int
  ) throws {
    for (roundsUp, size) in [(0, down), (1, up)] {
      let file = ONNXFile.single(
        "AveragePool", [1, 1, .size(Int64(input))],
        [
          "kernel_shape": .ints([Int64(kernel)]), "strides": .ints([Int64(stride)]),
          "pads": .ints([Int64(before), Int64(after)]), "ceil_mode": .int(Int64(roundsUp)),
        ])
      #expect(try pool(file).outputSizes == [size], "rounding up: \(roundsUp)")
    }
  }

  @Test func validPaddingIgnoresPads() throws {
    let file = ONNXFile.single(
      "MaxPool", [1, 1, 7],
      [
        "kernel_shape": .ints([3]), "strides": .ints([3]), "pads": .ints([1, 1]),
        "auto_pad": .string("VALID"), "ceil_mode": .int(1),
      ])
    let pool = try pool(file)
    #expect(pool.paddingBefore == [0] && pool.paddingAfter == [0] && pool.outputSizes == [2])
  }

  @Test func convolutionWithoutKernelShape() throws {
    let file = ONNXFile.single(
      "Conv", [1, 2, 5, 6], [counting([4, 1, 3, 2]), counting([4])],
      ["group": .int(2), "strides": .ints([2, 1]), "auto_pad": .string("SAME_LOWER")])
    let graph = try importONNX(file.data).graph
    guard case .convolution(let convolution) = graph.nodes[0].operation else {
      Issue.record("no convolution")
      return
    }
    #expect(convolution.kernel == [3, 2] && convolution.groups == 2)
    #expect(convolution.paddingBefore == [1, 1] && convolution.paddingAfter == [1, 0])
    #expect(graph[graph.outputs[0]].type.shape == [1, 4, 3, 6])
  }

  @Test(
    arguments: [
      (["kernel_shape": .ints([2, 2])], "kernel_shape [2, 2] differs"),
      (["strides": .ints([0, 1])], "must be positive"),
      (["pads": .ints([-1, 0, 0, 0])], "not negative"),
      (["pads": .ints([1, 1])], "do not suit 2 spatial axes"),
      (["dilations": .ints([.max, 1])], "must be positive"),
      (["dilations": .ints([100, 1])], "larger than the padded input"),
      (["auto_pad": .string("SOME")], "auto_pad 'SOME'"),
      (["group": .int(3)], "groups"), (["group": .int(0)], "groups"),
      (["strides": .int(1)], "attribute 'strides' is not of the type integers"),
    ] as [([String: ONNXFile.Attribute], String)])
  func refused(_ attributes: [String: ONNXFile.Attribute], _ message: String) {
    let file = ONNXFile.single("Conv", [1, 2, 5, 6], [counting([4, 2, 3, 2])], attributes)
    let problems = file.problems()
    #expect(problems.count == 1 && problems[0].contains(message), "\(problems)")
  }

  @Test func threeDimensionalConvolution() {
    let problems = ONNXFile.single("Conv", [1, 1, 4, 4, 4], [counting([1, 1, 2, 2, 2])]).problems()
    #expect(problems.count == 1 && problems[0].contains("only 1-D and 2-D"), "\(problems)")
  }

  @Test func globalAverage() throws {
    let y = try ONNXFile.single("GlobalAveragePool", [1, 2, 3]).run([counting([1, 2, 3])])[0]
    #expect(y.shape == [1, 2, 1] && y.doubles == [2, 5])
  }
}
