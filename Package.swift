// swift-tools-version: 6.2
import Foundation
import PackageDescription

// One manifest, two flavours of the board side:
//   ordinary   swift build, swift test: everything, on the full Swift runtime.
//   embedded   HC_EMBEDDED=1 swift build -c release --product handcar: the board side alone, in Embedded
//              Swift, as a static library. HC_TARGET_ARCH names the target when it is not the host.
// HC_STRICT=1 turns warnings into errors.
let isEmbedded = Context.environment["HC_EMBEDDED"] == "1"
let isStrict = Context.environment["HC_STRICT"] == "1"
#if arch(x86_64)
  let hostArchitecture = "x86_64"
#else
  let hostArchitecture = "other"
#endif
let targetArchitecture = Context.environment["HC_TARGET_ARCH"] ?? hostArchitecture

let strictSettings: [SwiftSetting] = isStrict ? [.treatAllWarnings(as: .error)] : []
let commonSettings: [SwiftSetting] =
  strictSettings + [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ]

// Numeric code without optimisation is 10 to 400 times slower, so the product is optimised in debug
// builds too (checks and assertions stay); the tests themselves are not.
let productSettings =
  commonSettings + [
    // Without -num-threads the compiler refuses the index file for each source that SwiftPM asks for.
    .unsafeFlags(["-O", "-wmo", "-num-threads", "1"], .when(configuration: .debug))
  ]

let embeddedSettings: [SwiftSetting] =
  isEmbedded
  ? [
    .enableExperimentalFeature("Embedded"),
    .unsafeFlags(["-wmo", "-Xfrontend", "-function-sections"]),
  ] : []
// -no-allocations proves that nothing on the board side ever touches the heap. For 32-bit ARM the compiler refuses
// it even for the conversion of an Int32 to Int64, whose general form in the standard library mentions arrays;
// there the same sources are held to it by their symbols: Tools/boards/check finds no allocator among them.
let noAllocations: [SwiftSetting] =
  isEmbedded && targetArchitecture != "armv7hf" ? [.unsafeFlags(["-no-allocations"])] : []
let boardSettings = productSettings + embeddedSettings + noAllocations
// The checks that run on boards may allocate.
let boardCheckSettings = productSettings + embeddedSettings
// Nothing in these is repeated often enough to be worth code that is larger than it must be.
let smallBoardSettings =
  boardSettings + (isEmbedded ? [.unsafeFlags(["-Osize"], .when(configuration: .release))] : [])
// What is hot on x86-64 is in modules of its own, but for the portable tiles, which say so themselves.
let kernelSettings = targetArchitecture == "x86_64" ? smallBoardSettings : boardSettings
let avx2Flags: [SwiftSetting] =
  targetArchitecture == "x86_64" ? [.unsafeFlags(["-Xcc", "-mavx2", "-Xcc", "-mfma"])] : []
let avx2Settings = boardSettings + avx2Flags
let avx512Flags: [SwiftSetting] =
  targetArchitecture == "x86_64"
  ? [.unsafeFlags(["-Xcc", "-mavx512f", "-Xcc", "-mavx512vl", "-Xcc", "-mfma"])] : []

let shimSettings: [CSetting] = [.unsafeFlags(["-O2"], .when(configuration: .debug))]

let boardTargets: [Target] = [
  .target(name: "CHandcar"),
  .target(name: "_HandcarShims", cSettings: shimSettings),
  .target(
    name: "HandcarFormat", dependencies: ["_HandcarShims"], swiftSettings: smallBoardSettings),
  .target(
    name: "HandcarKernelTemplates", dependencies: ["_HandcarShims"], swiftSettings: boardSettings),
  .target(
    name: "HandcarKernelsAVX2", dependencies: ["HandcarKernelTemplates", "_HandcarShims"],
    swiftSettings: avx2Settings),
  .target(
    name: "HandcarKernelsAVX512", dependencies: ["HandcarKernelTemplates"],
    swiftSettings: boardSettings + avx512Flags),
  .target(
    name: "HandcarKernels",
    dependencies: [
      "HandcarKernelTemplates", "HandcarKernelsAVX2", "HandcarKernelsAVX512", "_HandcarShims",
    ],
    swiftSettings: kernelSettings),
  .target(
    name: "HandcarRuntime", dependencies: ["HandcarFormat", "HandcarKernels", "_HandcarShims"],
    swiftSettings: smallBoardSettings),
  .target(
    name: "HandcarABI",
    dependencies: [
      "CHandcar", "HandcarFormat", "HandcarKernels", "HandcarRuntime", "_HandcarShims",
    ],
    swiftSettings: smallBoardSettings),
]

let workstationTargets: [Target] = [
  .target(name: "LinearAlgebraAVX2", swiftSettings: productSettings + avx2Flags),
  .target(
    name: "LinearAlgebra", dependencies: ["LinearAlgebraAVX2", "_HandcarShims"],
    swiftSettings: productSettings),
  .target(name: "TensorTrain", dependencies: ["LinearAlgebra"], swiftSettings: productSettings),
  .target(
    name: "ModelGraph", dependencies: ["HandcarFormat", "TensorTrain"],
    swiftSettings: productSettings),
  .target(
    name: "ModelImport", dependencies: ["HandcarFormat", "ModelGraph", "TensorTrain"],
    swiftSettings: productSettings),
  .target(
    name: "Exploration",
    dependencies: ["BoardModel", "LinearAlgebra", "ModelGraph", "TensorTrain"],
    swiftSettings: productSettings),
  .target(
    name: "FineTuning",
    dependencies: [
      "HandcarFormat", "HandcarKernels", "LinearAlgebra", "ModelGraph", "TensorTrain",
      "_HandcarShims",
    ],
    swiftSettings: productSettings),
  .target(
    name: "BoardModel", dependencies: ["HandcarFormat", "TensorTrain", "_HandcarShims"],
    swiftSettings: productSettings),
  .target(
    name: "Lowering", dependencies: ["BoardModel", "HandcarFormat", "ModelGraph", "TensorTrain"],
    swiftSettings: productSettings),
  .target(
    name: "HandcarHost", dependencies: ["CHandcar", "HandcarABI", "HandcarFormat"],
    swiftSettings: productSettings),
  .target(name: "Reporting", swiftSettings: productSettings),
  .executableTarget(
    name: "handcar",
    dependencies: [
      "BoardModel", "Exploration", "FineTuning", "HandcarFormat", "HandcarHost", "LinearAlgebra",
      "Lowering", "ModelGraph", "ModelImport", "Reporting", "TensorTrain",
    ],
    path: "Tools/handcar", swiftSettings: productSettings),
]

