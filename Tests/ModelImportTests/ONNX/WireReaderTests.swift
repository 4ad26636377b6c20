import Foundation
import Testing

@testable import ModelImport

struct WireReaderTests {
  private func problem(_ bytes: [UInt8]) -> String? {
    do {
      var reader = WireReader(Data(bytes))
      while let field = try reader.nextField() { try reader.skip(field) }
      return nil
    } catch { return error.description }
  }

  @Test func everyWireType() throws {
    var writer = WireWriter()
    writer.integer(1, -1)
    writer.integer(2, .max)
    writer.float(3, -0.5)
    writer.string(4, "näme")
    writer.packed(5, [1, -2, 300])
    writer.integer(5, 4)
    writer.packed(6, fixed: [Float(1.5), 2.5])
    writer.float(6, 3.5)
    writer.packed(7, fixed: [1.25])
    var reader = WireReader(writer.data)
    #expect(try reader.int64(reader.nextField()!) == -1)
    #expect(try reader.int64(reader.nextField()!) == .max)
    #expect(try reader.float(reader.nextField()!) == -0.5)
    #expect(try reader.string(reader.nextField()!) == "näme")
    var integers: [Int64] = []
    for _ in 0..<2 { try reader.append(reader.nextField()!, to: &integers) }
    #expect(integers == [1, -2, 300, 4])
    var floats: [Float] = []
    for _ in 0..<2 { try reader.append(reader.nextField()!, to: &floats) }
    #expect(floats == [1.5, 2.5, 3.5])
    var doubles: [Double] = []
    try reader.append(reader.nextField()!, to: &doubles)
    #expect(doubles == [1.25])
    #expect(try reader.nextField() == nil)
  }

  @Test func skipping() {
    #expect(problem([]) == nil)
    #expect(problem([0x08, 0x01, 0x12, 0x02, 7, 7, 0x1D, 1, 2, 3, 4]) == nil)
    #expect(problem([0x09, 1, 2, 3, 4, 5, 6, 7, 8]) == nil)
  }

  @Test(arguments: [
    // (bytes, part of the message)
    ([0x08], "ends inside a number"),
    ([0x08, 0x80], "ends inside a number"),
    ([0x08] + [UInt8](repeating: 0xFF, count: 10), "more than 64 bits"),
    ([0x08] + [UInt8](repeating: 0x80, count: 9) + [0x02], "more than 64 bits"),
    ([0x12, 0x05, 1, 2, 3, 4], "a length of 5 in a message that has 4 bytes left"),
    ([0x12] + [UInt8](repeating: 0xFF, count: 9) + [0x01, 0], "a length of"),
    ([0x1D, 1, 2, 3], "ends inside a value of 4 bytes"),
    ([0x09, 1], "ends inside a value of 8 bytes"),
    ([0x0B], "wire type 3"), ([0x0C], "wire type 4"), ([0x0F], "wire type 7"),
    ([0x00], "field number 0"), ([0xF8, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0], "out of range"),
  ])
  func damaged(_ bytes: [UInt8], _ message: String) {
    #expect(problem(bytes)?.contains(message) == true, "\(problem(bytes) ?? "no error")")
  }

  @Test func wrongWireType() {
    var writer = WireWriter()
    writer.string(1, "a")
    #expect(throws: WireError.self) {
      var reader = WireReader(writer.data)
      _ = try reader.int64(reader.nextField()!)
    }
    writer = WireWriter()
    writer.bytes(4, Data([1, 2, 3]))
    #expect(throws: WireError.self) {
      var reader = WireReader(writer.data)
      var floats: [Float] = []
      try reader.append(reader.nextField()!, to: &floats)
    }
  }
}
