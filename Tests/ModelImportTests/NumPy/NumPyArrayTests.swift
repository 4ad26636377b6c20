import Foundation
import HandcarFormat
import ModelGraph
import ModelImport
import TestSupport
import Testing

@Suite struct NumPyArrayTests {
  /// What numpy_arrays.py stores: the index of each element, minus 3 for signed types, mod 2 for bool.
  static func counted(_ count: Int, _ type: ElementType) -> [Double] {
    (0..<count).map {
      switch type {
      case .bool: Double($0 % 2)
      case .uint8, .uint16, .uint32, .uint64: Double($0)
      default: Double($0 - 3)
      }
    }
  }

  static let types: [(String, ElementType)] = [
    ("f2", .float32), ("f4", .float32), ("f8", .float64), ("i1", .int8), ("i2", .int16),
    ("i4", .int32), ("i8", .int64), ("u1", .uint8), ("u2", .uint16), ("u4", .uint32),
    ("u8", .uint64), ("b1", .bool),
  ]

  private func golden(_ name: String) throws -> NumPyArray {
    try NumPyArray(contentsOf: Goldens.path("ModelImportTests", "numpy/\(name).npy"))
  }

  @Test(arguments: types) func readsEveryType(code: String, type: ElementType) throws {
    let array = try golden(code)
    let expected = Self.counted(10, type)
    #expect(array.tensor().type == TensorType(type, [2, 5]))
    #expect(array.elementType == type)
    #expect(array.tensor().doubles == expected)
    #expect(array.floats(samples: 0..<2) == expected.map { Float($0) })
    #expect(
      array.floats(samples: 1..<2, scale: 0.5, offset: 8)
        == expected[5...].map { Float($0) * 0.5 + 8 })
  }

  @Test func readsOtherLayouts() throws {
    let fortran = try golden("fortran").tensor()
    #expect(fortran.shape == [2, 3, 4])
    #expect(fortran.doubles == Self.counted(24, .float32))
    let scalar = try golden("scalar")
    #expect(scalar.shape == [] && scalar.sampleCount == 1)
    #expect(scalar.floats(samples: 0..<1) == [-3])
    let empty = try golden("empty")
    #expect(empty.shape == [0, 7] && empty.tensor().count == 0)
    #expect(empty.floats(samples: 0..<0) == [])
    #expect(try golden("vector").tensor().doubles == Self.counted(7, .int16))
    #expect(try golden("version2").tensor().doubles == Self.counted(10, .float32))
    #expect(try golden("version3").tensor().doubles == Self.counted(10, .float32))
  }

  @Test(arguments: [
    ("bigendian", "big-endian elements '>f4'"), ("complex", "element type '<c8'"),
    ("structured", "structured elements"), ("missing", "cannot be read"),
  ])
  func refusesOthers(name: String, problem: String) {
    let error = #expect(throws: ImportError.self) { try golden(name) }
    #expect(error?.description.contains(problem) == true)
    #expect(error?.description.contains("\(name).npy: ") == true)
  }

  private func file(_ header: String, bytes: Int) -> Data {
    Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0])
      + Data(header.utf8) + Data(count: bytes)
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 7, "7 follow the header"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 9, "9 follow the header"),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", 4, "too many"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4294967296, 4294967296), }", 0,
      "too many"
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", 4,
      "tuple of sizes"
    ),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 4, "tuple of sizes"),
    ("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }", 4, "neither True nor False"),
    ("{'descr': '<f4', 'shape': (1,), }", 4, "'fortran_order' is missing"),
    ("{'descr': '<f4', 'descr': '<f4', }", 4, "'descr' is unknown or there twice"),
    ("{'descr': __import__('os'), }", 4, "a quoted string is missing"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } ; x", 4, "after the closing brace"),
    ("", 0, "'{' is missing"),
  ])
  func refusesHeaders(header: String, bytes: Int, problem: String) {
    let error = #expect(throws: ImportError.self) {
      try NumPyArray(file(header, bytes: bytes), name: "x.npy")
    }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test func writesWhatItReads() throws {
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 1)
    for shape in [[], [0], [1], [7], [3, 0, 2], [2, 3, 5]] {
      let tensor = Tensor(generator.floats(shape.reduce(1, *)), shape: shape)
      try writeNumPy(tensor, to: folder.path("x.npy"))
      #expect(try NumPyArray(contentsOf: folder.path("x.npy")).tensor() == tensor)
    }
    for (_, type) in Self.types where type.isInteger {
      let tensor = Tensor(
        integers: Self.counted(6, type).map { Int64($0) }, shape: [3, 2], elementType: type)
      try writeNumPy(tensor, to: folder.path("x.npy"))
      #expect(try NumPyArray(contentsOf: folder.path("x.npy")).tensor() == tensor)
    }
    #expect(try folder.names() == ["x.npy"])
  }

  @Test func writesBytesAsNumPyDoes() throws {
    for (code, _) in Self.types where code != "f2" {
      let path = Goldens.path("ModelImportTests", "numpy/\(code).npy")
      let folder = try TemporaryFolder()
      try writeNumPy(NumPyArray(contentsOf: path).tensor(), to: folder.path("x.npy"))
      let written = try Data(contentsOf: URL(fileURLWithPath: folder.path("x.npy")))
      let expected = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(written.suffix(written.count - 128) == expected.suffix(expected.count - 128))
    }
  }

  @Test func writerAppearsWholeOrNotAtAll() throws {
    let folder = try TemporaryFolder()
    var whole = try NumPyWriter(path: folder.path("whole.npy"), shape: [2, 3])
    try whole.append([1, 2, 3])
    try whole.append([4, 5, 6])
    #expect(try !folder.names().contains("whole.npy"))
    try whole.finish()
    let array = try NumPyArray(contentsOf: folder.path("whole.npy"))
    #expect(array.tensor() == Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]))

    var half = try NumPyWriter(path: folder.path("half.npy"), shape: [2, 3])
    try half.append([1, 2, 3])
    var problem = ""
    do { try half.finish() } catch { problem = error.description }
    #expect(problem.contains("3 elements are missing"))
    #expect(throws: ImportError.self) {
      _ = try NumPyWriter(path: folder.path("no/such/folder.npy"), shape: [1])
    }
    #expect(try folder.names() == ["whole.npy"])
  }

  @Test func mutationsAreRefusedOrRead() throws {
    let seeds = try ["f4", "fortran", "u1", "version2", "version3", "f2"].map {
      try Data(
        contentsOf: URL(fileURLWithPath: Goldens.path("ModelImportTests", "numpy/\($0).npy")))
    }
    var refused = 0
    for round in 0..<12_000 {
      var generator = SeededGenerator(seed: UInt64(round))
      let data = seeds[round % seeds.count].mutated(using: &generator)
      do {
        let array = try NumPyArray(data, name: "mutated")
        _ = array.tensor()
        _ = array.floats(samples: 0..<array.sampleCount)
      } catch { refused += 1 }
    }
    #expect(refused > 6_000 && refused < 12_000)
  }
}
