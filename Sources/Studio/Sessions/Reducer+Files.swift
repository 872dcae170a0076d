import Canvas
import Imaging
import Sessions
import Synthesis

/// Saving and exporting.
extension StudioState {
  /// `W`: the picture now, without a card.
  mutating func writeNow() -> [Effect] { beginExport(exportCard(.picture)) }

  /// Begins to write files.
  mutating func beginExport(_ export: ExportCard) -> [Effect] {
    var kind = export.kind
    if kind.isWalk { return beginWalkExport(export) }
    let request = makeRequest(stamp: picture.latestStamp, precision: .float32)
    exportRemark = nil
    if request == nil {
      kind = .map
      let model = model.loading.map { "\($0) is still loading" } ?? "no model is loaded"
      exportRemark = "the map alone, without picture: \(model)"
      showStatus(.reason, "only the map is written: \(model)")
    }
    work.append(
      LongWork(kind: .exporting, words: "exporting \(kind.words)", fraction: nil, since: clock))
    advanceTour(.export)
    return [
      .export(
        ExportRequest(
          kind: kind, name: export.fileName, request: kind == .map ? nil : request,
          map: document.content, settings: settings, command: export.command,
          styles: chosenStyles))
    ]
  }

  /// Begins to render and write the walk, beside whatever the hand does.
  private mutating func beginWalkExport(_ export: ExportCard) -> [Effect] {
    guard let description = model.description, let name = model.loadedName, walk.segmentCount > 0
    else {
      showStatus(.reason, "a walk needs a model and two keyframes")
      return []
    }
    work.append(
      LongWork(
        kind: .exporting, words: "exporting \(counted(walk.length, "frame"))", fraction: 0,
        since: clock))
    advanceTour(.export)
    return [
      .exportWalk(
        WalkExportRequest(
          name: export.fileName, ending: export.kind.ending, walk: walk, maps: maps,
          photos: photos.pictures, map: document.content, model: name, description: description))
    ]
  }

  /// Files are written: say so, with the path to copy.
  mutating func noteExport(_ files: [ExportedFile]) {
    endWork(.exporting)
    guard let first = files.first else { return }
    let name = first.path.split(separator: "/").last.map { String($0) } ?? first.path
    let more = files.count > 1 ? ", and \(counted(files.count - 1, "more file"))" : ""
    let remark = exportRemark.map { " (\($0))" } ?? ""
    exportRemark = nil
    showStatus(
      remark.isEmpty ? .done : .reason,
      "written: \(name), \(bytes(first.bytes))\(more)\(remark), y copies the path",
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
      command.add("--model", settings.model ?? "NAME")
      for word in latentArguments { command.add(word) }
      command.add("-o")
      command.add(file: ".png")
      return command
    }
    command.add("--labels")
    command.add(file: "-labels.png")
    if document.instances.elements.contains(where: { $0 != 0 }) {
      command.add("--instances")
      command.add(file: "-instances.png")
    }
    command.add("--model", settings.model ?? "NAME")
    if hasLatent { for word in latentArguments { command.add(word) } }
    if let capabilities, settings.statistics != capabilities.preferredStatistics {
      command.add("--statistics", settings.statistics.rawValue)
    }
    if let photo = settings.stylePhoto { command.add("--style-image", photo) }
    let styles = chosenStyles
    if styles.count > Self.mostStylesOnLine {
      command.add("--style-file")
      command.add(file: ".json")
    } else {
      for style in styles { command.add("--style", style.text(in: document.labelSet)) }
    }
    command.add("-o")
    command.add(file: ".png")
    return command
  }

  /// More styles than this are read from the file beside the picture.
  private static let mostStylesOnLine = 4

  /// Styles that somebody chose for what is on the map.
  var chosenStyles: [StyleAssignment] {
    book?.choices(on: document.content, settings) ?? []
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
