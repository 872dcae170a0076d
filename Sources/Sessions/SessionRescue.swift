public import Canvas
public import Imaging

/// What can be had of a session that cannot be opened, from those of its files that can be read.
public struct SessionRescue: Hashable, Sendable {
  /// Folder name without `.session`.
  public var id: String
  /// Why it cannot be opened.
  public var reason: String
  /// The map: as it was last saved, else as it was opened with the journal's acts over it; `nil`
  /// when neither can be read.
  public var map: MapContent?
  /// Acts of the journal that are in the map, or can be undone from it.
  public var acts: Int
  /// The last picture.
  public var picture: RGBImage?
  /// What a new session of it holds; `nil` without a map.
  public var contents: SessionContents?

  /// What cannot be had, in words.
  public var lost: [String] = []

  /// What was found of a session, which is nothing as yet.
  public init(id: String, reason: String, acts: Int = 0) {
    self.id = id
    self.reason = reason
    self.acts = acts
  }

  /// What there is, in words; empty when nothing is.
  public var words: [String] {
    var words: [String] = []
    if let map { words.append("the map, \(map.size)") }
    if acts > 0 { words.append(acts == 1 ? "1 act of its journal" : "\(acts) acts of its journal") }
    if let picture { words.append("the last picture, \(picture.size)") }
    return words
  }
}

extension SessionLibrary {
  /// Looks what can be had of a session, without changing one of its files.
  /// - Parameters:
  ///   - id: The session.
  ///   - labelSet: The label set of a name, for maps whose meaning only `session.json` said.
  /// - Throws: `missing` when there is no folder of that name.
  public func rescue(
    _ id: String, labelSet: (String) -> LabelSet?
  ) throws(SessionError) -> SessionRescue {
    typealias Member = SessionFolder.Member
    guard !id.contains("/"), let folder = try? SessionFolder(path(of: id), through: calls) else {
      throw .missing(id: id)
    }
    var rescue = SessionRescue(id: id, reason: "nothing is wrong with it", acts: 0)
    var manifest: SessionManifest?
    do throws(SessionError) {
      manifest = try SessionManifest.read(folder)
      _ = try SessionRecovery(folder, with: .readOnly)
    } catch {
      rescue.reason = error.description
    }
    rescue.picture = folder.picture(Member.lastFrame)
    let records = (try? folder.journal()).flatMap { $0 }.map { Journal.read($0).records } ?? []
    func map(_ prefix: String, _ set: LabelSet?) -> MapContent? {
      let named = folder.labelSetName(prefix: prefix).flatMap(labelSet)
      guard let set = set ?? named else { return nil }
      return try? folder.map(prefix: prefix, labelSet: set)
    }
    var contents: SessionContents?
    if let saved = map("", manifest?.labelSet) {
      contents = SessionContents(name: manifest?.name ?? id, document: Document(saved))
    } else if let opened = map("opened-", manifest?.openedLabelSet ?? manifest?.labelSet) {
      var replayed = SessionContents(name: manifest?.name ?? id, document: Document(opened))
      for (record, _) in records where record.fits(replayed) { record.replay(in: &replayed) }
      rescue.acts = replayed.history.past.count
      contents = replayed
    }
    if var found = contents {
      if let manifest {
        found.settings = manifest.settings
        found.toolState = manifest.toolState
        found.walk = manifest.walk ?? found.walk
        found.savedLatents = manifest.savedLatents ?? found.savedLatents
      }
      found.picture = rescue.picture
      found.maps = folder.keyframeMaps()
      var faults: [String] = []
      found.putInside(&faults)
      contents = found
    }
    if manifest == nil { rescue.lost.append("settings") }
    if map("", manifest?.labelSet) == nil { rescue.lost.append("saved map") }
    if folder.directory.hasMember(Member.journal), records.isEmpty, manifest?.steps != 0 {
      rescue.lost.append("acts of its journal")
    }
    if rescue.picture == nil { rescue.lost.append("picture") }
    rescue.map = contents?.document.content
    rescue.contents = contents
    return rescue
  }

  /// Makes a new session of what can be had of one that cannot be opened; its files stay as they
  /// are, its photos are copied.
  /// - Returns: The new session's folder name.
  /// - Throws: `malformed` with the reason when nothing can be had.
  public func restore(
    _ id: String, labelSet: (String) -> LabelSet?
  ) throws(SessionError) -> String {
    let rescue = try rescue(id, labelSet: labelSet)
    guard let contents = rescue.contents else {
      throw .malformed(
        path: path(of: id), reason: "neither its map nor the map it began with can be read")
    }
    let file = try create(contents)
    if let photos = try? SessionFolder(path(of: id), through: calls),
      photos.directory.hasMember(SessionFolder.Member.manifest)
    {
      try copyPhotos(from: id, to: file.path)
    }
    try file.close(contents, at: file.mark)
    return file.id
  }

  /// Gives a session another name; its folder keeps its own.
  public func rename(_ id: String, to name: String) throws(SessionError) {
    let opened = try open(id)
    guard let file = opened.file else {
      throw .file(path: path(of: id), reason: "it comes with the program")
    }
    var contents = opened.contents
    contents.name = name
    try file.close(contents, at: file.mark)
  }
}

extension SessionFolder {
  /// Name of the label set that a map's file says.
  fileprivate func labelSetName(prefix: String) -> String? {
    guard let bytes = try? read(prefix + Member.labels, limit: FileLimits.picture) else {
      return nil
    }
    return (try? PNG.decode(bytes, named: ""))?.text[LabelMapFile.labelSetKey]
  }
}

extension JournalRecord {
  /// Whether the act was done on such contents: what it changes is as it was before it.
  fileprivate func fits(_ contents: SessionContents) -> Bool {
    let patch: Patch
    switch act?.change {
    case .map(let change), .objects(let change, _, _): patch = change
    case .settings, .walk, .stars, nil: return true
    }
    switch patch.change {
    case .whole(let before, _): return before.size == contents.document.size
    case .pixels(let size, let runs):
      guard size == contents.document.size else { return false }
      let labels = contents.document.labels.elements
      return runs.allSatisfy { run in
        let range = Int(run.start)..<Int(run.start) + Int(run.count)
        return range.upperBound <= labels.count
          && labels[range].allSatisfy { $0 == run.oldLabel || $0 == run.newLabel }
      }
    }
  }
}
