import CHandcar
import HandcarABI
import Testing

@Suite struct LibraryTests {
  @Test func versions() {
    #expect(hc_abi_version() == UInt32(HC_ABI_VERSION))
    let parts = String(cString: hc_version()).split(separator: ".").map { Int($0) }
    #expect(parts.count == 3 && !parts.contains(nil))
  }

  @Test func everyStatusHasItsOwnText() {
    let statuses = [
      HC_OK, HC_ERROR_INVALID_ARGUMENT, HC_ERROR_INDEX_OUT_OF_RANGE, HC_ERROR_MISALIGNED,
      HC_ERROR_ARENA_TOO_SMALL, HC_ERROR_BUFFER_TOO_SMALL, HC_ERROR_NOT_OPEN,
      HC_ERROR_NOT_A_MODEL, HC_ERROR_VERSION, HC_ERROR_TRUNCATED, HC_ERROR_CHECKSUM,
      HC_ERROR_MALFORMED, HC_ERROR_UNSUPPORTED, HC_ERROR_FILE, HC_ERROR_KERNEL_SET,
      HC_ERROR_THREADS, HC_ERROR_FILE_NOT_FOUND, HC_ERROR_FILE_NOT_REGULAR, HC_ERROR_TEST_FAILED,
      hc_status(rawValue: 999),
    ]
    let texts = statuses.map { String(cString: hc_status_string($0)) }
    #expect(Set(texts).count == statuses.count)
    #expect(texts.last == "unknown status")
  }

  @Test func kernelSet() {
    #expect(["portable", "avx2", "avx512", "neon"].contains(String(cString: hc_kernel_set())))
  }
}
