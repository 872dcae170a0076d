import ArgumentParser
import Foundation
import Imaging

/// Several films at once: a folder whose folders hold the maps of one film each. A frame needs its
/// predecessors, so that a film is made whole by one process.
struct FilmSequences {
  /// Names of the folders, sorted.
  let names: [String]
  private let folder: URL

  /// The films of a folder; `nil` where it holds maps itself, or no folder.
  init?(_ path: String) {
    folder = URL(fileURLWithPath: path)
    let all = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard !all.contains(where: { !$0.hasPrefix(".") && $0.lowercased().hasSuffix(".png") }) else {
      return nil
    }
    let folder = folder
    names = all.sorted().filter { name in
      var isFolder: ObjCBool = false
      return !name.hasPrefix(".")
        && FileManager.default.fileExists(
          atPath: folder.appendingPathComponent(name).path, isDirectory: &isFolder)
        && isFolder.boolValue
    }
    if names.isEmpty { return nil }
  }

  /// The maps of one film.
  func maps(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Where one film goes: a folder of frames, or a file with an ending.
  static func output(_ name: String, in folder: String, as ending: String?) -> String {
    URL(fileURLWithPath: folder).appendingPathComponent(ending.map { name + "." + $0 } ?? name).path
  }
}

extension FilmCommand {
  /// Makes the films of a folder of folders, those of one shard where one is asked for. A film that
  /// fails is a line.
  func run(_ sequences: FilmSequences) throws {
    guard instances == nil else {
      throw ValidationError("instance maps of several films lie beside their maps: no --instances")
    }
    let place = URL(fileURLWithPath: output)
    guard place.pathExtension.isEmpty else {
      throw ValidationError("\(labels) holds several films, so --output must be a folder")
    }
    let shard = try sharding.part(of: sequences.names, "films", device: compute.device)
    var failures = 0
    for name in sequences.names where shard?.holds(name) ?? true {
      var film = self
      film.labels = sequences.maps(name)
      film.output = FilmSequences.output(name, in: output, as: format)
      // Films carry no fingerprint, frames do: with them the same command makes nothing anew.
      film.keepFrames = true
      do {
        try film.runAlone()
      } catch let code as ExitCode {
        throw code
      } catch {
        failures += 1
        tell("\(name) · failed: \(error)")
      }
    }
    if failures > 0 { throw ExitCode.failure }
  }
}
