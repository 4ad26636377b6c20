import BoardModel
import TensorTrain

/// How much of a layer is carried through its stages at a time, so that the states between them stay in the second cache
/// and take little memory.
///
/// A state lies as `[P][K][Q]`, and a stage computes each of its P entries alone. So some vectors of the batch can pass
/// all stages before the next ones do, and within a vector a part of the entries can pass several stages in a row. Where
/// vectors lie side by side, those that pass together are transposed together.
struct ContractionBlocking {
  /// Rounds times parts at most: each step of a run costs something.
  private static let most = 128

  /// Vectors in a round; they divide the batch.
  let vectors: Int
  /// Stages that one part of the entries passes after the other; none when `parts` is 1.
  let stages: Range<Int>
  /// Their number, which divides P of all these stages.
  let parts: Int

  /// - Parameters:
  ///   - isInputWhole: whether the first stage must read all vectors at once.
  ///   - isLastWhole: whether the last stage must compute all entries of a vector at once.
  ///   - threads: with several there are no parts: too few entries would be left for each thread.
  init(
    _ plan: ContractionPlan, on board: BoardModel, isInputWhole: Bool, isLastWhole: Bool,
    threads: Int
  ) {
    guard !isInputWhole else {
      (vectors, stages, parts) = (plan.batch, 0..<0, 1)
      return
    }
    let room = board.memories.prefix(2).last.map { $0.byteCount / 2 } ?? .max
    let byteCounts = plan.stages.map { 4 * ($0.inputCount + $0.outputCount) / plan.batch }
    // Of groups side by side a round takes more, which threads can share: the whole cache was found to do as well.
    let roundRoom = plan.sideBySide > 1 && room < .max ? 2 * room : room
    vectors = Self.vectors(plan, widest: byteCounts.max() ?? 0, roundRoom)
    // States of several vectors fit; each part reads the cores again, which must fit too.
    let mayHaveParts =
      vectors == 1 && threads == 1 && 4 * plan.parameterCount <= room
    let end = mayHaveParts ? plan.stages.count - (isLastWhole ? 1 : 0) : 0
    let entries = plan.stages.map { $0.P / plan.batch }
    (stages, parts) =
      Self.parts(entries, byteCounts, end, room, most: Self.most / plan.batch) ?? (0..<0, 1)
  }

  /// The stages of one round.
  func stages(of plan: ContractionPlan) -> [TTStage] {
    plan.stages.map { $0.part(vectors: vectors, of: plan.batch) }
  }

  /// Runs of stages, in order, and the parts in which each is passed.
  func runs(of plan: ContractionPlan) -> [(stages: Range<Int>, parts: Int)] {
    let before = (0..<stages.lowerBound).map { ($0..<$0 + 1, 1) }
    let behind = (stages.upperBound..<plan.stages.count).map { ($0..<$0 + 1, 1) }
    return before + (stages.isEmpty ? [] : [(stages, parts)]) + behind
  }

  /// The most vectors whose states before and after a stage fill at most half of the second cache. Each round reads the
  /// cores again; where these do not fit there either, the fewest whose states take as many bytes as the cores, so that
  /// those cost no more (4096→4096 as 64·64 of rank 32 at batch 16 on an AMD EPYC: two, 10 % faster than all, and 1.57 MB
  /// of arena instead of 8.91).
  private static func vectors(_ plan: ContractionPlan, widest: Int, _ room: Int) -> Int {
    let batch = plan.batch
    let counts = stride(from: plan.sideBySide, through: batch, by: plan.sideBySide).filter {
      batch % $0 == 0 && batch / $0 <= most
    }
    let coreBytes = 4 * plan.parameterCount
    if coreBytes > room { return counts.first { $0 * widest >= coreBytes } ?? batch }
    return counts.last { $0 * widest <= room } ?? counts[0]
  }

  /// The fewest parts, of the longest run of stages, that leave at most `room` bytes of states before and after any stage;
  /// nil if one part does, or none. Up to twice as many where these have a multiple of four entries, which tiles take together
  /// (25088→4096 as 28·28·32 of rank 16, right to left: seven parts of four entries pass two stages, in 26 to 32 % less time with AVX-512 on
  /// an Intel Xeon than four parts of seven and in the same with AVX2, and the arena has 676 kB instead of 1.26 MB).
  ///
  /// - Parameters:
  ///   - entries: P of each stage for one vector.
  ///   - byteCounts: of the states before and after each stage.
  ///   - end: behind the stages that may be passed in parts.
  ///   - most: parts at most.
  private static func parts(
    _ entries: [Int], _ byteCounts: [Int], _ end: Int, _ room: Int, most: Int
  ) -> (stages: Range<Int>, parts: Int)? {
    guard byteCounts.contains(where: { $0 > room }), end > 1, most > 1 else { return nil }
    var fewest: (stages: Range<Int>, parts: Int)?
    for parts in 2...most {
      if let fewest, parts > 2 * fewest.parts { return fewest }
      guard let run = longestRun(entries, byteCounts, end, room, parts) else { continue }
      if run.allSatisfy({ entries[$0] / parts % 4 == 0 }) { return (run, parts) }
      fewest = fewest ?? (run, parts)
    }
    return fewest
  }

  /// The longest run of stages that so many parts can pass.
  private static func longestRun(
    _ entries: [Int], _ byteCounts: [Int], _ end: Int, _ room: Int, _ parts: Int
  ) -> Range<Int>? {
    for count in stride(from: end, to: 1, by: -1) {
      for first in 0...end - count {
        let run = first..<first + count
        let fits = byteCounts.indices.allSatisfy {
          byteCounts[$0] <= (run.contains($0) ? room * parts : room)
        }
        if fits, run.allSatisfy({ entries[$0] % parts == 0 }) { return run }
      }
    }
    return nil
  }
}
