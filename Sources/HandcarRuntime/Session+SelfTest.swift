internal import HandcarFormat

extension Session {
  /// Runs a test vector of the file. True when every output element is within the tolerance, with the
  /// largest absolute difference. Overwrites the inputs. The vector must exist.
  ///
  /// |actual − expected| ≤ absoluteTolerance + relativeTolerance · |expected|; equal infinities and two
  /// not-a-numbers agree.
  public mutating func passesTestVector(_ index: Int) -> (passed: Bool, largestError: Double) {
    let record = view.testVectors[index]
    let data = view.testVectorBytes(index)
    var offset: UInt64 = 0
    for tensor in 0..<view.inputs.count {
      let byteCount = view.inputs[tensor].byteCount
      input(tensor).copyMemory(
        from: data + Int(truncatingIfNeeded: offset), byteCount: Int(truncatingIfNeeded: byteCount))
      offset = Limits.aligned(offset &+ byteCount)
    }
    run()
    var passed = true
    var largest = 0.0
    for tensor in 0..<view.outputs.count {
      let byteCount = view.outputs[tensor].byteCount
      let result = compare(
        view.outputs[tensor], output(tensor), data + Int(truncatingIfNeeded: offset),
        absolute: Double(record.absoluteTolerance), relative: Double(record.relativeTolerance))
      passed = passed && result.passed
      largest = max(largest, result.largestError)
      offset = Limits.aligned(offset &+ byteCount)
    }
    return (passed, largest)
  }

  private func compare(
    _ tensor: TensorRecord, _ actual: UnsafeRawPointer, _ expected: UnsafeRawPointer,
    absolute: Double, relative: Double
  ) -> (passed: Bool, largestError: Double) {
    guard let elementType = ElementType(rawValue: tensor.elementType) else { return (false, 0) }
    var passed = true
    var largest = 0.0
    let byteCount = Int(truncatingIfNeeded: tensor.byteCount)
    for offset in stride(from: 0, to: byteCount, by: elementType.byteCount) {
      let a = elementType.number(at: actual + offset)
      let e = elementType.number(at: expected + offset)
      if a == e || a.isNaN && e.isNaN { continue }
      let error = (a - e).magnitude
      passed = passed && error.isFinite && error <= absolute + relative * e.magnitude
      largest = error > largest || error.isNaN ? error : largest
    }
    return (passed, largest)
  }
}

extension ElementType {
  /// The element at an address as a double; 64-bit integers beyond 2^53 are rounded.
  fileprivate func number(at address: UnsafeRawPointer) -> Double {
    switch self {
    case .float32: Double(address.load(as: Float.self))
    case .float64: address.load(as: Double.self)
    case .uint8, .bool: Double(address.load(as: UInt8.self))
    case .int8: Double(address.load(as: Int8.self))
    case .uint16: Double(address.load(as: UInt16.self))
    case .int16: Double(address.load(as: Int16.self))
    case .int32: Double(address.load(as: Int32.self))
    case .uint32: Double(address.load(as: UInt32.self))
    case .int64: Double(address.load(as: Int64.self))
    case .uint64: Double(address.load(as: UInt64.self))
    }
  }
}
