import Canvas
import Imaging
import Sessions
import Synthesis

/// Saving and exporting.
extension SessionsRoom {
  /// `W`: the picture now, without a card.
  mutating func writeNow() -> [Effect] { beginExport(exportCard(.picture)) }

  /// Begins to write files.
  mutating func beginExport(_ export: ExportCard) -> [Effect] {
    var kind = export.kind
    if kind.isWalk { return beginWalkExport(export) }
    let request = makeRequest(stamp: picture.latestStamp, precision: .float32)
    session.exportRemark = nil
    if request == nil {
      kind = .map
      let model = model.loading.map { "\($0) is still loading" } ?? "no model is loaded"
      session.exportRemark = "the map alone, without picture: \(model)"
      showStatus(.reason, "only the map is written: \(model)")
    }
    beginWork(.exporting, "exporting \(kind.words)", fraction: nil)
    advanceTour(.export)
    return [
      .export(
        ExportRequest(
          kind: kind, name: export.fileName, request: kind == .map ? nil : request,
          map: editing.document.content, settings: picture.settings, command: export.command,
          styles: chosenStyles))
    ]
  }

  /// Begins to render and write the walk, beside whatever the hand does.
  private mutating func beginWalkExport(_ export: ExportCard) -> [Effect] {
    guard let description = model.description, let name = model.loadedName,
      timeline.walk.canPlay
    else {
      showStatus(.reason, "a walk needs a model and two keyframes")
      return []
    }
    beginWork(.exporting, "exporting \(counted(timeline.walk.length, "frame"))", fraction: 0)
    advanceTour(.export)
    return [
      .exportWalk(
        WalkExportRequest(
          name: export.fileName, ending: export.kind.ending, walk: timeline.walk,
          maps: timeline.maps,
          photos: picture.photos.pictures, map: editing.document.content, model: name,
          description: description))
    ]
  }

  /// Files are written: say so, with the path to copy.
  mutating func filesExported(_ files: [ExportedFile]) {
    endWork(.exporting)
    guard let first = files.first else { return }
    let parts = first.path.split(separator: "/")
    let name = parts.last.map { String($0) } ?? first.path
    let folder = parts.dropLast().joined(separator: "/")
    let place = parts.count > 1 ? ", in \(first.path.hasPrefix("/") ? "/" : "")\(folder)" : ""
    let more = files.count > 1 ? ", and \(counted(files.count - 1, "more file"))" : ""
    let remark = session.exportRemark.map { " (\($0))" } ?? ""
    session.exportRemark = nil
    showStatus(
      remark.isEmpty ? .done : .reason,
      "written: \(name), \(bytes(first.bytes))\(more)\(remark)\(place)",
      copy: first.path)
  }

  /// The command that does the same without a screen.
  func exportCommand(_ kind: ExportCard.Kind) -> ExportCommand {
    var command = ExportCommand()
    if kind.isWalk {
      command.add("ganvas", "walk", session.id ?? session.name, "-o")
      command.add(file: kind.ending)
      return command
    }
    command.add("ganvas", "render")
    if leftPane != .map {
      command.add("--model", picture.settings.model ?? "NAME")
      for word in latentArguments { command.add(word) }
      command.add("-o")
      command.add(file: ".png")
      return command
    }
    command.add("--labels")
    command.add(file: "-labels.png")
    if editing.document.instances.elements.contains(where: { $0 != 0 }) {
      command.add("--instances")
      command.add(file: "-instances.png")
    }
    command.add("--model", picture.settings.model ?? "NAME")
    if hasLatent { for word in latentArguments { command.add(word) } }
    if let capabilities {
      for word in picture.settings.pyramidArguments(of: capabilities) { command.add(word) }
    }
    if let capabilities, picture.settings.statistics != capabilities.preferredStatistics {
      command.add("--statistics", picture.settings.statistics.rawValue)
    }
    if let photo = picture.settings.stylePhoto { command.add("--style-image", photo) }
    let styles = chosenStyles
    if styles.count > mostStylesOnLine {
      command.add("--style-file")
      command.add(file: ".json")
    } else {
      for style in styles { command.add("--style", style.text(in: editing.document.labelSet)) }
    }
    command.add("-o")
    command.add(file: ".png")
    return command
  }

  /// Styles that somebody chose for what is on the map.
  var chosenStyles: [StyleAssignment] {
    book?.choices(on: editing.document.content, picture.settings) ?? []
  }

  /// A checkpoint now.
  mutating func saveNow() -> [Effect] {
    guard !session.isReadOnly else { return [] }
    session.needsCheckpoint = false
    session.unsyncedSince = nil
    session.lastCheckpoint = clock
    return [.saveSession(contents)]
  }
}

/// More styles than this are read from the file beside the picture.
private let mostStylesOnLine = 4
