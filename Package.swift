// swift-tools-version: 6.2
// Ganvas: a studio for semantic image synthesis in the terminal.
//
// Targets stand in levels (Architecture article: a target imports only targets of lower levels, and
// only those named in its row). `ArchitectureTests` reads the import lines and checks the same
// table.

import Foundation
import PackageDescription

/// Where LibTorch lives: Debian's package by default, or any other build through `LIBTORCH`.
let libtorch = LibTorch(root: Context.environment["LIBTORCH"])

/// oneDNN packs convolutions where it is installed; without it they are LibTorch's plain ones.
let oneDNN =
  ["/usr/include/dnnl.h", "/usr/local/include/dnnl.h"].contains {
    FileManager.default.fileExists(atPath: $0)
  } ? ["dnnl"] : []

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// What `Scripts/fuzz` builds, and nothing else does.
let fuzzing: [Target] =
  Context.environment["GANVAS_FUZZ"] == nil
  ? []
  : [
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "Imaging", "NumpyFormat", "Checkpoints", "Checksums", "Sessions", "Terminal", "Studio",
        "StudioUI", "Canvas", "Synthesis",
        .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      path: "Tests/Fuzz", exclude: ["Seeds"], swiftSettings: strict)
  ]

let package = Package(
  name: "Ganvas",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "ganvas", targets: ["ganvas"]),
    // Loaded at run time beside the executable; nothing links it (Architecture article).
    .library(name: "CTorchBridge", type: .dynamic, targets: ["CTorchBridge"]),
    // Loaded by tests alone: a device that stands in for a graphics card.
    .library(name: "CTorchStandIn", type: .dynamic, targets: ["CTorchStandIn"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    // Builds the catalogue: swift package generate-documentation --target ganvas
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    // Level 0: C and C++.
    .target(name: "CTorch", linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "COneDNN",
      cxxSettings: [.unsafeFlags(["-fvisibility=hidden", "-fno-cxx-modules"])],
      linkerSettings: oneDNN.map { .linkedLibrary($0) }),
    .target(
      name: "CTorchBridge",
      dependencies: ["CTorch", "COneDNN"],
      cxxSettings: [.unsafeFlags(libtorch.compilerFlags)],
      linkerSettings: [.unsafeFlags(libtorch.linkerFlags)]),
    .target(name: "CChecksums", cSettings: [.unsafeFlags(["-O3"])]),
    .target(name: "CKernels", cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off"])]),
    .target(
      name: "CNcurses",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(
      name: "CImageIO",
      linkerSettings: [
        .linkedLibrary("png"), .linkedLibrary("turbojpeg"), .linkedLibrary("webp"),
        .linkedLibrary("webpmux"), .linkedLibrary("gif"), .linkedLibrary("dl"),
      ]),

    .target(name: "CSixel", linkerSettings: [.linkedLibrary("sixel")]),

    // Level 0 as well: what files are, without what they are for.
    .swift("NumpyFormat", []),

    // Level 1.
    .swift("Imaging", ["CImageIO", "NumpyFormat"]),
    .swift("Tensors", ["CTorch"]),
    .swift("Checksums", ["CChecksums"]),

    // Level 2.
    .swift("Canvas", ["Imaging"]),
    .swift("Synthesis", ["Imaging"]),
    .swift("Terminal", ["Imaging", "CSixel"]),
    .swift("Scenes", ["Imaging"]),
    .swift("Sharding", ["Imaging", "Checksums"]),
    .swift("Checkpoints", ["Tensors", "Checksums", "NumpyFormat"]),
    .swift("Layers", ["Tensors"]),

    // Level 3.
    .swift("Layouts", ["Layers", "Imaging", "Tensors", "CKernels"]),
    .swift("Sessions", ["Canvas", "Synthesis", "Imaging", "Checksums"]),
    .swift("NcursesTerminal", ["Terminal", "CNcurses"]),

    // Level 4.
    .swift(
      "Generators", ["Synthesis", "Layouts", "Layers", "Checkpoints", "Imaging", "Tensors"]),

    // Level 5.
    .swift("Segmentation", ["Generators", "Layers", "Checkpoints", "Imaging", "Tensors"]),
    .swift(
      "Inference",
      ["Generators", "Synthesis", "Layouts", "Layers", "Checkpoints", "Imaging", "Tensors"]),
    .swift("Studio", ["Canvas", "Synthesis", "Sessions", "Imaging", "Checksums"]),

    // Level 6.
    .swift(
      "Training",
      [
        "Segmentation", "Generators", "Synthesis", "Layouts", "Layers", "Checkpoints", "Imaging",
        "Tensors",
        "Scenes",
      ]),
    .swift("StudioUI", ["Studio", "Canvas", "Synthesis", "Terminal", "Imaging"]),

    // Level 7.
    .executableTarget(
      name: "ganvas",
      dependencies: [
        "CKernels", "Imaging", "Tensors", "Canvas", "Synthesis", "Terminal", "Scenes",
        "Checkpoints", "Checksums", "Layers", "Layouts", "Sessions", "NcursesTerminal",
        "Generators", "Segmentation", "Training", "Inference", "Sharding", "Studio", "StudioUI",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      swiftSettings: strict),

    // What tests of several modules share.
    .support("TestSupport", ["Tensors"], path: "Support"),
    .support(
      "GeneratorSupport",
      ["Generators", "Synthesis", "Layers", "Checkpoints", "Imaging", "Tensors"],
      path: "GeneratorSupport"),

    .target(
      name: "CTorchStandIn", path: "Tests/CTorchStandIn",
      cxxSettings: [.unsafeFlags(libtorch.compilerFlags)],
      linkerSettings: [.unsafeFlags(libtorch.linkerFlags)]),

    // Tests: one target per module that has any.
    .tests("Architecture", []),
    .tests("Imaging", ["TestSupport", "Imaging"]),
    .tests("Tensors", ["TestSupport", "Tensors"]),
    .tests("Checksums", ["Checksums", "CChecksums"]),
    .tests("Sharding", ["TestSupport", "Sharding", "Imaging", "Checksums"]),
    .tests("Canvas", ["Canvas", "Imaging"]),
    .tests("Terminal", ["Terminal", "Imaging"]),
    .tests("Scenes", ["Scenes", "Imaging"]),
    .tests("Checkpoints", ["TestSupport", "Checkpoints", "Checksums", "Tensors"]),
    .tests("Layers", ["TestSupport", "Layers", "Tensors"]),
    .tests("Layouts", ["TestSupport", "Layouts", "Layers", "Imaging", "Tensors", "CKernels"]),
    .tests("Sessions", ["Sessions", "Canvas", "Synthesis", "Imaging", "Checksums"]),
    .tests("NcursesTerminal", ["NcursesTerminal", "Terminal"]),
    .tests(
      "Generators",
      [
        "TestSupport", "GeneratorSupport", "Generators", "Synthesis", "Layouts", "Layers",
        "Checkpoints", "Imaging", "Tensors",
      ],
      data: ["Fixtures"]),
    .tests(
      "Segmentation",
      ["TestSupport", "Segmentation", "Layers", "Checkpoints", "Imaging", "Tensors"]),
    .tests(
      "Training",
      [
        "TestSupport", "GeneratorSupport", "Training", "Segmentation", "Generators", "Synthesis",
        "Layouts", "Layers", "Checkpoints", "Scenes", "Imaging", "Tensors",
      ],
      data: ["Fixtures"]),
    .tests(
      "Inference",
      [
        "TestSupport", "GeneratorSupport", "Inference", "Generators", "Synthesis", "Imaging",
        "Tensors",
      ]),
    .tests("Studio", ["Studio", "Canvas", "Synthesis", "Sessions", "Imaging"]),
    .tests("StudioUI", ["StudioUI", "Studio", "Canvas", "Synthesis", "Terminal", "Imaging"]),
    .tests(
      "Program",
      [
        "TestSupport", "Generators", "Synthesis", "Layers", "Imaging", "Tensors", "Canvas",
        "Sessions", "Studio", "Inference",
      ]),
  ] + fuzzing,
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: libtorch.cxxStandard
)

extension Target.Dependency {
  /// Options of a family's training stand in its folder.
  static let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
}

extension Target {
  /// A Swift library target; names of packages' products need no prefix.
  static func swift(_ name: String, _ dependencies: [String]) -> Target {
    var resolved = dependencies.map { Target.Dependency(stringLiteral: $0) }
    if ["Canvas", "Studio"].contains(name) {
      resolved.append(.product(name: "DequeModule", package: "swift-collections"))
    }
    if name == "Training" { resolved.append(.argumentParser) }
    return .target(name: name, dependencies: resolved, swiftSettings: strict)
  }

  /// Fixtures of tests, in `Tests/<path>`; the program never links them.
  static func support(_ name: String, _ dependencies: [String], path: String) -> Target {
    .target(
      name: name, dependencies: dependencies.map { Target.Dependency(stringLiteral: $0) },
      path: "Tests/" + path, swiftSettings: strict)
  }

  /// The tests of one module, `<name>Tests`; `data` are folders beside them that are no sources.
  static func tests(_ name: String, _ dependencies: [String], data: [String] = []) -> Target {
    var resolved = dependencies.map { Target.Dependency(stringLiteral: $0) }
    if name == "Training" { resolved.append(.argumentParser) }
    return .testTarget(
      name: name + "Tests",
      dependencies: resolved,
      exclude: data,
      swiftSettings: strict)
  }
}

/// Flags for one LibTorch: the system's (no root) or a folder with `include/` and `lib/`, such as
/// an unpacked archive or the `torch` folder of an installed Python wheel.
struct LibTorch {
  let root: String?

  init(root: String?) {
    self.root = root.flatMap { $0.isEmpty ? nil : $0 }
  }

  private var include: String { root.map { $0 + "/include" } ?? "/usr/include" }

  var compilerFlags: [String] {
    // Scripts/bridge compiles the same files with g++ and all warnings.
    // C++20 would turn the includes of our C headers into imports of modules nobody builds.
    let warnings = ["-Wno-everything", "-fvisibility=hidden", "-fno-cxx-modules"]
    let interface = ["-isystem", "\(include)/torch/csrc/api/include"]
    guard root != nil else { return warnings + interface }
    return warnings + ["-isystem", include] + interface + abiFlags
  }

  /// Which `std::string` the library was compiled with; it says so itself.
  private var abiFlags: [String] {
    let flag = "-D_GLIBCXX_USE_CXX11_ABI="
    let settings = root.map { text(at: $0 + "/share/cmake/Torch/TorchConfig.cmake") } ?? ""
    return settings.contains(flag + "0") ? [flag + "0"] : []
  }

  var linkerFlags: [String] {
    let libraries = ["-ltorch_cpu", "-lc10"]
    guard let root else { return libraries }
    return ["-L\(root)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(root)/lib"] + libraries
  }

  /// LibTorch 2 needs C++20 in its newest headers, Debian's 1.13 needs C++17.
  var cxxStandard: CXXLanguageStandard {
    let headers = ["torch/csrc/api/include/torch/version.h", "torch/headeronly/version.h"]
    let isNewer = headers.contains {
      text(at: "\(include)/\($0)").contains("TORCH_VERSION_MAJOR 2")
    }
    return isNewer ? .cxx20 : .cxx17
  }

  private func text(at path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
