internal import CHandcar
internal import HandcarRuntime
internal import _HandcarShims

// In the caller's storage lie a tag, which tells a live value from zeroed, closed or foreign bytes, and,
// from the sixteenth byte on, the Swift value. A session's storage ends with that of its threads.

private let contentOffset = 16
private let poolOffset = 512
/// The letters `hcmodel` and `hcsessi`, then a byte that is no letter.
private let modelTag: UInt64 = 0x6863_6D6F_6465_6CA5
private let sessionTag: UInt64 = 0x6863_7365_7373_69A5

extension UnsafePointer<hc_model> {
  /// The open model in the storage, or nil.
  var opened: Model? {
    let storage = UnsafeRawPointer(self)
    guard storage.load(as: UInt64.self) == modelTag else { return nil }
    return (storage + contentOffset).assumingMemoryBound(to: Model.self).pointee
  }
}

extension UnsafeMutablePointer<hc_model> {
  func store(_ model: Model) {
    let storage = UnsafeMutableRawPointer(self)
    (storage + contentOffset).initializeMemory(as: Model.self, to: model)
    storage.storeBytes(of: modelTag, as: UInt64.self)
  }

  func clear() { UnsafeMutableRawPointer(self).storeBytes(of: 0, as: UInt64.self) }
}

extension UnsafePointer<hc_session> {
  /// The initialised session in the storage, or nil.
  var state: UnsafePointer<Session>? {
    let storage = UnsafeRawPointer(self)
    guard storage.load(as: UInt64.self) == sessionTag else { return nil }
    return (storage + contentOffset).assumingMemoryBound(to: Session.self)
  }
}

extension UnsafeMutablePointer<hc_session> {
  /// The initialised session in the storage, or nil.
  var state: UnsafeMutablePointer<Session>? {
    UnsafePointer<hc_session>(self).state.map { UnsafeMutablePointer<Session>(mutating: $0) }
  }

  /// Where the state of the session's threads lies: on the first multiple of 64 bytes behind the value.
  var pool: UnsafeMutablePointer<hcos_pool> {
    UnsafeMutableRawPointer(bitPattern: (UInt(bitPattern: self) &+ UInt(poolOffset &+ 63)) & ~63)
      .unsafelyUnwrapped.assumingMemoryBound(to: hcos_pool.self)
  }

  func store(_ session: Session) {
    let storage = UnsafeMutableRawPointer(self)
    (storage + contentOffset).initializeMemory(as: Session.self, to: session)
    storage.storeBytes(of: sessionTag, as: UInt64.self)
  }

  func clear() { UnsafeMutableRawPointer(self).storeBytes(of: 0, as: UInt64.self) }
}
