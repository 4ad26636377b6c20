public import _HandcarShims

/// One output of a pool.
public struct PoolReference<Element> {
  /// The elements of the window that lie inside the input, with their places in the whole tensor.
  public var elements: [(value: Element, place: Int)] = []
  /// Places of the window inside the input or its padding.
  public var paddedCount = 0
}

/// The windows of a pool, output by output.
public func referenceWindows<Element>(
  _ a: hck_pool, of source: UnsafePointer<Element>
) -> [PoolReference<Element>] {
  let input = [a.input.0, a.input.1, a.input.2]
  var results: [PoolReference<Element>] = []
  for plane in 0..<a.planes {
    for oz in 0..<a.output.0 {
      for oy in 0..<a.output.1 {
        for ox in 0..<a.output.2 {
          var result = PoolReference<Element>()
          for kz in 0..<a.kernel.0 {
            let z = oz * a.stride.0 + kz * a.dilation.0 - a.padding_before.0
            for ky in 0..<a.kernel.1 {
              let y = oy * a.stride.1 + ky * a.dilation.1 - a.padding_before.1
              for kx in 0..<a.kernel.2 {
                let x = ox * a.stride.2 + kx * a.dilation.2 - a.padding_before.2
                let isPadded =
                  z < input[0] + a.padding_after.0 && y < input[1] + a.padding_after.1
                  && x < input[2] + a.padding_after.2
                result.paddedCount += isPadded ? 1 : 0
                guard z >= 0 && z < input[0] && y >= 0 && y < input[1] && x >= 0 && x < input[2]
                else { continue }
                let place = ((plane * input[0] + z) * input[1] + y) * input[2] + x
                result.elements.append((source[place], place))
              }
            }
          }
          results.append(result)
        }
      }
    }
  }
  return results
}
