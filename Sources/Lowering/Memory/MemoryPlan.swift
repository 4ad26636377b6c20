import HandcarFormat

/// Where each buffer of a program lies in the arena.
///
/// Buffers whose lifetimes overlap never overlap in memory; all others may. Elementwise steps write over an input
/// that nothing reads later. Offsets are found greedily, the largest buffer first, each in the smallest gap that
/// fits (Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference", 2020, "greedy by size
/// for offset calculation"). Cost: quadratic in the number of buffers.
public struct MemoryPlan: Sendable, Equatable {
  /// By buffer; multiples of `Limits.alignment`.
  public let offsets: [Int]
  /// Bytes of the whole arena.
  public let arenaByteCount: Int
  /// Bytes that the arena would have if each buffer had its own memory.
  public let byteCountWithoutReuse: Int
  /// Bytes that live at the busiest step: no plan with the same in-place steps can need less.
  public let lowerBound: Int

  public init(for program: Program) {
    let sizes = program.buffers.map { $0.byteCount.aligned }
    let regions = Self.regions(of: program)
    let placement = Self.place(regions.map { ($0.byteCount, $0.lifetime) })
    var offsets = [Int](repeating: 0, count: sizes.count)
    for (region, offset) in zip(regions, placement) {
      for buffer in region.buffers { offsets[buffer] = offset }
    }
    self.offsets = offsets
    arenaByteCount = zip(regions, placement).map { $0.byteCount + $1 }.max() ?? 0
    byteCountWithoutReuse = sizes.reduce(0, +)
    lowerBound = Self.busiestByteCount(of: regions, stepCount: program.steps.count)
  }

  // MARK: In-place steps

  /// Memory that holds one buffer, or several of equal size one after the other.
  private struct Region {
    var buffers: [Int]
    var byteCount: Int
    var lifetime: Lifetime
    var holdsInput: Bool
    var holdsOutput: Bool
  }

  /// The buffers that are used, joined where a step works in place.
  private static func regions(of program: Program) -> [Region] {
    let inputs = Set(program.inputs.map(\.buffer))
    let outputs = Set(program.outputs.map(\.buffer))
    let lifetimes = program.lifetimes()
    var regions: [Region?] = program.buffers.indices.map { buffer in
      lifetimes[buffer].map {
        Region(
          buffers: [buffer], byteCount: program.buffers[buffer].byteCount.aligned, lifetime: $0,
          holdsInput: inputs.contains(buffer), holdsOutput: outputs.contains(buffer))
      }
    }
    var owner = Array(program.buffers.indices)
    for (index, step) in program.steps.enumerated() {
      guard case .buffer(let output, _, _) = step.output else { continue }
      for input in step.overwritableBuffers {
        guard let written = regions[owner[output]], let read = regions[owner[input]],
          owner[output] != owner[input],
          read.lifetime.steps.upperBound == index, written.lifetime.steps.lowerBound == index,
          !(read.holdsInput && written.holdsOutput)
        else { continue }
        regions[owner[input]] = Region(
          buffers: read.buffers + written.buffers, byteCount: read.byteCount,
          lifetime: read.lifetime.merged(with: written.lifetime),
          holdsInput: read.holdsInput, holdsOutput: written.holdsOutput)
        regions[owner[output]] = nil
        for buffer in written.buffers { owner[buffer] = owner[input] }
        break
      }
    }
    return regions.compactMap { $0 }
  }

  // MARK: Offsets

  /// An offset for each of the regions.
  static func place(_ regions: [(byteCount: Int, lifetime: Lifetime)]) -> [Int] {
    // Equal sizes keep their order, so that the result is reproducible.
    let order = regions.indices.sorted {
      (regions[$1].byteCount, $0) < (regions[$0].byteCount, $1)
    }
    var offsets = [Int](repeating: 0, count: regions.count)
    var placed: [Int] = []
    for region in order {
      let neighbours = placed.filter {
        regions[$0].lifetime.conflicts(with: regions[region].lifetime)
      }
      .map { offsets[$0]..<(offsets[$0] + regions[$0].byteCount) }
      .sorted { $0.lowerBound < $1.lowerBound }
      offsets[region] = smallestGap(of: regions[region].byteCount, between: neighbours)
      placed.append(region)
    }
    return offsets
  }

  /// The start of the smallest gap that holds `byteCount`; behind all neighbours when there is none.
  private static func smallestGap(of byteCount: Int, between neighbours: [Range<Int>]) -> Int {
    var best: Range<Int>?
    var end = 0
    for neighbour in neighbours {
      let room = neighbour.lowerBound - end
      if room >= byteCount, room < best?.count ?? .max { best = end..<neighbour.lowerBound }
      end = max(end, neighbour.upperBound)
    }
    return best?.lowerBound ?? end
  }

  // MARK: Figures

  private static func busiestByteCount(of regions: [Region], stepCount: Int) -> Int {
    let betweenRuns = regions.reduce(0) { $0 + ($1.lifetime.crossesRuns ? $1.byteCount : 0) }
    // Changes of the live bytes at each step, then their running sum.
    var changes = [Int](repeating: 0, count: stepCount + 3)
    for region in regions {
      changes[region.lifetime.steps.lowerBound + 1] += region.byteCount
      changes[region.lifetime.steps.upperBound + 2] -= region.byteCount
    }
    var live = 0
    var busiest = betweenRuns
    for change in changes {
      live += change
      busiest = max(busiest, live)
    }
    return busiest
  }
}
