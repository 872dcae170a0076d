import ArgumentParser
import Canvas
import Foundation
import Generators
import Imaging
import Sessions
import Studio

/// What the studio opens with: a session, and the model it shall load.
struct StudioStart {
  /// The open session; `nil` when it is open to look only or could not be made.
  var session: SessionFile?
  /// The shipped example it is, until the first act makes an own copy.
  var example: SessionContents?
  /// What it holds.
  var contents: SessionContents
  /// The session's folder name.
  var id: String?
  /// How an existing session was opened; `nil` when this one is new.
  var opened: OpenedSession?
  /// Model to load when the session has none.
  var model: String?
  /// Whether a person opens the studio for the first time.
  var isFirst: Bool
  /// What is to be said in the status bar, in order.
  var remarks: [String] = []
  /// The session that was named and cannot be opened: shown to look only, with a card.
  var rescue: SessionRescue?
  /// Why nothing is kept: the session's folder could not be made.
  var unkept: String?
  /// Where all sessions are.
  let library: SessionLibrary

  /// Finds out what the arguments mean and opens it.
  /// - Parameter canAsk: Whether there is a person to ask what to do about a session that cannot
  ///   be opened.
  /// - Throws: `ValidationError` for a word that stands for nothing; `Unopened`, without a person,
  ///   for a session that was named and cannot be opened: it is never replaced by another one.
  init(
    _ command: StudioSubcommand, _ studio: StudioPlaces, _ places: ProgramPlaces,
    canAsk: Bool = false
  ) throws {
    var library = SessionLibrary(directory: studio.sessions)
    isFirst = !FileManager.default.fileExists(atPath: studio.personFile.path)
    let target = try command.path.map {
      try StudioTarget($0, library: library, places: places)
    }
    model = command.model
    // A model that is not there must not get into a session.
    if let model { _ = try places.library.find(model) }
    var name = command.session
    var isFolder = false
    var isModel = model != nil
    switch target {
    case .session(let id, let place):
      name = id
      isFolder = true
      library = place
    case .model(let path):
      model = path
      isModel = true
    case .map, nil: break
    }
    self.library = library
    model = model ?? StudioStart.standardModel(places)
    if case .model(let path) = target, StudioStart.isLatentAlone(path, places) {
      // Such a model has no use for the map of the session left last: it goes on with its own.
      let file = URL(fileURLWithPath: path).standardizedFileURL
      let isFile = FileManager.default.fileExists(atPath: file.path)
      let place = isFile ? file.path : path
      model = place
      let title = file.deletingPathExtension().lastPathComponent
      let own = library.list().filter { $0.model == place && !$0.isExample }
      name = own.max { $0.changed < $1.changed }?.id
      if name == nil {
        contents = StudioStart.fresh(try StudioStart.firstMap(studio, places).content, named: title)
        contents.savedLatents.isAlone = true
        contents.view.docks = [.latent]
        try create()
        return
      }
    }

    if case .map(let path) = target {
      let set = try StudioStart.labelSet(of: model, places)
      let reading = try MapImport.readMap(path, with: set)
      remarks = reading.findings
      contents = StudioStart.fresh(reading.content, named: StudioStart.name(of: path))
      try create()
      return
    }
    let opener = SessionOpener(library: library) { try? places.labelSet($0) }
    let found: SessionOpener.Found
    do {
      found =
        try name.map { try isFolder ? opener.open(folder: $0) : opener.open(named: $0) }
        ?? opener.openLast()
    } catch let unopened as SessionOpener.Unopened {
      guard canAsk, let rescue = unopened.rescue else { throw unopened }
      let first = try StudioStart.firstMap(studio, places).content
      contents = rescue.contents ?? StudioStart.fresh(first, named: rescue.id)
      self.rescue = rescue
      id = rescue.id
      opened = OpenedSession(id: rescue.id, contents: contents, isReadOnly: true)
      return
    }
    remarks = found.remarks
    if let opened = found.opened {
      session = opened.opened.file
      contents = opened.opened.contents
      id = opened.id
      remarks += opened.opened.findings
      if isModel { contents.settings.model = model }
      let isExample = opened.opened.isExample
      if isExample { example = contents }
      self.opened = OpenedSession(
        id: opened.id, contents: contents, recoveredSteps: opened.opened.recoveredSteps,
        isReadOnly: opened.opened.file == nil && !isExample, isExample: isExample)
      return
    }
    let (content, title) = try StudioStart.firstMap(studio, places)
    contents = StudioStart.fresh(content, named: name ?? title)
    try create()
  }

  /// Makes the session's folder; where that is impossible (a full disk, a folder one may not
  /// write) painting works all the same, and the header says that nothing is kept.
  private mutating func create() throws {
    do throws(SessionError) {
      let file = try library.create(contents)
      session = file
      id = file.id
    } catch {
      unkept = "\(error)"
    }
  }

  /// The bay; without installed templates an empty sky.
  private static func firstMap(
    _ studio: StudioPlaces, _ places: ProgramPlaces
  ) throws -> (content: MapContent, title: String) {
    let set = try places.labelSet("landscape")
    if let template = studio.templateMaps().first,
      let reading = try? MapImport.readMap(template.path, with: set)
    {
      return (reading.content, template.name)
    }
    return (Document(label: 0, labelSet: set).content, "untitled")
  }

  /// The labels a model takes, which a map given beside it is read with; without a model those of
  /// the landscape.
  private static func labelSet(of model: String?, _ places: ProgramPlaces) throws -> LabelSet {
    if let model, case .package(let package)? = try? places.library.find(model),
      let set = try? places.library.labelSet(of: package)
    {
      return set
    }
    return try places.labelSet("landscape")
  }

  /// The shipped landscape, or the first model there is.
  static func standardModel(_ places: ProgramPlaces) -> String? {
    let names = places.library.entries().compactMap { entry -> String? in
      if case .success = entry.package { entry.name } else { nil }
    }
    return names.first { $0 == "landscape" } ?? names.first
  }

  /// Whether a model paints from a latent alone; only its manifest is read.
  private static func isLatentAlone(_ model: String, _ places: ProgramPlaces) -> Bool {
    guard case .package(let package)? = try? places.library.find(model),
      let capabilities = try? FamilyTable.builtIn.capabilities(of: package, from: places.library)
    else { return false }
    return capabilities.labels == nil && capabilities.latent != nil
  }

  private static func fresh(_ content: MapContent, named name: String) -> SessionContents {
    let document = Document(content)
    let used = document.usedLabels.sorted { document.count(of: $0) > document.count(of: $1) }
    // The hand begins with something worth painting, not with the sky.
    let wished = ["tree", "sea", "lake", "river"].compactMap { document.labelSet.label(named: $0) }
    let current = wished.compactMap { UInt16(exactly: $0.id) }.first { used.contains($0) }
    return SessionContents(
      name: name, document: document,
      toolState: (current ?? used.first).map {
        ToolState(label: $0, recents: Array(used.prefix(9)))
      })
  }

  private static func name(of path: String) -> String {
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    return name.hasSuffix("-labels") ? String(name.dropLast(7)) : name
  }
}
