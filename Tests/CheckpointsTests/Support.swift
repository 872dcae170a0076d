import Checkpoints
import Foundation
import TestSupport

extension SharedFolder {
  /// All weight files below `name`, except the damaged ones.
  static func weightFiles(under name: String) -> [String] {
    guard let root = item(name),
      let walk = FileManager.default.enumerator(atPath: root.path())
    else { return [] }
    let kinds: Set<String> = ["pth", "pt", "model", "pkl", "npy", "npz", "safetensors"]
    return walk.compactMap { $0 as? String }.sorted()
      .filter { kinds.contains(URL(filePath: $0).pathExtension) && !$0.hasPrefix("bad/") }
      .map { root.appending(path: $0).path() }
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
