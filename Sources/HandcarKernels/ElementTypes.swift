internal import _HandcarShims

/// Whether the vector kernels take elements of this type; the integer kernels take the others.
func isFloat(_ elementType: UInt32) -> Bool { elementType == HCK_TYPE_FLOAT32 }

/// Whether a pool needs the general form: another type than Float32, or the positions of the maxima.
func usesGeneralPool(_ arguments: UnsafePointer<hck_pool>) -> Bool {
  !isFloat(arguments.pointee.element_type) || arguments.pointee.indices != nil
}
