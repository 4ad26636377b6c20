import Foundation
import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@testable import ModelImport

@Suite struct ArchiveTests {
  private static func golden(_ name: String) -> String { Goldens.path("ModelImportTests", name) }

  private static func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: golden(name)))
  }

  @Test(arguments: ["stored", "deflated"]) func readsNumPyArchives(form: String) throws {
    let archive = try ArrayArchive(contentsOf: Self.golden("numpy/\(form).npz"))
    #expect(archive.names.count == 15)
    for (code, type) in NumPyArrayTests.types {
      let tensor = try archive.tensor(code)
      #expect(tensor.type == TensorType(type, [2, 5]))
      #expect(tensor.doubles == NumPyArrayTests.counted(10, type))
    }
    #expect(try archive.tensor("long").doubles == NumPyArrayTests.counted(2000, .int32))
    #expect(try archive.tensor("empty").shape == [0, 7])
    #expect(try archive.tensor("noise").count == 500)
  }

  @Test func bothFormsHoldTheSame() throws {
    let stored = try ArrayArchive(contentsOf: Self.golden("numpy/stored.npz"))
    let deflated = try ArrayArchive(contentsOf: Self.golden("numpy/deflated.npz"))
    for name in stored.names { #expect(try stored.tensor(name) == deflated.tensor(name)) }
  }

  /// What Python's zlib makes of the same text at level 1 (fixed code), at level 9 (a code of its own) and
  /// stored; the lengths and distances span most of their codes.
  @Test func inflatesEveryKindOfBlock() throws {
    let cases = try ArrayArchive(contentsOf: Self.golden("numpy/deflate_streams.npz"))
    let expected = try #require(cases.tensor("text").integers).map { UInt8($0) }
    for name in cases.names where name != "text" {
      let stream = try #require(cases.tensor(name).integers).map { UInt8($0) }
      let result = try Inflate.inflate(Data(stream), byteCount: expected.count)
      #expect([UInt8](result) == expected, "\(name)")
      for count in [0, 1, expected.count - 1, expected.count + 1] {
        #expect(throws: Inflate.Failure.self) {
          try Inflate.inflate(Data(stream), byteCount: count)
        }
      }
      for length in stride(from: 0, to: stream.count - 1, by: max(1, stream.count / 50)) {
        #expect(throws: Inflate.Failure.self, "\(name) cut at \(length)") {
          try Inflate.inflate(Data(stream[..<length]), byteCount: expected.count)
        }
      }
    }
  }

  @Test func readsSafeTensors() throws {
    let archive = try ArrayArchive(contentsOf: Self.golden("safetensors/types.safetensors"))
    let types: [(String, ElementType)] = NumPyArrayTests.types + [("bf16", .float32)]
    #expect(Set(archive.names) == Set(types.map(\.0)))
    for (name, type) in types {
      let tensor = try archive.tensor(name)
      #expect(tensor.type == TensorType(type, [2, 5]))
      #expect(tensor.doubles == NumPyArrayTests.counted(10, type), "\(name)")
    }
  }

  @Test func namesWhatIsThere() throws {
    let archive = try ArrayArchive(contentsOf: Self.golden("t3f/d2-bias.npz"))
    let error = #expect(throws: ImportError.self) { try archive.tensor("core_1") }
    #expect(
      error?.description.contains("no array 'core_1'; it has bias, matrix/core_0, matrix/core_1")
        == true)
  }

  private func safeTensors(_ header: String, bytes: Int) -> Data {
    var data = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    return data + Data(header.utf8) + Data(count: bytes)
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9]}}"#, "lies outside the file"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "lies outside the file"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, "lies outside the file"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, "does not fill 8 bytes"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "does not fill 8 bytes"),
    (#"{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,8]}}"#, "'F4' is not supported"),
    (#"{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}"#, "expected a list of integers"),
    (#"{"a":{"dtype":"F32","shape":[1e99],"data_offsets":[0,8]}}"#, "expected a list of integers"),
    (#"{"a":{"dtype":"F32","data_offsets":[0,8]}}"#, "key 'shape': missing"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#, "unknown key 'x'"),
    (#"{"a":[]}"#, "expected an object"), (#"[]"#, "header is not an object"),
    (#"{"a":1,"a":1}"#, "key 'a' is there twice"), ("{", "line 1: not valid JSON"),
  ])
  func refusesSafeTensors(header: String, problem: String) {
    let error = #expect(throws: ImportError.self) {
      try ArrayArchive(safeTensors(header, bytes: 8), name: "x")
    }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  private func readAll(_ data: Data) throws {
    let archive = try ArrayArchive(data, name: "mutated")
    for name in archive.names { _ = try archive.tensor(name) }
  }

  @Test func mutationsAreRefusedOrRead() throws {
    let seeds = try [
      "t3f/d2-bias.npz", "torchtt/d3-bias.npz", "safetensors/types.safetensors",
      "numpy/deflated.npz",
    ].map(Self.bytes)
    var refused = 0
    for round in 0..<6_000 {
      var generator = SeededGenerator(seed: UInt64(round))
      do { try readAll(seeds[round % seeds.count].mutated(using: &generator)) } catch is ImportError
      {
        refused += 1
      }
    }
    #expect(refused > 3_000 && refused < 6_000)
  }

  /// Mutations behind the checksum: the streams themselves, which a zip file's CRC would mostly catch late.
  @Test func mutatedStreamsAreRefusedOrInflated() throws {
    let cases = try ArrayArchive(contentsOf: Self.golden("numpy/deflate_streams.npz"))
    let count = try cases.tensor("text").count
    let streams = try cases.names.filter { $0 != "text" }.map {
      Data(try #require(cases.tensor($0).integers).map { UInt8($0) })
    }
    for round in 0..<4_000 {
      var generator = SeededGenerator(seed: UInt64(round))
      let stream = streams[round % streams.count].mutated(using: &generator)
      _ = try? Inflate.inflate(stream, byteCount: count)
    }
  }
}
