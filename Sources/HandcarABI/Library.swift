public import CHandcar
internal import HandcarKernels

@c @implementation
public func hc_abi_version() -> UInt32 { UInt32(HC_ABI_VERSION) }

@c @implementation
public func hc_version() -> UnsafePointer<CChar>! {
  let version: StaticString = "0.1.0"
  return version.cString
}

@c @implementation
public func hc_status_string(_ status: hc_status) -> UnsafePointer<CChar>! { status.text.cString }

@c @implementation
public func hc_kernel_set() -> UnsafePointer<CChar>! {
  do throws(KernelSetError) {
    return try KernelSet.selected().name.cString
  } catch {
    let unavailable: StaticString = "unavailable"
    return unavailable.cString
  }
}
