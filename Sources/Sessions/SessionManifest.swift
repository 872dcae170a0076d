import Canvas
import Foundation
import Imaging

/// `session.json`: everything of a session but maps, pictures and the undo line.
struct SessionManifest: Codable, Equatable, Sendable {
  /// Version of the format this program writes.
  static let currentSchema = 1

  /// The place in the journal that the saved map corresponds to.
  struct Mark: Codable, Equatable {
    /// Generation of the journal.
    var generation: UInt64
    /// Bytes of it that the saved map knows of.
    var bytes: Int
  }

  /// Version of the format.
  var schema = SessionManifest.currentSchema
  /// Name as the painter wrote it.
  var name: String
  /// Whether it comes with the program: such a folder is never written to.
  var isExample: Bool?
  /// What the ids of `labels.png` mean.
  var labelSet: LabelSet
  /// What the ids of `opened-labels.png` mean, where they mean something else.
  var openedLabelSet: LabelSet?
  /// What the picture is made with.
  var settings: PictureSettings
  /// What the hand holds.
  var toolState: ToolState
  /// Styles that were copied; sessions from before there were such have none.
  var styleClipboard: StyleClipboard?
  /// Starred places in latent space; absent where nothing was kept.
  var savedLatents: SavedLatents?
  /// What is shown and how.
  var view: ViewSettings
  /// Seeds used so far.
  var seeds: SeedMemory
  /// State of the dice.
  var dice: UInt64
  /// Cursor on the map.
  var cursor: PixelPoint
  /// Keyframes; absent in sessions of earlier programs and where there are none.
  var walk: Walk?
  /// Frame of the walk that is looked at.
  var playhead: Int?
  /// Undo steps on the undo line.
  var steps: Int
  /// Whether `frames/a.png` is the fixed picture A.
  var hasPictureA: Bool
  /// The journal's part that the files know of.
  var journal: Mark
  /// The same in the journal before, while a shorter one takes its place.
  var journalBefore: Mark?

  /// Names in the file, where they are those of earlier programs.
  private enum CodingKeys: String, CodingKey {
    case schema, name, isExample, labelSet, openedLabelSet, settings
    case toolState = "hand"
    case styleClipboard = "styleShelf"
    case savedLatents = "latentShelf"
    case view, seeds, dice, cursor, walk, playhead, steps, hasPictureA, journal, journalBefore
  }

  /// Reads and checks a manifest.
  /// - Parameter faults: Numbers that were mended, in words.
  static func read(
    _ folder: SessionFolder, _ faults: inout [String]
  ) throws(SessionError) -> SessionManifest {
    let path = folder.directory.path(of: SessionFolder.Member.manifest)
    let bytes = try folder.read(SessionFolder.Member.manifest, limit: FileLimits.sessionManifest)
    struct Version: StoredValue {
      var schema: Int
      mutating func validate(_ faults: inout [String]) {}
    }
    guard let version = try? StoredJSON.decode(Version.self, from: bytes) else {
      throw .malformed(path: path, reason: "it is no session file")
    }
    guard version.schema <= currentSchema else {
      throw .newer(path: path, schema: version.schema)
    }
    do {
      return try StoredJSON.decode(SessionManifest.self, from: bytes, &faults)
    } catch {
      throw .malformed(path: path, reason: SessionManifest.words(for: error))
    }
  }

  /// Reads a manifest without a word about what was mended.
  static func read(_ folder: SessionFolder) throws(SessionError) -> SessionManifest {
    var faults: [String] = []
    return try read(folder, &faults)
  }

  /// The manifest as text.
  func encoded() throws(SessionError) -> [UInt8] {
    do { return try StoredJSON.encode(self, pretty: true) } catch {
      throw .malformed(
        path: SessionFolder.Member.manifest, reason: "it cannot be written: \(error)")
    }
  }

  private static func words(for error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    func place(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(place(context)) lacks \(key.stringValue)"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      return "\(place(context)): \(context.debugDescription)"
    @unknown default:
      return "it cannot be read"
    }
  }
}
