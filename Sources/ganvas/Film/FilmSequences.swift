import ArgumentParser
import Checksums
import Foundation
import Imaging
import Sharding

/// Several films at once: a folder whose folders hold the maps of one film each. A frame needs its
/// predecessors, so that a film is made whole by one process.
struct FilmSequences {
  /// Names of the folders, sorted.
  let names: [String]
  private let folder: URL

  /// The films of a folder; `nil` where it holds maps itself, or no folder, or where none is named.
  init?(_ path: String?) {
    guard let path else { return nil }
    folder = URL(fileURLWithPath: path)
    let all = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard !all.contains(where: ImageFormat.isMap) else {
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
    let folderName = labels ?? ""
    guard place.pathExtension.isEmpty else {
      throw ValidationError("\(folderName) holds several films, so --output must be a folder")
    }
    if verification.verify {
      try verify(sequences, in: place)
      return
    }
    let shard = try sharding.part(of: sequences.names, "films", device: compute.device)
    try OutputPlace.makeFolder(place)
    let ledger = try shard.map { try Ledger($0, in: place) }
    var failures = 0
    for name in sequences.names where shard?.holds(name) ?? true {
      var film = self
      film.labels = sequences.maps(name)
      film.output = FilmSequences.output(name, in: output, as: format)
      // Films carry no fingerprint, frames do: with them the same command makes nothing anew.
      film.keepFrames = true
      let clock = ContinuousClock.now
      do {
        try film.runAlone()
        let bytes = format == nil ? nil : try ImageFile.bytes(of: URL(fileURLWithPath: film.output))
        try ledger?.append(
          item: name, output: URL(fileURLWithPath: film.output).lastPathComponent,
          bytes: bytes?.count, crc32: bytes.map { CRC32.checksum(of: $0) },
          seconds: (ContinuousClock.now - clock) / .seconds(1))
      } catch let code as ExitCode {
        throw code
      } catch {
        failures += 1
        try? ledger?.append(item: name, output: name, error: "\(error)")
        tell("\(name) · failed: \(error)")
      }
    }
    ledger?.flush()
    if failures > 0 { throw ExitCode.failure }
  }

  /// Looks at every frame of every film, and whether films are there that are made from them.
  private func verify(_ sequences: FilmSequences, in place: URL) throws {
    var expected: [ExpectedOutput] = []
    var folders = [""]
    var names: Set<String> = []
    for name in sequences.names {
      var film = self
      film.labels = sequences.maps(name)
      film.output = FilmSequences.output(name, in: output, as: format)
      let export: FilmExport
      let prints: [RenderFingerprint]
      do {
        export = try film.export()
        prints = try export.fingerprints()
      } catch {
        tell("\(name) · \(error)")
        expected.append(ExpectedOutput(item: name, output: name, accepted: [], shardName: name))
        continue
      }
      names.insert(export.model.description.name)
      let frames = export.target.frames.lastPathComponent
      folders.append(frames)
      for (number, print) in prints.enumerated() {
        expected.append(
          ExpectedOutput(
            item: "\(name) \(number)",
            output: frames + "/" + export.target.frame(number).lastPathComponent,
            accepted: print.accepted, shardName: name))
      }
      let file = export.target.place
      if format != nil, !FileManager.default.fileExists(atPath: file.path) {
        expected.append(
          ExpectedOutput(
            item: name, output: file.lastPathComponent, accepted: nil, shardName: name))
      }
    }
    try verification.check(
      expected, in: place, folders: folders, shards: sharding.count,
      model: names.count == 1 ? names.first : nil)
  }
}
