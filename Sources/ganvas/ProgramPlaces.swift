import Foundation
import Generators
import Imaging

/// Where the program finds its files. The one place that looks at the environment for them.
struct ProgramPlaces {
  /// Folder with `Labels` and `Models`; `nil` when nothing is installed beside the program.
  let assets: URL?
  /// Where people's own models lie: `$XDG_DATA_HOME/ganvas/models`.
  let ownModels: URL
  /// Where photos are learned: a folder each, `$XDG_DATA_HOME/ganvas/learned`.
  let learned: URL

  /// Looks around: above the executable (a checkout or an installation's `share/ganvas`), then
  /// above the working directory.
  init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: URL = ProgramPlaces.executable,
    workingDirectory: URL = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
  ) {
    func isAssets(_ folder: URL) -> Bool {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent("Labels").path)
    }
    func above(_ start: URL) -> URL? {
      var folder = start.standardizedFileURL
      for _ in 0..<12 {
        for name in ["Assets", "share/ganvas/Assets", "share/ganvas"] {
          let candidate = folder.appendingPathComponent(name)
          if isAssets(candidate) { return candidate }
        }
        if folder.path == "/" { return nil }
        folder = folder.deletingLastPathComponent()
      }
      return nil
    }
    assets = above(executable.deletingLastPathComponent()) ?? above(workingDirectory)
    let home = URL(fileURLWithPath: environment["HOME"] ?? NSHomeDirectory())
    let data =
      environment["XDG_DATA_HOME"].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : nil }
      ?? home.appendingPathComponent(".local/share")
    ownModels = data.appendingPathComponent("ganvas/models")
    learned = data.appendingPathComponent("ganvas/learned")
  }

  /// Shipped models first, then people's own, then those learned from photos in the studio.
  var library: ModelLibrary {
    ModelLibrary(
      folders: [assets?.appendingPathComponent("Models"), ownModels].compactMap { $0 },
      runs: learned, labelSets: labelSets)
  }

  /// Folder of the label sets.
  var labelSets: URL { (assets ?? ownModels).appendingPathComponent("Labels") }

  /// A label set by the name of a shipped one or the path of a JSON file.
  func labelSet(_ nameOrPath: String) throws(LabelSetError) -> LabelSet {
    if nameOrPath.contains("/") || nameOrPath.hasSuffix(".json") {
      return try LabelSet.load(from: URL(fileURLWithPath: nameOrPath))
    }
    return try LabelSet.load(named: nameOrPath, in: labelSets)
  }

  /// The shipped labeller of landscapes.
  /// - Throws: `FileError` where it is not installed.
  func labeller() throws(FileError) -> URL {
    let file = (assets ?? ownModels).appendingPathComponent("Labellers/landscape.safetensors")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw FileError(
        path: file.path, kind: .missing,
        reason: "the labeller is not installed beside the program")
    }
    return file
  }

  /// The running program.
  static var executable: URL {
    let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: link ?? CommandLine.arguments.first ?? "ganvas")
  }
}
