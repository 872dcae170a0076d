/// The table of the Architecture article: who may import whom. One row per target.
struct LayerTable {
  /// One target.
  struct Row {
    let level: Int
    let mayImport: Set<String>
  }

  let rows: [String: Row]

  /// The rows as the design has them.
  static let design: LayerTable = {
    let generators: Set = [
      "Generators", "Synthesis", "Layouts", "Layers", "Checkpoints", "Imaging", "Tensors",
    ]
    let libraries: [String: Row] = [
      "CTorch": Row(level: 0, mayImport: []),
      "COneDNN": Row(level: 0, mayImport: []),
      "CTorchBridge": Row(level: 0, mayImport: ["CTorch", "COneDNN"]),
      "CKernels": Row(level: 0, mayImport: []),
      "CChecksums": Row(level: 0, mayImport: []),
      "CNcurses": Row(level: 0, mayImport: []),
      "CImageIO": Row(level: 0, mayImport: []),
      "CSixel": Row(level: 0, mayImport: []),
      "NumpyFormat": Row(level: 0, mayImport: []),
      "Imaging": Row(level: 1, mayImport: ["CImageIO", "NumpyFormat"]),
      "Tensors": Row(level: 1, mayImport: ["CTorch"]),
      "Checksums": Row(level: 1, mayImport: ["CChecksums"]),
      "Canvas": Row(level: 2, mayImport: ["Imaging"]),
      "Synthesis": Row(level: 2, mayImport: ["Imaging"]),
      "Terminal": Row(level: 2, mayImport: ["Imaging", "CSixel"]),
      "Scenes": Row(level: 2, mayImport: ["Imaging"]),
      "Sharding": Row(level: 2, mayImport: ["Imaging", "Checksums"]),
      "Checkpoints": Row(level: 2, mayImport: ["Tensors", "Checksums", "NumpyFormat"]),
      "Layers": Row(level: 2, mayImport: ["Tensors"]),
      "Layouts": Row(level: 3, mayImport: ["Layers", "Imaging", "Tensors", "CKernels"]),
      "Sessions": Row(level: 3, mayImport: ["Canvas", "Synthesis", "Imaging", "Checksums"]),
      "NcursesTerminal": Row(level: 3, mayImport: ["Terminal", "CNcurses"]),
      "Generators": Row(level: 4, mayImport: generators.subtracting(["Generators"])),
      "Segmentation": Row(
        level: 5, mayImport: ["Generators", "Layers", "Checkpoints", "Imaging", "Tensors"]),
      "Training": Row(level: 6, mayImport: generators.union(["Scenes", "Segmentation"])),
      "Inference": Row(level: 5, mayImport: generators),
      "Studio": Row(
        level: 5, mayImport: ["Canvas", "Synthesis", "Sessions", "Imaging", "Checksums"]),
      "StudioUI": Row(
        level: 6, mayImport: ["Studio", "Canvas", "Synthesis", "Terminal", "Imaging"]),
    ]
    var rows = libraries
    // The composition root sees every module but those that live behind another one.
    rows["ganvas"] = Row(
      level: 7, mayImport: Set(libraries.keys).subtracting(cTargets).union(["CKernels"]))
    return LayerTable(rows: rows)
  }()

  /// Targets in C and C++.
  static let cTargets: Set = [
    "CTorch", "COneDNN", "CTorchBridge", "CKernels", "CChecksums", "CNcurses", "CImageIO",
    "CSixel",
  ]

  /// Modules of the system, open to every target.
  static let system: Set = ["Foundation", "Glibc", "Darwin", "Synchronization", "Dispatch"]

  /// Modules of packages, and the targets that may import them.
  static let packages: [String: Set<String>] = [
    "ArgumentParser": ["ganvas", "Training"], "Logging": ["ganvas"], "TOMLKit": ["ganvas"],
    "DequeModule": ["Canvas", "Studio"],
  ]

  /// Targets a person paints with: they never see a tensor.
  static let paintingHalf: Set = [
    "Canvas", "Sessions", "Studio", "StudioUI", "Terminal", "NcursesTerminal",
  ]

  /// Targets that compute: they never see the document or the screen.
  static let networkHalf: Set = [
    "Tensors", "Layers", "Checkpoints", "Layouts", "Generators", "Segmentation", "Inference",
    "Training",
  ]

  /// Everything a target reaches through its row and the rows below.
  func reachable(from target: String) -> Set<String> {
    var seen: Set<String> = []
    var open = rows[target]?.mayImport ?? []
    while let next = open.popFirst() {
      guard seen.insert(next).inserted else { continue }
      open.formUnion(rows[next]?.mayImport ?? [])
    }
    return seen
  }
}
