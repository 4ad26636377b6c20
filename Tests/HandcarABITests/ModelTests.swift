import CHandcar
import Foundation
import HandcarABI
import TestSupport
import Testing

@Suite struct ModelTests {
  @Test func describes() {
    let open = OpenModel()
    #expect(hc_model_input_count(open.model) == 1)
    #expect(hc_model_output_count(open.model) == 1)
    #expect(hc_model_layer_count(open.model) == 1)
    #expect(hc_model_test_vector_count(open.model) == 1)
    var tensor = hc_tensor_info()
    tensor.struct_size = MemoryLayout<hc_tensor_info>.size
    #expect(hc_model_output_info(open.model, 0, &tensor) == HC_OK)
    #expect(String(cString: tensor.name) == "output")
    #expect(tensor.element_type == HC_FLOAT32 && tensor.rank == 2 && tensor.byte_count == 16)
    #expect(tensor.dimensions.0 == 1 && tensor.dimensions.1 == 4 && tensor.dimensions.2 == 0)
    #expect(hc_model_input_info(open.model, 0, &tensor) == HC_OK)
    #expect(String(cString: tensor.name) == "input")
    var layer = hc_layer_info()
    layer.struct_size = MemoryLayout<hc_layer_info>.size
    #expect(hc_model_layer_info(open.model, 0, &layer) == HC_OK)
    #expect(String(cString: layer.name) == "layer0" && String(cString: layer.kind) == "test")
    #expect(String(cString: layer.detail) == "")
    #expect(String(cString: hc_model_provenance(open.model)) == "{\"tool\":\"test\"}")
  }

  @Test func refusesBadQueries() {
    let open = OpenModel()
    var tensor = hc_tensor_info()
    var layer = hc_layer_info()
    #expect(hc_model_input_info(open.model, 0, &tensor) == HC_ERROR_INVALID_ARGUMENT)
    #expect(hc_model_layer_info(open.model, 0, &layer) == HC_ERROR_INVALID_ARGUMENT)
    tensor.struct_size = MemoryLayout<hc_tensor_info>.size
    layer.struct_size = MemoryLayout<hc_layer_info>.size
    for index in [1, -1, .max, .min] {
      #expect(hc_model_input_info(open.model, index, &tensor) == HC_ERROR_INDEX_OUT_OF_RANGE)
      #expect(hc_model_output_info(open.model, index, &tensor) == HC_ERROR_INDEX_OUT_OF_RANGE)
      #expect(hc_model_layer_info(open.model, index, &layer) == HC_ERROR_INDEX_OUT_OF_RANGE)
    }
    for call in [hc_model_input_info, hc_model_output_info] {
      #expect(call(nil, 0, &tensor) == HC_ERROR_INVALID_ARGUMENT)
      #expect(call(open.model, 0, nil) == HC_ERROR_INVALID_ARGUMENT)
    }
    #expect(hc_model_layer_info(nil, 0, &layer) == HC_ERROR_INVALID_ARGUMENT)
    #expect(hc_model_layer_info(open.model, 0, nil) == HC_ERROR_INVALID_ARGUMENT)
  }

