import Checkpoints
import Foundation

/// Files shared between the people who work on this; absent on a clean clone.
enum Shared {
  /// The folder `shared` beside the package.
  static let folder: URL = {
    var package = URL(filePath: #filePath)
    for _ in 0..<3 { package.deleteLastPathComponent() }
    let beside = package.deletingLastPathComponent()
    let candidates = [beside, beside.deletingLastPathComponent()].map {
      $0.appending(path: "shared")
    }
    return candidates.first { FileManager.default.fileExists(atPath: $0.path()) } ?? candidates[0]
  }()

  /// Whether reference files are there.
  static let exists = FileManager.default.fileExists(
    atPath: folder.appending(path: "reference").path())

  /// All weight files below `name`, except the damaged ones.
  static func weightFiles(under name: String) -> [String] {
    let root = folder.appending(path: name)
    guard let walk = FileManager.default.enumerator(atPath: root.path()) else { return [] }
    let kinds: Set<String> = ["pth", "pt", "model", "pkl", "npy", "npz", "safetensors"]
    return walk.compactMap { $0 as? String }.sorted()
      .filter { kinds.contains(URL(filePath: $0).pathExtension) && !$0.hasPrefix("bad/") }
      .map { root.appending(path: $0).path() }
  }
}

/// SplitMix64: the same numbers for the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}

/// The error that reading gives; `nil` if it succeeds.
func readingError(_ path: String) -> CheckpointError? {
  do throws(CheckpointError) {
    _ = try Checkpoint.read(path)
    return nil
  } catch {
    return error
  }
}
