import HandcarKernels
import KernelChecks
import Testing
import _HandcarShims

@Suite struct KernelSetTests {
  @Test func namesFindTheirSets() throws {
    for set in KernelSet.supported {
      let name = set.name.withUTF8Buffer { $0.map { CChar(bitPattern: $0) } + [0] }
      let found = try KernelSet.named(name)
      #expect(found == set)
    }
  }

  @Test(arguments: ["", "avx", "avx22", "AVX2", "portable "])
  func unknownNamesAreRefused(_ name: String) {
    #expect(throws: KernelSetError.unknownName) { try KernelSet.named(name) }
  }

  @Test func otherCPUsAreRefused() {
    #if arch(x86_64)
      #expect(throws: KernelSetError.unsupported) { try KernelSet.named("neon") }
    #else
      #expect(throws: KernelSetError.unsupported) { try KernelSet.named("avx2") }
    #endif
  }

  @Test func bestIsSupported() {
    #expect(KernelSet.portable.isSupported)
    #expect(KernelSet.best.isSupported)
  }
}
