import BoardModel
import Foundation
import HandcarFormat
import ModelGraph
import SampleGraphs
import TensorTrain
import TestSupport
import Testing

@testable import Lowering

@Suite struct WritingTests {
  @Test func theVerifierAcceptsTheFile() throws {
    for graph in [
      try SampleGraphs.perceptron(),
      try SampleGraphs.tensorTrain(coreCount: 3, batch: 2, bias: true, seed: 5), Graph(),
    ] {
      let bytes = try lower(graph).bytes
      let aligned = UnsafeMutableRawBufferPointer.allocate(
        byteCount: bytes.count, alignment: Limits.alignment)
      defer { aligned.deallocate() }
      aligned.copyBytes(from: bytes)
      #expect(try ModelView(verifying: UnsafeRawBufferPointer(aligned)).isIntact)
    }
  }

  /// The head is what is verified and no more: test vectors and parameters, nearly all of a file, lie behind it.
  @Test func theHeadComesFirst() throws {
    let bytes = try lower(SampleGraphs.perceptron()).bytes
    func number<Value: FixedWidthInteger & BitwiseCopyable>(_: Value.Type, at offset: Int) -> Int {
      Int(bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) })
    }
    let kinds: [SectionKind] = [
      .inputs, .outputs, .program, .layers, .names, .provenance, .testVectors, .parameters,
    ]
    #expect(number(UInt32.self, at: 28) == kinds.count)
    for (index, kind) in kinds.enumerated() {
      #expect(number(UInt32.self, at: 64 + 32 * index) == Int(kind.rawValue))
    }
    let vectors = 64 + 32 * 6
    let records = number(UInt32.self, at: vectors + 24)
    #expect(records > 0)
    #expect(number(UInt64.self, at: 48) == number(UInt64.self, at: vectors + 8) + 32 * records)
  }

  /// The examples of FIPS 180-4 and lengths around a block, the latter from Python's hashlib.
  @Test func sha256() {
    let digests = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ]
    for (text, digest) in digests {
      #expect(SHA256.hexDigest(of: Array(text.utf8)) == digest)
    }
    let lengths = [
      (55, "463eb28e72f82e0a96c0a4cc53690c571281131f672aa229e0d45ae59b598b59"),
      (56, "da2ae4d6b36748f2a318f23e7ab1dfdf45acdc9d049bd80e59de82a60895f562"),
      (57, "2fe741af801cc238602ac0ec6a7b0c3a8a87c7fc7d7f02a3fe03d1c12eac4d8f"),
      (63, "29af2686fd53374a36b0846694cc342177e428d1647515f078784d69cdb9e488"),
      (64, "fdeab9acf3710362bd2658cdc9a29e8f9c757fcf9811603a8c447cd1d9151108"),
      (65, "4bfd2c8b6f1eec7a2afeb48b934ee4b2694182027e6d0fc075074f2fabb31781"),
      (119, "da18797ed7c3a777f0847f429724a2d8cd5138e6ed2895c3fa1a6d39d18f7ec6"),
      (120, "f52b23db1fbb6ded89ef42a23ce0c8922c45f25c50b568a93bf1c075420bbb7c"),
      (128, "471fb943aa23c511f6f72f8d1652d9c880cfa392ad80503120547703e56a2be5"),
      (1000, "a8af099bf2e878609558dbf69d8f88f4a31040a8cf84b549a0cfa912f12ffc3f"),
    ]
    for (length, digest) in lengths {
      let message = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
      #expect(SHA256.hexDigest(of: message) == digest, "length \(length)")
    }
  }

  @Test func namesAreStoredOnce() {
    var names = NameTable()
    let first = names.reference(to: "conv")
    let second = names.reference(to: "größe")
    #expect(names.reference(to: "conv").offset == first.offset)
    #expect(names.bytes == Array("conv\0größe\0".utf8))
    #expect(second.offset == 5 && second.size == 7)
    #expect(names.reference(to: "a\0b").size == 2)
    let long = names.reference(to: String(repeating: "ö", count: 5000))
    #expect(Int(long.size) == Limits.maximumNameByteCount)
  }

  @Test func recordsHaveTheSizesOfTheFormat() {
    func size(_ write: (inout ByteWriter) -> Void) -> Int {
      var writer = ByteWriter()
      write(&writer)
      return writer.bytes.count
    }
    #expect(size { $0.append(FileHeader()) } == MemoryLayout<FileHeader>.size)
    #expect(size { $0.append(SectionRecord()) } == MemoryLayout<SectionRecord>.size)
    #expect(size { $0.append(TensorRecord()) } == MemoryLayout<TensorRecord>.size)
    #expect(size { $0.append(OperationRecord()) } == MemoryLayout<OperationRecord>.size)
    #expect(size { $0.append(LayerRecord()) } == MemoryLayout<LayerRecord>.size)
    #expect(size { $0.append(TestVectorRecord()) } == MemoryLayout<TestVectorRecord>.size)
  }

  @Test func equalInputGivesEqualBytes() throws {
    let graph = try SampleGraphs.perceptron()
    var options = LoweringOptions()
    options.userOptions = ["rank": "8", "batch": "1", "epsilon": "0.1"]
    options.source = LoweringOptions.Source(name: "a.onnx", bytes: [1, 2, 3])
    #expect(try lower(graph, options: options).bytes == lower(graph, options: options).bytes)
  }

  @Test func equalParametersAreStoredOnce() throws {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [1, 4]))
    var y = x
    for name in ["first", "second"] {
      let weight = graph.addConstant(
        name + ".w", Tensor((0..<16).map { Float($0) }, shape: [4, 4]))
      y = try graph.addNode(.linear(activation: nil), [y, weight], name: name)[0]
    }
    graph.outputs = [y]
    #expect(try lower(graph).program.parameters.contents.count == 1)
  }

  @Test func writesWholeFilesOnly() throws {
    let model = try lower(SampleGraphs.perceptron())
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("handcar-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("model.hcar").path
    try model.write(to: path)
    try model.write(to: path)
    #expect(FileManager.default.contents(atPath: path).map(Array.init) == model.bytes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    #expect(throws: ModelWriteError.self) {
      try model.write(to: folder.appendingPathComponent("absent/model.hcar").path)
    }
  }

  @Test func provenanceIsJSON() throws {
    var options = LoweringOptions()
    options.toolVersion = "1.2.3"
    options.source = LoweringOptions.Source(name: "net.onnx", bytes: Array("abc".utf8))
    let graph = try SampleGraphs.perceptron()
    let program = try ProgramBuilder.program(of: graph)
    let bytes = try Provenance(program, MemoryPlan(for: program), options).bytes()
    #expect(bytes.last == 0)
    let json = try JSONSerialization.jsonObject(with: Data(bytes.dropLast())) as? [String: Any]
    #expect((json?["tool"] as? [String: String])?["version"] == "1.2.3")
    #expect((json?["source"] as? [String: String])?["sha256"]?.hasPrefix("ba7816bf") == true)
    #expect((json?["layers"] as? [[String: String]])?.count == 2)
  }

  /// Memory for the sake of threads is what a bound on memory takes first.
  @Test func keepsToTheMemoryOfOneThread() throws {
    var generator = SeededGenerator(seed: 3)
    let graph = try SampleGraphs.tensorTrain(
      TTShape(parsing: "8x8x8x8:8x8x8x8:8"), batch: 1, bias: false, using: &generator)
    var options = LoweringOptions()
    options.planContraction = ContractionPlan.inOrder([3, 2, 1, 0])
    let ofOne = try lower(graph, options: options)
    options.threads = 4
    let ofFour = try lower(graph, options: options)
    #expect(ofFour.memoryByteCount > ofOne.memoryByteCount)
    options.largestMemory = ofFour.memoryByteCount
    #expect(try lower(graph, options: options).bytes == ofFour.bytes)
    options.largestMemory -= 1
    #expect(try lower(graph, options: options).bytes == ofOne.bytes)
  }

  /// Cores are merged for speed as far as the parameters may grow: here in pairs, for 64·64 of rank 8.
  @Test func keepsToTheGrowth() throws {
    var generator = SeededGenerator(seed: 3)
    let shape = try TTShape(parsing: "8x8x8x8:8x8x8x8:8")
    let graph = try SampleGraphs.tensorTrain(shape, batch: 1, bias: false, using: &generator)
    var options = LoweringOptions()
    options.board = .halvedAVX512
    func parameters() throws -> Int {
      try lower(graph, options: options).program.layers.reduce(0) { $0 + $1.parameterByteCount } / 4
    }
    #expect(try parameters() == 2 * 64 * 64 * 8)
    for growth in [1.0, 2, 4, 7] {
      options.largestGrowth = growth
      #expect(try Double(parameters()) <= growth * Double(shape.parameterCount))
    }
  }

  /// The whole model keeps to a bound on memory, by slower plans if need be, or is refused.
  @Test func keepsToTheMemory() throws {
    let shape = try TTShape(parsing: "4x8x8x4:4x8x8x4:8")
    var generator = SeededGenerator(seed: 3)
    let graph = try SampleGraphs.tensorTrain(
      shape, batch: 1, bias: false, using: &generator)
    var options = LoweringOptions()
    let fastest = try lower(graph, options: options)
    #expect(fastest.program.layers[0].detail.contains("merged"))
    options.largestMemory = fastest.memoryByteCount
    #expect(try lower(graph, options: options).bytes == fastest.bytes)
    options.largestMemory -= 1
    let smaller = try lower(graph, options: options)
    #expect(smaller.memoryByteCount <= options.largestMemory)
    options.largestMemory = 10_000
    #expect(throws: LoweringError.self) { try lower(graph, options: options) }
  }
}
