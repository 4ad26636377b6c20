import ModelGraph

extension Convolution {
  /// What the outputs of a convolution see of some images: rows of C · k² elements, in the order of the
  /// weights, zeros where a window reaches over the border.
  ///
  /// - Parameters:
  ///   - images: `(count, C, spatial…)`, one after the other.
  ///   - shape: `(C, spatial…)` of an image.
  ///   - outputSizes: pixels along each spatial axis of the output.
  ///   - perImage: so many output pixels of each image, other ones of each, or all if there are fewer.
  func patches(
    of images: [Float], shape: [Int], outputSizes: [Int], perImage: Int
  ) -> [Float] {
    // One axis is two with a height of 1.
    func pair(_ list: [Int], missing: Int) -> (y: Int, x: Int) {
      list.count == 1 ? (missing, list[0]) : (list[0], list[1])
    }
    let (height, width) = pair(Array(shape[1...]), missing: 1)
    let output = pair(outputSizes, missing: 1)
    let kernel = pair(kernel, missing: 1)
    let stride = pair(strides, missing: 1)
    let dilation = pair(dilations, missing: 1)
    let padding = pair(paddingBefore, missing: 0)
    let imageSize = shape.reduce(1, *)
    let pixelCount = output.y * output.x
    let wanted = min(perImage, pixelCount)
    var patches: [Float] = []
    patches.reserveCapacity(
      images.count / max(imageSize, 1) * wanted * shape[0] * kernel.y * kernel.x)
    for (number, start) in Swift.stride(from: 0, to: images.count, by: imageSize).enumerated() {
      for index in 0..<wanted {
        // A step that shares no factor with most sizes walks over all pixels as images go by.
        let pixel = (index * pixelCount / wanted + number * 7919) % pixelCount
        let (row, column) = pixel.quotientAndRemainder(dividingBy: output.x)
        for channel in 0..<shape[0] {
          let plane = start + channel * height * width
          for ky in 0..<kernel.y {
            let y = row * stride.y + ky * dilation.y - padding.y
            for kx in 0..<kernel.x {
              let x = column * stride.x + kx * dilation.x - padding.x
              let isInside = (0..<height).contains(y) && (0..<width).contains(x)
              patches.append(isInside ? images[plane + y * width + x] : 0)
            }
          }
        }
      }
    }
    return patches
  }
}
