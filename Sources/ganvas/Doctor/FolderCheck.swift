import Foundation
import Generators

/// Folders, and the models in them.
struct FolderCheck {
  let places: ProgramPlaces

  var findings: [Finding] {
    let studio = StudioPlaces(places)
    return [
      assets, models, folder("sessions", studio.sessions), folder("own models", places.ownModels),
      settings(studio.settingsFile), space(studio.sessions),
    ]
  }

  private var assets: Finding {
    guard let assets = places.assets else {
      return .fail(
        "assets", "no folder with label sets above the program or the working directory",
        advice: "run it from the checkout, or put Assets into share/ganvas beside bin")
    }
    let sets = names(in: places.labelSets, ending: ".json")
    return .ok("assets", "\(assets.path), \(sets.count) label sets")
  }

  private var models: Finding {
    let entries = places.library.entries()
    let readable = entries.filter { if case .success = $0.package { true } else { false } }
    for entry in entries {
      guard case .failure(let error) = entry.package else { continue }
      return .warn(
        "models", "\(entry.name) cannot be read: \(error)", advice: "import it again, or delete it")
    }
    guard !readable.isEmpty else {
      return .warn(
        "models", "none", advice: "ganvas models import CHECKPOINT, or ganvas train spade")
    }
    return .ok("models", readable.map(\.name).sorted().joined(separator: ", "))
  }

  /// A folder that exists or can be made, and takes files.
  private func folder(_ topic: String, _ url: URL) -> Finding {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    if manager.fileExists(atPath: url.path, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        return .warn(topic, "\(url.path) is a file", advice: "move it away")
      }
      return manager.isWritableFile(atPath: url.path)
        ? .ok(topic, "\(url.path), \(names(in: url, ending: "").count) inside")
        : .warn(topic, "\(url.path) takes no files", advice: "chmod u+w it")
    }
    var above = url.deletingLastPathComponent()
    while !manager.fileExists(atPath: above.path), above.path != "/" {
      above = above.deletingLastPathComponent()
    }
    return manager.isWritableFile(atPath: above.path)
      ? .ok(topic, "\(url.path) will be made when it is needed")
      : .warn(topic, "\(url.path) cannot be made", advice: "\(above.path) takes no folders")
  }

  private func settings(_ file: URL) -> Finding {
    guard FileManager.default.fileExists(atPath: file.path) else {
      return .ok("settings", "\(file.path): none, so the defaults hold")
    }
    do {
      _ = try StudioSettings.load(from: file)
      return .ok("settings", file.path)
    } catch {
      return .warn("settings", "\(error)", advice: "mend the line, or delete the file")
    }
  }

  private func space(_ folder: URL) -> Finding {
    var above = folder
    while !FileManager.default.fileExists(atPath: above.path), above.path != "/" {
      above = above.deletingLastPathComponent()
    }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: above.path)
    guard let bytes = attributes?[.systemFreeSize] as? NSNumber else {
      return .ok("disk", "free space not listed by this system")
    }
    let gigabytes = bytes.doubleValue / 1e9
    let text = String(format: "%.1f GB free for sessions", gigabytes)
    return gigabytes >= 0.5
      ? .ok("disk", text) : .warn("disk", text, advice: "free some before a long walk or training")
  }

  private func names(in folder: URL, ending: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return all.filter { !$0.hasPrefix(".") && $0.hasSuffix(ending) }
  }
}
