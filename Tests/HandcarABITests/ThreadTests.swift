import CHandcar
import Foundation
import HandcarABI
import HandcarFormat
import TestSupport
import Testing

/// Sessions of several threads, as a C program has them. The address and the thread sanitizer see these tests, too.
@Suite struct ThreadTests {
  /// Two convolutions, a pool, a tensor-train stage in either layout, a dense layer and a softmax, each of them
  /// large enough to be divided; two test vectors hold what one thread computes.
  private static let network: [UInt8] = {
    var builder = HandcarFileBuilder()
    var random = SeededGenerator(seed: 11)
    let x = builder.addInput([1, 3, 64, 64])
    func parameters(_ count: Int) -> Operand {
      builder.addParameters(random.floats(count).map { $0 / 16 })
    }
    func convolution(_ input: Operand, channels: (Int, Int), kernel: Int) -> Operand {
      var a = ConvolutionAttributes()
      (a.batch, a.groups) = (1, 1)
      (a.inputChannels, a.outputChannels) = channels
      (a.inputHeight, a.inputWidth, a.outputHeight, a.outputWidth) = (64, 64, 64, 64)
      (a.kernelHeight, a.kernelWidth, a.strideHeight, a.strideWidth) = (kernel, kernel, 1, 1)
      (a.dilationHeight, a.dilationWidth) = (1, 1)
      (a.paddingTop, a.paddingLeft) = (kernel / 2, kernel / 2)
      return builder.append(
        a,
        inputs: [
          input, parameters(channels.0 * channels.1 * kernel * kernel), parameters(channels.1),
        ], activation: .tanh)
    }
    var y = convolution(x, channels: (3, 16), kernel: 3)
    y = convolution(y, channels: (16, 20), kernel: 1)

    var pool = PoolAttributes()
    pool.planes = 20
    (pool.input, pool.output) = ([1, 64, 64], [1, 32, 32])
    (pool.kernel, pool.stride, pool.dilation) = ([1, 2, 2], [1, 2, 2], [1, 1, 1])
    y = builder.append(pool, inputs: [y])

    for (layout, p, k, r, q) in [
      (MatrixLayout.panels, 64, 20, 40, 16), (.rowMajor, 2, 1280, 33, 16),
      (.panels, 1, 1056, 800, 1),
    ] {
      var a = ContractionAttributes()
      (a.batch, a.depth, a.rows, a.columns, a.layout) = (p, k, r, q, layout)
      a.biasMode = .perRow
      let rows = layout == .panels ? (r + 15) / 16 * 16 : r
      y = builder.append(a, inputs: [y, parameters(rows * k), parameters(r)], activation: .relu)
    }
    var softmax = SoftmaxAttributes()
    (softmax.outer, softmax.length, softmax.inner) = (8, 100, 1)
    builder.addOutput([8, 100], at: builder.append(softmax, inputs: [y]))
    return builder.build()
  }()

  private static func run(_ model: UnsafeMutablePointer<hc_model>, threads: UInt32) -> [UInt32] {
    var options = OpenModel.options(threads: threads)
    let arena = GuardedBuffer<UInt8>(byteCount: hc_session_arena_size(model, &options))
    let session = UnsafeMutablePointer<hc_session>.allocate(capacity: 1)
    session.initialize(to: hc_session())
    defer { session.deallocate() }
    guard
      hc_session_init(session, model, arena.bytes.baseAddress, arena.bytes.count, &options)
        == HC_OK
    else { return [] }
    defer { hc_session_end(session) }
    var results: [UInt32] = []
    for seed in 0..<3 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var input: UnsafeMutableRawPointer?
      var output: UnsafeRawPointer?
      hc_session_input(session, 0, &input)
      input?.copyMemory(from: random.floats(3 * 64 * 64), byteCount: 3 * 64 * 64 * 4)
      hc_session_run(session)
      hc_session_output(session, 0, &output)
      results += UnsafeBufferPointer(
        start: output?.assumingMemoryBound(to: UInt32.self), count: 800)
    }
    return arena.isIntact ? results : []
  }

  @Test func sameBitsForAnyNumberOfThreads() {
    let open = OpenModel(ThreadTests.network)
    let expected = ThreadTests.run(open.model, threads: 1)
    #expect(Set(expected).count > 100)
    for threads: UInt32 in [0, 2, 3, 4, 7] {
      #expect(ThreadTests.run(open.model, threads: threads) == expected, "\(threads) threads")
    }
  }

  @Test func manySessionsOverOneModel() {
    let open = OpenModel(ThreadTests.network)
    let expected = ThreadTests.run(open.model, threads: 1)
    let agreeing = Counter()
    nonisolated(unsafe) let model = open.model
    DispatchQueue.concurrentPerform(iterations: 8) { index in
      if ThreadTests.run(model, threads: UInt32(1 + index % 3)) == expected { agreeing.add() }
    }
    #expect(agreeing.count == 8)
  }

  @Test func memoryContract() {
    let threads: UInt32 = 3
    let open = OpenModel(ThreadTests.network, threads: threads)
    let size = open.arena.bytes.count
    // A 3×3 convolution of three channels unrolls 27 × 48 numbers; rounded up, for two workers.
    #expect(size == hc_model_arena_size(open.model) + 2 * ((27 * 48 * 4 + 63) / 64 * 64))
    #expect(size % Int(HC_ALIGNMENT) == 0)
    var options = OpenModel.options(threads: threads)
    let start = open.arena.bytes.baseAddress
    for smaller in [size - 1, hc_model_arena_size(open.model), 0] {
      #expect(
        hc_session_init(open.session, open.model, start, smaller, &options)
          == HC_ERROR_ARENA_TOO_SMALL)
    }
    #expect(hc_session_init(open.session, open.model, start, size, &options) == HC_OK)
    #expect(hc_session_run(open.session) == HC_OK)
    #expect(open.arena.isIntact)
    for _ in 0..<2 {
      hc_session_end(open.session)
      #expect(hc_session_run(open.session) == HC_ERROR_NOT_OPEN)
    }
  }

  @Test func arenaSize() {
    let open = OpenModel(ThreadTests.network)
    let alone = hc_model_arena_size(open.model)
    #expect(hc_session_arena_size(open.model, nil) == alone)
    for threads: UInt32 in [0, 1] {
      var options = OpenModel.options(threads: threads)
      #expect(hc_session_arena_size(open.model, &options) == alone)
    }
    var impossible = OpenModel.options(threads: UInt32(HC_MAX_THREADS) + 1)
    #expect(hc_session_arena_size(open.model, &impossible) == 0)
    var old = OpenModel.options()
    old.struct_size = 8
    #expect(hc_session_arena_size(open.model, &old) == 0)
    #expect(hc_session_arena_size(nil, nil) == 0)
    hc_model_close(open.model)
    #expect(hc_session_arena_size(open.model, nil) == 0)
  }

  @Test func profileOfSeveralThreads() {
    let open = OpenModel(ThreadTests.network, threads: 2)
    #expect(open.begin(OpenModel.options(threads: 2, profile: 1)) == HC_OK)
    for _ in 0..<3 { #expect(hc_session_run(open.session) == HC_OK) }
    var count = 16
    var rows = [hc_layer_profile](repeating: hc_layer_profile(), count: count)
    #expect(hc_session_profile(open.session, &rows, &count) == HC_OK)
    #expect(count == hc_model_layer_count(open.model))
    for row in rows.prefix(count) { #expect(row.runs == 3 && row.nanoseconds > 0) }
  }
}

private final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var count = 0
  func add() { lock.withLock { count += 1 } }
}
