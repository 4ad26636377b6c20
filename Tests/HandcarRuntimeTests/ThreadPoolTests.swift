import Foundation
import HandcarFormat
import HandcarRuntime
import RuntimeChecks
import TestSupport
import Testing
import _HandcarShims

/// The threads of a pool as the operating system sees them. One test at a time: the replaced calls keep their
/// notes in one place.
@Suite(.serialized) struct ThreadPoolTests {
  private final class Storage {
    let pool = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<hcos_pool>.size, alignment: 64
    ).bindMemory(to: hcos_pool.self, capacity: 1)
    deinit { pool.deallocate() }
  }

  @Test func eachPartOnce() {
    let storage = Storage()
    #expect(hcos_pool_start(storage.pool, 4, nil) == 0)
    var counts = [Int](repeating: 0, count: 32)
    for run in 0..<3200 {
      let parts = 1 + run % 32
      counts.withUnsafeMutableBufferPointer { counts in
        hcos_pool_run(
          storage.pool, 4, UInt32(parts),
          { context, first, count, thread in
            precondition(thread < 4 && count > 0)
            for part in first..<first + count {
              context!.assumingMemoryBound(to: Int.self)[Int(part)] += 1
            }
          }, counts.baseAddress)
      }
      if run % 500 == 0 { usleep(1000) }
    }
    hcos_pool_end(storage.pool)
    #expect(counts == (0..<32).map { 3200 - 100 * $0 })
  }

  @Test func endsAtOnceOrUnused() {
    let storage = Storage()
    for threads: UInt32 in [2, 32, 5] {
      #expect(hcos_pool_start(storage.pool, threads, nil) == 0)
      hcos_pool_end(storage.pool)
    }
  }

  /// Whatever was started when a thread cannot be is joined, and the storage can be used again.
  @Test func failingCreation() throws {
    let run = try ModelRun(SampleModels.linear().build())
    let storage = Storage()
    let arena = GuardedBuffer<UInt8>(byteCount: run.model.arenaSize)
    var calls = Ledger.calls
    try withUnsafePointer(to: &calls) { calls in
      let workers = Workers(threads: 5, storage: storage.pool, calls: calls)
      for successes in 0...3 {
        Ledger.reset(successes: successes)
        #expect(throws: RuntimeError.threadsUnavailable) {
          try Session(run.model, arena: arena.bytes, workers: workers, isMeasured: false)
        }
        #expect(Ledger.created.count == successes && Ledger.joined == Ledger.created)
      }
      Ledger.reset(successes: 4)
      var session = try Session(
        run.model, arena: arena.bytes, workers: workers, isMeasured: false)
      session.run()
      session.end()
      #expect(Ledger.created.count == 4 && Ledger.joined == Ledger.created)
    }
  }

  @Test func oneThreadStartsNone() throws {
    let run = try ModelRun(SampleModels.linear().build())
    let storage = Storage()
    let arena = GuardedBuffer<UInt8>(byteCount: run.model.arenaSize)
    var calls = Ledger.calls
    Ledger.reset(successes: 4)
    try withUnsafePointer(to: &calls) { calls in
      var session = try Session(
        run.model, arena: arena.bytes,
        workers: Workers(threads: 1, storage: storage.pool, calls: calls), isMeasured: false)
      session.run()
      session.end()
    }
    #expect(Ledger.created.isEmpty)
  }

  /// Between runs the workers use no processor time, whether they had work or not.
  @Test func sleepsBetweenRuns() throws {
    let storage = Storage()
    var calls = Ledger.calls
    Ledger.reset(successes: 3)
    withUnsafePointer(to: &calls) {
      #expect(hcos_pool_start(storage.pool, 4, $0) == 0)
      usleep(50_000)
      for _ in 0..<50 {
        for _ in 0..<20 { hcos_pool_run(storage.pool, 4, 4, { _, _, _, _ in usleep(10) }, nil) }
        usleep(1000)
      }
      usleep(50_000)
      let before = Ledger.processorNanoseconds
      usleep(300_000)
      // A spinning worker would have used 300 ms, unless it got no processor.
      #expect(Ledger.processorNanoseconds - before < 20_000_000)
      hcos_pool_end(storage.pool)
    }
  }
}

/// Thread calls that keep a ledger, and fail after a number of successes.
private enum Ledger {
  nonisolated(unsafe) static var created: [UInt] = []
  nonisolated(unsafe) static var joined: [UInt] = []
  nonisolated(unsafe) private static var successes = 0

  static func reset(successes: Int) { (created, joined, self.successes) = ([], [], successes) }

  static let calls = hcos_thread_calls(
    create: { thread, body, argument in
      guard Ledger.created.count < Ledger.successes else { return EAGAIN }
      var created = pthread_t()
      let error = pthread_create(&created, nil, body!, argument)
      guard error == 0 else { return error }
      thread!.pointee = UInt(created)
      Ledger.created.append(UInt(created))
      return 0
    },
    join: { thread in
      pthread_join(pthread_t(thread), nil)
      Ledger.joined.append(thread)
    })

  /// Processor time of all threads that live.
  static var processorNanoseconds: Int {
    created.reduce(0) { sum, thread in
      var clock = clockid_t()
      var time = timespec()
      pthread_getcpuclockid(pthread_t(thread), &clock)
      clock_gettime(clock, &time)
      return sum + time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
  }
}