/// A test target sees the shared support, the module that it is named after and whatever else it lists. Data
/// that its tests read by path lies in `data`, a folder of the target.
func tests(
  _ module: String, with others: [Target.Dependency] = [], data: [String] = []
) -> Target {
  .testTarget(
    name: module + "Tests", dependencies: [.byName(name: module), "TestSupport"] + others,
    exclude: data, swiftSettings: commonSettings)
}

/// The checks that `swift test` and the program for boards share, and that program.
let boardCheckTargets: [Target] = [
  .target(name: "TestPlatform", path: "Tests/TestPlatform"),
  .target(
    name: "TestSupport", dependencies: ["HandcarFormat", "TestPlatform", "_HandcarShims"],
    path: "Tests/TestSupport", exclude: isEmbedded ? ["Workstation"] : [],
    swiftSettings: boardCheckSettings),
  .target(
    name: "KernelChecks",
    dependencies: ["HandcarFormat", "HandcarKernels", "TestSupport", "_HandcarShims"],
    path: "Tests/KernelChecks", swiftSettings: boardCheckSettings),
  .target(
    name: "RuntimeChecks",
    dependencies: [
      "HandcarFormat", "HandcarRuntime", "TestPlatform", "TestSupport", "_HandcarShims",
    ],
    path: "Tests/RuntimeChecks", swiftSettings: boardCheckSettings),
  .target(
    name: "BoardChecks",
    dependencies: [
      "HandcarKernels", "KernelChecks", "RuntimeChecks", "TestPlatform", "TestSupport",
      "_HandcarShims",
    ],
    path: "Tests/BoardChecks", exclude: ["build", "main.c"], swiftSettings: boardCheckSettings),
]

let testTargets: [Target] = [
  .target(
    name: "ConformanceSupport",
    dependencies: ["HandcarFormat", "ModelGraph", "ModelImport", "TestSupport"],
    path: "Tests/ConformanceSupport", swiftSettings: productSettings),
  .target(
    name: "SampleGraphs",
    dependencies: ["HandcarFormat", "ModelGraph", "TensorTrain", "TestSupport"],
    path: "Tests/SampleGraphs", swiftSettings: productSettings),
  .executableTarget(
    name: "sample-models", dependencies: ["Lowering", "ModelGraph", "SampleGraphs"],
    path: "Tests/SampleModels", swiftSettings: productSettings),
  tests("HandcarFormat"),
  tests("HandcarKernels", with: ["HandcarFormat", "KernelChecks", "_HandcarShims"]),
  tests("HandcarRuntime", with: ["HandcarFormat", "RuntimeChecks", "_HandcarShims"]),
  tests("HandcarABI", with: ["CHandcar", "HandcarFormat"]),
  tests("LinearAlgebra", data: ["Goldens"]),
  tests("TensorTrain", with: ["LinearAlgebra"]),
  tests("BoardModel", with: ["HandcarFormat", "TensorTrain"]),
  tests("ModelGraph", with: ["HandcarFormat", "TensorTrain"]),
  tests(
    "ModelImport",
    with: ["ConformanceSupport", "HandcarFormat", "ModelGraph", "SampleGraphs", "TensorTrain"],
    data: ["Goldens"]),
  tests(
    "Exploration",
    with: ["HandcarFormat", "LinearAlgebra", "ModelGraph", "ModelImport", "TensorTrain"]),
  tests(
    "FineTuning",
    with: [
      "Exploration", "HandcarFormat", "LinearAlgebra", "ModelGraph", "ModelImport", "TensorTrain",
    ], data: ["Goldens"]),
  tests(
    "Lowering",
    with: [
      "BoardModel", "CHandcar", "ConformanceSupport", "HandcarFormat", "HandcarHost", "ModelGraph",
      "ModelImport", "SampleGraphs", "TensorTrain",
    ]),
  tests("Reporting"),
  tests(
    "handcar",
    with: ["BoardModel", "HandcarFormat", "HandcarHost", "ModelGraph", "ModelImport", "Reporting"],
    data: ["Snapshots"]),
]

let package = Package(
  name: "handcar",
  products: isEmbedded
    ? [
      .library(name: "handcar", type: .static, targets: ["HandcarABI"]),
      .library(name: "board-checks", type: .static, targets: ["BoardChecks"]),
    ]
    : [.executable(name: "handcar", targets: ["handcar"])],
  targets: isEmbedded
    ? boardTargets + boardCheckTargets
    : boardTargets + boardCheckTargets + workstationTargets + testTargets)

// The pages beside the sources are for people.
for target in package.targets {
  let folder = target.path ?? (target.type == .test ? "Tests/" : "Sources/") + target.name
  let files = try? FileManager.default.subpathsOfDirectory(
    atPath: Context.packageDirectory + "/" + folder)
  target.exclude += (files ?? []).filter { $0.hasSuffix(".md") }
}
