internal import CHandcar
internal import HandcarFormat
internal import HandcarRuntime

extension RuntimeError {
  /// The status that tells a C caller of the error.
  var status: hc_status {
    switch self {
    case .fileNotFound: HC_ERROR_FILE_NOT_FOUND
    case .fileNotRegular: HC_ERROR_FILE_NOT_REGULAR
    case .fileUnreadable: HC_ERROR_FILE
    case .misaligned: HC_ERROR_MISALIGNED
    case .arenaTooSmall: HC_ERROR_ARENA_TOO_SMALL
    case .kernelSetUnavailable: HC_ERROR_KERNEL_SET
    case .threadCount: HC_ERROR_INVALID_ARGUMENT
    case .threadsUnavailable: HC_ERROR_THREADS
    case .invalid(let error): error.fault.status
    }
  }
}

extension VerificationError.Fault {
  fileprivate var status: hc_status {
    switch self {
    case .notAModel: HC_ERROR_NOT_A_MODEL
    case .otherVersion: HC_ERROR_VERSION
    case .truncated, .tooLong: HC_ERROR_TRUNCATED
    case .checksum: HC_ERROR_CHECKSUM
    case .sectionUnknown, .elementType, .operationKind, .operationType: HC_ERROR_UNSUPPORTED
    default: HC_ERROR_MALFORMED
    }
  }
}

extension hc_status {
  /// A sentence that says what the status means and, where something can be done, what.
  var text: StaticString {
    switch self {
    case HC_OK: "success"
    case HC_ERROR_INVALID_ARGUMENT:
      "invalid argument: a required pointer is null or an option has an impossible value"
    case HC_ERROR_INDEX_OUT_OF_RANGE: "there is no such input, output, layer or test vector"
    case HC_ERROR_MISALIGNED: "the arena or the model does not start on a multiple of 64 bytes"
    case HC_ERROR_ARENA_TOO_SMALL: "the arena is smaller than hc_session_arena_size says"
    case HC_ERROR_BUFFER_TOO_SMALL: "the buffer is too small; the needed count has been stored"
    case HC_ERROR_NOT_OPEN: "the model is not open, or the session is not initialised"
    case HC_ERROR_NOT_A_MODEL: "not a .hcar file: the magic number is missing"
    case HC_ERROR_VERSION: "made for another version of the format: convert the model again"
    case HC_ERROR_TRUNCATED: "the file is shorter or longer than it says: copy it again"
    case HC_ERROR_CHECKSUM: "the file is damaged: its checksum does not match; copy it again"
    case HC_ERROR_MALFORMED: "the file contradicts its format: convert the model again"
    case HC_ERROR_UNSUPPORTED:
      "the file uses an operation or a layout that this build does not know: update the library"
    case HC_ERROR_FILE: "the file cannot be opened, read or mapped"
    case HC_ERROR_KERNEL_SET:
      "HANDCAR_KERNELS names a kernel set that is unknown or that this CPU lacks"
    case HC_ERROR_THREADS: "the system refuses to start the threads: ask for fewer"
    case HC_ERROR_FILE_NOT_FOUND: "there is no file at the path"
    case HC_ERROR_FILE_NOT_REGULAR: "the path names a folder, a pipe or a device, not a file"
    case HC_ERROR_TEST_FAILED: "a test vector's outputs differ from the expected ones"
    default: "unknown status"
    }
  }
}

extension StaticString {
  /// The literal as a C string, which lives for ever.
  var cString: UnsafePointer<CChar> {
    UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
