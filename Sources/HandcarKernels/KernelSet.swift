internal import _HandcarShims

/// The instruction sets that kernels are compiled for, slowest first.
public enum KernelSet: UInt8, Sendable {
  case portable = 0
  case neon = 1
  case avx2 = 2
  case avx512 = 3

  /// The name that `HANDCAR_KERNELS` and reports use.
  public var name: StaticString {
    switch self {
    case .portable: "portable"
    case .neon: "neon"
    case .avx2: "avx2"
    case .avx512: "avx512"
    }
  }

  /// Whether this library contains the set and this CPU runs it.
  public var isSupported: Bool {
    switch self {
    case .portable: return true
    case .neon: return hcs_has_neon() != 0
    case .avx2: return hcs_has_avx2() != 0
    case .avx512: return hcs_has_avx512() != 0
    }
  }

  /// The fastest set that this CPU runs.
  public static var best: KernelSet {
    if avx512.isSupported { return .avx512 }
    if avx2.isSupported { return .avx2 }
    if neon.isSupported { return .neon }
    return .portable
  }

  /// The set to use: the one that the environment variable `HANDCAR_KERNELS` names, else the best.
  public static func selected() throws(KernelSetError) -> KernelSet {
    guard let requested = hcs_requested_kernels() else { return best }
    return try named(requested)
  }

  /// The set of a zero-terminated name.
  public static func named(_ text: UnsafePointer<CChar>) throws(KernelSetError) -> KernelSet {
    for rawValue in 0...avx512.rawValue {
      guard let set = KernelSet(rawValue: rawValue), set.isNamed(text) else { continue }
      guard set.isSupported else { throw .unsupported }
      return set
    }
    throw .unknownName
  }

  private func isNamed(_ text: UnsafePointer<CChar>) -> Bool {
    let count = name.utf8CodeUnitCount
    for i in 0..<count {
      // The text's zero byte ends the comparison before anything beyond it is read.
      if UInt8(bitPattern: text[i]) != name.utf8Start[i] { return false }
    }
    return text[count] == 0
  }
}

/// Why no kernel set can be used.
public enum KernelSetError: Error {
  /// No set has this name.
  case unknownName
  /// The set exists, but not for this CPU.
  case unsupported
}

#if !hasFeature(Embedded)
  // An array of all cases would have to be allocated.
  extension KernelSet: CaseIterable {}
#endif
