internal import _HandcarShims

extension BoardModel {
  /// The boards known without a measurement, by the name that `--board` takes. All are estimates: clock, vector units and
  /// caches of the cores as their manufacturers state them, latencies and throughput of the multiply-add from Arm's
  /// software optimization guides, memory bandwidth from published measurements of one core.
  public static let builtIn: [String: BoardModel] = [
    "pi3": arm(
      "Raspberry Pi 3 (Cortex-A53, 1.4 GHz)", gigahertz: 1.4, multiplyAdds: 1, loads: 1, latency: 8,
      overhead: 2, memories: [(32 << 10, 5.6), (512 << 10, 3), (.max, 1.8)]),
    "pi4": arm(
      "Raspberry Pi 4 (Cortex-A72, 1.8 GHz)", gigahertz: 1.8, multiplyAdds: 1, loads: 1, latency: 7,
      overhead: 1, memories: [(32 << 10, 28), (1 << 20, 10), (.max, 3.5)]),
    "pi5": arm(
      "Raspberry Pi 5 (Cortex-A76, 2.4 GHz)", gigahertz: 2.4, multiplyAdds: 2, loads: 2, latency: 4,
      overhead: 1, memories: [(64 << 10, 70), (512 << 10, 38), (2 << 20, 20), (.max, 9)]),
  ]

  /// A 64-bit ARM core: tiles of up to 8 rows and two vectors of four.
  ///
  /// - Parameters:
  ///   - multiplyAdds: vector multiply-adds begun in a cycle.
  ///   - loads: vector loads begun in a cycle.
  ///   - latency: cycles from a multiply-add to the next that takes its sum.
  ///   - overhead: how much slower than an out-of-order core everything besides is.
  ///   - memories: bytes and bytes a nanosecond.
  private static func arm(
    _ name: String, gigahertz: Double, multiplyAdds: Double, loads: Double, latency: Double,
    overhead: Double, memories: [(Int, Double)]
  ) -> BoardModel {
    func cost(vectors: Int) -> TileCost {
      let rows = 1...8
      return TileCost(
        start: rows.map { (20 + 3 * Double($0 * vectors)) * overhead / gigahertz },
        step: rows.map { rows in
          // A quarter of a load for each row: four coefficients come with one.
          let cycles = max(
            latency, Double(rows * vectors) / multiplyAdds,
            (Double(vectors) + Double(rows) / 4) / loads)
          return cycles / gigahertz
        })
    }
    return BoardModel(
      name: name, isEstimate: true, kernelSet: "neon", vectorWidth: 4,
      tiles: [cost(vectors: 1), cost(vectors: 2)],
      singleRow: TileCost(
        start: [30 * overhead / gigahertz], step: [max(4 / multiplyAdds, 4 / loads) / gigahertz]),
      stagedRow: 12 * overhead / gigahertz, operation: 60 * overhead / gigahertz,
      memories: memories.map { Memory(byteCount: $0.0, bandwidth: $0.1) })
  }

  /// An x86-64 core with AVX2: what `handcar profile` measured on one of AMD's Zen 4.
  public static let avx2: BoardModel = {
    let start = [3.5, 4, 6, 6, 6.5, 7, 7, 7.5]
    return BoardModel(
      name: "x86-64 with AVX2", isEstimate: false, kernelSet: "avx2", vectorWidth: 8,
      tiles: [
        TileCost(start: start, step: [1.07, 1.07, 1.07, 1.08, 1.08, 1.18, 1.24, 1.4]),
        TileCost(start: Array(start.prefix(6)), step: [1.03, 1.03, 1.08, 1.2, 1.46, 1.69]),
      ],
      followingStart: 0.1,
      singleRow: TileCost(start: [10], step: [0.5]), stagedRow: 2.7, operation: 60,
      memories: [
        Memory(byteCount: 32 << 10, bandwidth: 115), Memory(byteCount: 1 << 20, bandwidth: 105),
        Memory(byteCount: 32 << 20, bandwidth: 62), Memory(byteCount: .max, bandwidth: 15),
      ])
  }()

  /// An x86-64 core that multiplies two registers of AVX-512 in a cycle: what `handcar profile` measured on one of Intel's Cascade
  /// Lake.
  public static let avx512: BoardModel = {
    let start = [3.0, 3, 3, 3, 7, 3, 9, 9]
    return BoardModel(
      name: "x86-64 with AVX-512", isEstimate: false, kernelSet: "avx512", vectorWidth: 8,
      tiles: [
        TileCost(start: start, step: [1.9, 1.9, 1.9, 1.9, 2.8, 2.8, 2.8, 2.8]),
        TileCost(start: start, step: [1.7, 1.7, 1.7, 1.7, 2.2, 2.2, 2.6, 2.4]),
        TileCost(start: start, step: [2.7, 2.7, 2.7, 2.7, 3.5, 3.15, 3.8, 3.8]),
      ],
      singleRow: TileCost(start: [0.3], step: [0.83]), stagedRow: 11, operation: 28, tileLoops: 215,
      memories: [
        Memory(byteCount: 32 << 10, bandwidth: 180), Memory(byteCount: 1 << 20, bandwidth: 95),
        Memory(byteCount: 32 << 20, bandwidth: 24), Memory(byteCount: .max, bandwidth: 13),
      ])
  }()

  /// An x86-64 core that multiplies registers of AVX-512 in two halves: what `handcar profile` measured on one of AMD's Zen 4.
  public static let halvedAVX512: BoardModel = {
    var board = avx2
    let start = board.tiles[0].start
    board.name = "x86-64 with AVX-512 in halves"
    board.kernelSet = "avx512"
    board.stagedRow = 4.5
    board.tiles[1...] = [
      TileCost(start: start, step: [1.1, 1.1, 1.1, 1.11, 1.63, 1.63, 2.17, 2.19]),
      TileCost(start: start.map { 1.5 * $0 }, step: [2.2, 2.2, 2.2, 2.2, 3.3, 3.3, 4.4, 4.4]),
    ]
    return board
  }()

  /// A board like this machine.
  public static var host: BoardModel {
    #if arch(x86_64)
      if hcs_has_avx512() == 0 { return avx2 }
      return hcs_halves_avx512() == 0 ? avx512 : halvedAVX512
    #else
      return builtIn["pi5"] ?? avx2
    #endif
  }
}
