internal import _HandcarShims

/// Copies `outer` runs of bytes from one stride to another.
func copyRuns(_ arguments: UnsafePointer<hck_copy>) {
  let a = arguments.pointee
  guard a.run > 0 else { return }
  for outer in 0..<a.outer {
    (a.destination + outer &* a.destination_stride)
      .copyMemory(from: a.source + outer &* a.source_stride, byteCount: a.run)
  }
}