  @Test func closedOrNoModel() {
    let open = OpenModel()
    hc_model_close(open.model)
    var tensor = hc_tensor_info()
    tensor.struct_size = MemoryLayout<hc_tensor_info>.size
    #expect(hc_model_input_info(open.model, 0, &tensor) == HC_ERROR_NOT_OPEN)
    for model in [open.model, nil] {
      #expect(hc_model_input_count(model) == 0)
      #expect(hc_model_output_count(model) == 0)
      #expect(hc_model_layer_count(model) == 0)
      #expect(hc_model_test_vector_count(model) == 0)
      #expect(hc_model_arena_size(model) == 0)
      #expect(hc_model_provenance(model) == nil)
      #expect(
        hc_model_check(model) == (model == nil ? HC_ERROR_INVALID_ARGUMENT : HC_ERROR_NOT_OPEN))
      hc_model_close(model)
    }
  }

  @Test func opensFiles() throws {
    let path = NSTemporaryDirectory() + "handcar-\(UUID().uuidString).hcar"
    let url = URL(fileURLWithPath: path)
    defer { try? FileManager.default.removeItem(at: url) }
    var model = hc_model()
    #expect(hc_model_open_file(path, &model) == HC_ERROR_FILE_NOT_FOUND)
    #expect(hc_model_open_file(NSTemporaryDirectory(), &model) == HC_ERROR_FILE_NOT_REGULAR)
    let bytes = SampleModels.linear().build()
    for (content, status) in [
      (bytes, HC_OK), ([], HC_ERROR_NOT_A_MODEL),
      (Array("P5 2 2 255\n".utf8), HC_ERROR_NOT_A_MODEL),
      (Array(bytes.dropLast()), HC_ERROR_TRUNCATED), (bytes + [0], HC_ERROR_TRUNCATED),
    ] {
      try Data(content).write(to: url)
      #expect(hc_model_open_file(path, &model) == status)
      #expect(hc_model_input_count(&model) == (status == HC_OK ? 1 : 0))
      hc_model_close(&model)
    }
    #expect(hc_model_open_file(nil, &model) == HC_ERROR_INVALID_ARGUMENT)
    #expect(hc_model_open_file(path, nil) == HC_ERROR_INVALID_ARGUMENT)
  }

  @Test func tellsFaultsApart() {
    let good = SampleModels.linear().build()
    func open(_ change: (inout [UInt8]) -> Void, sealed: Bool = true) -> hc_status {
      var bytes = good
      change(&bytes)
      if sealed { HandcarFileBuilder.seal(&bytes) }
      let memory = GuardedBuffer<UInt8>(aligning: bytes)
      var model = hc_model()
      return hc_model_open_memory(memory.bytes.baseAddress, bytes.count, &model)
    }
    #expect(open { _ in } == HC_OK)
    #expect(open { $0[0] = 0 } == HC_ERROR_NOT_A_MODEL)
    #expect(open { $0[8] = 9 } == HC_ERROR_VERSION)
    #expect(open({ $0[300] ^= 1 }, sealed: false) == HC_ERROR_CHECKSUM)
    #expect(open({ $0[16] ^= 1 }, sealed: false) == HC_ERROR_TRUNCATED)
    #expect(open { $0[32] = 1 } == HC_ERROR_MALFORMED)
    // The first section's kind.
    #expect(open { $0[64] = 200 } == HC_ERROR_UNSUPPORTED)
  }

  /// Damaged parameters and test vectors do not keep a model from running; only the check reads them.
  @Test func checksEveryByte() {
    let good = SampleModels.linear().build()
    let intact = OpenModel(good)
    #expect(hc_model_check(intact.model) == HC_OK)
    // In the last number of the matrix, and in the first one of the test vector.
    let vector = good.count - 128 - 128
    for index in [good.count - 65, vector + 3] {
      var bytes = good
      bytes[index] ^= 0x40
      let open = OpenModel(bytes)
      #expect(hc_model_check(open.model) == HC_ERROR_CHECKSUM)
      #expect(open.begin() == HC_OK && hc_session_run(open.session) == HC_OK)
      #expect(hc_session_self_test(open.session, 0, nil) == HC_ERROR_TEST_FAILED)
    }
  }

  @Test func refusesBadMemory() {
    let bytes = SampleModels.linear().build()
    let memory = GuardedBuffer<UInt8>(aligning: bytes)
    let start = memory.bytes.baseAddress!
    var model = hc_model()
    #expect(hc_model_open_memory(nil, 64, &model) == HC_ERROR_INVALID_ARGUMENT)
    #expect(hc_model_open_memory(start, -1, &model) == HC_ERROR_INVALID_ARGUMENT)
    #expect(hc_model_open_memory(start, bytes.count, nil) == HC_ERROR_INVALID_ARGUMENT)
    #expect(hc_model_open_memory(start + 8, bytes.count - 8, &model) == HC_ERROR_MISALIGNED)
    #expect(hc_model_open_memory(start, 0, &model) == HC_ERROR_NOT_A_MODEL)
  }
}
