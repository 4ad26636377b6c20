/// The version of this tool, as releases are numbered.
let toolVersion = "0.1.0"

/// Whether this is a debug build. Its code is optimised too, but keeps checks that a release drops.
let isDebugBuild: Bool = {
  #if DEBUG
    return true
  #else
    return false
  #endif
}()
