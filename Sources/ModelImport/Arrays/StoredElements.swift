import Foundation
import HandcarFormat
import ModelGraph

/// The elements of an array as they lie in a file, in C order, converted only when asked for.
struct StoredElements: Sendable {
  let scalar: StoredScalar
  /// `count · scalar.byteCount` bytes; a slice of the mapped file where possible.
  let bytes: Data

  var count: Int { bytes.count / scalar.byteCount }

  /// Elements of a range as `x · scale + offset`, computed in Float.
  ///
  /// - Precondition: the range lies within `0 ..< count`.
  func floats(in range: Range<Int>, scale: Float = 1, offset: Float = 0) -> [Float] {
    switch scalar {
    case .float16:
      map(range, UInt16.self) {
        Float(Float16(bitPattern: UInt16(littleEndian: $0))) * scale + offset
      }
    case .bfloat16:
      map(range, UInt16.self) { widened(bfloat16: $0) * scale + offset }
    case .float32:
      map(range, UInt32.self) { Float(bitPattern: UInt32(littleEndian: $0)) * scale + offset }
    case .float64:
      map(range, UInt64.self) {
        Float(Double(bitPattern: UInt64(littleEndian: $0))) * scale + offset
      }
    case .int8: map(range, Int8.self) { Float($0) * scale + offset }
    case .int16: map(range, Int16.self) { Float(Int16(littleEndian: $0)) * scale + offset }
    case .int32: map(range, Int32.self) { Float(Int32(littleEndian: $0)) * scale + offset }
    case .int64: map(range, Int64.self) { Float(Int64(littleEndian: $0)) * scale + offset }
    case .uint8: map(range, UInt8.self) { Float($0) * scale + offset }
    case .uint16: map(range, UInt16.self) { Float(UInt16(littleEndian: $0)) * scale + offset }
    case .uint32: map(range, UInt32.self) { Float(UInt32(littleEndian: $0)) * scale + offset }
    case .uint64: map(range, UInt64.self) { Float(UInt64(littleEndian: $0)) * scale + offset }
    case .bool: map(range, UInt8.self) { ($0 == 0 ? 0 : 1) * scale + offset }
    }
  }

  /// The whole array as a tensor, every value exact.
  ///
  /// - Precondition: the sizes of `shape` multiply to `count`.
  func tensor(shape: [Int]) -> Tensor {
    let all = 0..<count
    let storage: Tensor.Storage =
      switch scalar {
      case .float16, .bfloat16: .float32(floats(in: all))
      // Not through `floats`: x · 1 + 0 would turn −0 into 0.
      case .float32:
        .float32(map(all, UInt32.self) { Float(bitPattern: UInt32(littleEndian: $0)) })
      case .float64:
        .float64(map(all, UInt64.self) { Double(bitPattern: UInt64(littleEndian: $0)) })
      case .int8: .integer(map(all, Int8.self) { Int64($0) })
      case .int16: .integer(map(all, Int16.self) { Int64(Int16(littleEndian: $0)) })
      case .int32: .integer(map(all, Int32.self) { Int64(Int32(littleEndian: $0)) })
      case .int64: .integer(map(all, Int64.self) { Int64(littleEndian: $0) })
      case .uint8: .integer(map(all, UInt8.self) { Int64($0) })
      case .uint16: .integer(map(all, UInt16.self) { Int64(UInt16(littleEndian: $0)) })
      case .uint32: .integer(map(all, UInt32.self) { Int64(UInt32(littleEndian: $0)) })
      case .uint64:
        .integer(map(all, UInt64.self) { Int64(bitPattern: UInt64(littleEndian: $0)) })
      case .bool: .integer(map(all, UInt8.self) { $0 == 0 ? 0 : 1 })
      }
    return Tensor(type: TensorType(scalar.elementType, shape), storage: storage)
  }

  private func widened(bfloat16 bits: UInt16) -> Float {
    Float(bitPattern: UInt32(UInt16(littleEndian: bits)) << 16)
  }

  /// Applies `transform` to each element read as raw bits of type `Bits`.
  private func map<Bits: BitwiseCopyable, Result>(
    _ range: Range<Int>, _: Bits.Type, _ transform: (Bits) -> Result
  ) -> [Result] {
    bytes.withUnsafeBytes { bytes in
      range.map {
        transform(
          bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Bits>.stride, as: Bits.self))
      }
    }
  }
}

extension StoredElements {
  /// The bytes of a tensor's elements, little-endian, each stored as its element type.
  static func bytes(of tensor: Tensor) -> Data {
    switch tensor.elementType {
    case .float32: bytes(tensor.floats.lazy.map { $0.bitPattern })
    case .float64: bytes(tensor.doubles.lazy.map { $0.bitPattern })
    case .int8, .uint8, .bool: integerBytes(tensor, UInt8.self)
    case .int16, .uint16: integerBytes(tensor, UInt16.self)
    case .int32, .uint32: integerBytes(tensor, UInt32.self)
    case .int64, .uint64: integerBytes(tensor, UInt64.self)
    }
  }

  private static func integerBytes<Bits: FixedWidthInteger & UnsignedInteger>(
    _ tensor: Tensor, _: Bits.Type
  ) -> Data {
    bytes((tensor.integers ?? []).lazy.map { Bits(truncatingIfNeeded: $0) })
  }

  /// The little-endian bytes of unsigned integers.
  static func bytes<Bits: FixedWidthInteger>(_ elements: some Collection<Bits>) -> Data {
    var data = Data(capacity: elements.count * MemoryLayout<Bits>.size)
    for element in elements {
      withUnsafeBytes(of: element.littleEndian) { data.append(contentsOf: $0) }
    }
    return data
  }
}
