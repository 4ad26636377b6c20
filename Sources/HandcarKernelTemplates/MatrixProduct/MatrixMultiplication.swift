/// Computes a product in the way that suits its form.
@inlinable @inline(always)
public func multiplyMatrices<Target: InstructionSet>(
  _: Target.Type, _ product: UnsafePointer<Product>, _ tiles: WideTiles
) {
  let p = product.pointee
  guard p.rows > 0 && p.columns > 0 else { return }
  let isVector = p.columns == 1 && p.right.depthStride == 1 && p.left.elementStride == 1
  if !isVector && p.rows > 1 {
    multiplyTiles(
      product,
      TileShapes(
        vectorWidth: Target.Vector.width, wide: tiles, quartered: Target.quarteredTileRunner,
        interleaved: Target.interleavedTileRunner, narrowRows: Target.narrowTileRows,
        Target.narrowTileRunner))
    return
  }
  for batch in 0..<p.batch {
    if isVector {
      multiplyByVector(Target.self, product, batch: batch)
    } else {
      multiplySingleRow(Target.self, product, batch: batch)
    }
  }
}
