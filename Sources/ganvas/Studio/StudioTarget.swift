import ArgumentParser
import Foundation
import Generators
import Imaging
import Sessions

/// What the word or path behind `ganvas` stands for. A word that stands for nothing is refused
/// before anything is opened.
enum StudioTarget {
  /// A session of a library.
  case session(String, SessionLibrary)
  /// A label map or photo to begin with.
  case map(String)
  /// A model to go on with.
  case model(String)

  /// Finds out what was meant: a path is what lies there, a word a session, then a model.
  /// - Throws: `ValidationError` for what is neither, with what may have been meant.
  init(_ text: String, library: SessionLibrary, places: ProgramPlaces) throws {
    let url = URL(fileURLWithPath: (text as NSString).expandingTildeInPath)
    let isPath = text.contains("/")
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    if !isPath, let summary = StudioTarget.match(text, in: library.list()) {
      self = .session(summary.id, library)
      return
    }
    if exists, isFolder.boolValue, url.pathExtension == "session" {
      let folder = url.standardizedFileURL
      self = .session(
        folder.deletingPathExtension().lastPathComponent,
        SessionLibrary(directory: folder.deletingLastPathComponent()))
      return
    }
    if (ImageFormat.endings + ImageFormat.mapEndings).contains(url.pathExtension.lowercased()) {
      guard exists else { throw ValidationError("there is no map \(url.path)") }
      self = .map(text)
      return
    }
    if (try? places.library.find(text)) != nil {
      self = .model(text)
      return
    }
    if exists {
      // A package that cannot be read says why.
      _ = try places.library.find(text)
    }
    throw ValidationError(StudioTarget.refusal(of: text, at: url, isPath, library, places))
  }

  /// A session by its folder's name, or by its own.
  static func match(_ text: String, in all: [SessionSummary]) -> SessionSummary? {
    let plain = text.hasSuffix(".session") ? String(text.dropLast(".session".count)) : text
    return all.first { $0.id == plain }
      ?? all.first { $0.name.lowercased() == plain.lowercased() }
  }

  private static func refusal(
    of text: String, at url: URL, _ isPath: Bool, _ library: SessionLibrary,
    _ places: ProgramPlaces
  ) -> String {
    if isPath { return "there is nothing at \(url.path)" }
    let all = library.list()
    let commands = Ganvas.configuration.subcommands.map { $0._commandName }
    let known = all.flatMap { [$0.id, $0.name] } + places.library.entries().map(\.name) + commands
    let meant = Spelling.nearest(to: text, among: known)
    return "no session or model called \(text)"
      + (meant.map { "; did you mean \($0)?" }
        ?? "; sessions are in \(library.directory.path), models are listed by ganvas models list")
  }
}
