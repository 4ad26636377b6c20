import CHandcar
import HandcarABI
import TestSupport
import Testing

@Suite struct SessionTests {
  @Test func computes() throws {
    let open = OpenModel()
    #expect(open.begin() == HC_OK)
    var input: UnsafeMutableRawPointer?
    var output: UnsafeRawPointer?
    #expect(hc_session_input(open.session, 0, &input) == HC_OK)
    #expect(hc_session_output(open.session, 0, &output) == HC_OK)
    try #require(input).copyMemory(from: [1, -1, 2, 0.5] as [Float], byteCount: 16)
    #expect(hc_session_run(open.session) == HC_OK)
    // Row r of the matrix is 4r−8 … 4r−5, the bias r + 1.
    let expected = (0..<4).map { r in
      let row = Float(4 * r - 8)
      return row - (row + 1) + 2 * (row + 2) + 0.5 * (row + 3) + Float(r + 1)
    }
    let result = UnsafeBufferPointer(
      start: try #require(output).assumingMemoryBound(to: Float.self), count: 4)
    #expect(Array(result) == expected)
    #expect(hc_session_self_test(open.session, 0, nil) == HC_OK)
  }

  @Test func memoryContract() {
    let open = OpenModel()
    let size = hc_model_arena_size(open.model)
    // 128 bytes of the file, a contraction, and one counter, rounded up.
    #expect(size == 128 + 128 + 64)
    let start = open.arena.bytes.baseAddress!
    #expect(hc_session_init(open.session, open.model, start, size, nil) == HC_OK)
    #expect(hc_session_run(open.session) == HC_OK)
    #expect(open.arena.isIntact)
    for smaller in [size - 1, size - 64, 1, 0] {
      #expect(
        hc_session_init(open.session, open.model, start, smaller, nil)
          == HC_ERROR_ARENA_TOO_SMALL)
      #expect(hc_session_run(open.session) == HC_ERROR_NOT_OPEN)
    }
    for shift in [1, 4, 8, 32] {
      #expect(
        hc_session_init(open.session, open.model, start + shift, size, nil)
          == HC_ERROR_MISALIGNED)
    }
    // SIZE_MAX: more than enough.
    #expect(hc_session_init(open.session, open.model, start, -1, nil) == HC_OK)
  }

  @Test func options() {
    let open = OpenModel()
    for threads: UInt32 in [0, 1, 2, UInt32(HC_MAX_THREADS)] {
      #expect(open.begin(OpenModel.options(threads: threads)) == HC_OK)
      hc_session_end(open.session)
    }
    for threads: UInt32 in [UInt32(HC_MAX_THREADS) + 1, .max] {
      #expect(open.begin(OpenModel.options(threads: threads)) == HC_ERROR_INVALID_ARGUMENT)
    }
    #expect(hc_session_run(open.session) == HC_ERROR_NOT_OPEN)
    #expect(open.begin(OpenModel.options(profile: 2)) == HC_ERROR_INVALID_ARGUMENT)
    var old = OpenModel.options()
    old.struct_size = 8
    #expect(open.begin(old) == HC_ERROR_INVALID_ARGUMENT)
    var later = OpenModel.options()
    later.struct_size = 64
    #expect(open.begin(later) == HC_OK)
  }

  @Test func profile() {
    let open = OpenModel()
    #expect(open.begin(OpenModel.options(profile: 1)) == HC_OK)
    for _ in 0..<5 { #expect(hc_session_run(open.session) == HC_OK) }
    var count = 0
    #expect(hc_session_profile(open.session, nil, &count) == HC_OK && count == 1)
    var rows = [hc_layer_profile(), hc_layer_profile()]
    count = 0
    #expect(hc_session_profile(open.session, &rows, &count) == HC_ERROR_BUFFER_TOO_SMALL)
    #expect(count == 1)
    count = 2
    #expect(hc_session_profile(open.session, &rows, &count) == HC_OK && count == 1)
    #expect(rows[0].runs == 5 && rows[1].runs == 0)
    #expect(open.arena.isIntact)

    #expect(open.begin() == HC_OK)
    #expect(hc_session_profile(open.session, &rows, &count) == HC_ERROR_INVALID_ARGUMENT)
  }

  @Test func selfTest() {
    var builder = SampleModels.linear()
    let zeros = [UInt8](repeating: 0, count: 16)
    builder.addTestVector(inputs: [zeros], outputs: [zeros])
    let open = OpenModel(builder.build())
    #expect(hc_model_test_vector_count(open.model) == 2)
    #expect(open.begin() == HC_OK)
    var error = -1.0
    #expect(hc_session_self_test(open.session, 0, &error) == HC_OK && error == 0)
    #expect(hc_session_self_test(open.session, 1, &error) == HC_ERROR_TEST_FAILED && error == 4)
    #expect(hc_session_self_test(open.session, 2, &error) == HC_ERROR_INDEX_OUT_OF_RANGE)
    #expect(hc_session_self_test(open.session, -1, &error) == HC_ERROR_INDEX_OUT_OF_RANGE)
  }

  @Test func indices() {
    let open = OpenModel()
    #expect(open.begin() == HC_OK)
    var input: UnsafeMutableRawPointer?
    var output: UnsafeRawPointer?
    for index in [1, -1, .max, .min] {
      #expect(hc_session_input(open.session, index, &input) == HC_ERROR_INDEX_OUT_OF_RANGE)
      #expect(hc_session_output(open.session, index, &output) == HC_ERROR_INDEX_OUT_OF_RANGE)
    }
    #expect(input == nil && output == nil)
  }

  @Test func states() {
    let open = OpenModel()
    let start = open.arena.bytes.baseAddress
    let size = open.arena.bytes.count
    var count = 1
    var input: UnsafeMutableRawPointer?
    var output: UnsafeRawPointer?
    // Zeroed, then ended twice.
    for _ in 0..<3 {
      #expect(hc_session_run(open.session) == HC_ERROR_NOT_OPEN)
      #expect(hc_session_input(open.session, 0, &input) == HC_ERROR_NOT_OPEN)
      #expect(hc_session_output(open.session, 0, &output) == HC_ERROR_NOT_OPEN)
      #expect(hc_session_profile(open.session, nil, &count) == HC_ERROR_NOT_OPEN)
      #expect(hc_session_self_test(open.session, 0, nil) == HC_ERROR_NOT_OPEN)
      hc_session_end(open.session)
    }
    hc_model_close(open.model)
    hc_model_close(open.model)
    #expect(hc_session_init(open.session, open.model, start, size, nil) == HC_ERROR_NOT_OPEN)
    #expect(hc_session_run(open.session) == HC_ERROR_NOT_OPEN)
  }

  @Test func nullPointers() {
    let open = OpenModel()
    let start = open.arena.bytes.baseAddress
    let size = open.arena.bytes.count
    let bad = HC_ERROR_INVALID_ARGUMENT
    #expect(hc_session_init(nil, open.model, start, size, nil) == bad)
    #expect(hc_session_init(open.session, nil, start, size, nil) == bad)
    #expect(hc_session_init(open.session, open.model, nil, size, nil) == bad)
    #expect(open.begin() == HC_OK)
    var count = 1
    var input: UnsafeMutableRawPointer?
    var output: UnsafeRawPointer?
    #expect(hc_session_run(nil) == bad)
    #expect(hc_session_input(nil, 0, &input) == bad)
    #expect(hc_session_input(open.session, 0, nil) == bad)
    #expect(hc_session_output(nil, 0, &output) == bad)
    #expect(hc_session_output(open.session, 0, nil) == bad)
    #expect(hc_session_profile(nil, nil, &count) == bad)
    #expect(hc_session_profile(open.session, nil, nil) == bad)
    #expect(hc_session_self_test(nil, 0, nil) == bad)
    hc_session_end(nil)
  }
}
