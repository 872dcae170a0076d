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
      say(.reason, "only the map is written: \(model)")
    }
    work.append(
      LongWork(kind: .exporting, words: "exporting \(kind.words)", fraction: nil, since: clock))
    advanceTour(.export)
    return [
      .export(
        ExportRequest(
          kind: kind, name: fileName(export.name.text), request: kind == .map ? nil : request,
          map: document.content, settings: settings, commandLine: export.commandLine))
    ]
  }

  /// Begins to render and write the walk, beside whatever the hand does.
  private mutating func beginWalkExport(_ export: ExportCard) -> [Effect] {
    guard let description = model.description, let name = model.loadedName, walk.segmentCount > 0
    else {
      say(.reason, "a walk needs a model and two keyframes")
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
          name: fileName(export.name.text), ending: export.kind.ending, walk: walk, maps: maps,
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
    say(
      remark.isEmpty ? .done : .reason,
      "written: \(name), \(bytes(first.bytes))\(more)\(remark), y copies the path",
      copy: first.path)
  }

  /// The command that does the same without a screen.
  func commandLine(_ name: String, _ kind: ExportCard.Kind) -> String {
    if kind.isWalk {
      let session = quoted(session.id ?? session.name)
      return "ganvas walk \(session) -o \(quoted(name))\(kind.ending)"
    }
    var parts = ["ganvas", "render", "--labels", "\(name)-labels.png"]
    if document.instances.elements.contains(where: { $0 != 0 }) {
      parts += ["--instances", "\(name)-instances.png"]
    }
    parts += ["--model", settings.model.map(quoted) ?? "NAME"]
    if capabilities?.latent != nil, let seed = settings.seed { parts += ["--seed", "\(seed)"] }
    if settings.latent.truncationPsi != 1 {
      parts += ["--psi", decimal(settings.latent.truncationPsi, 2)]
    }
    if let photo = settings.stylePhoto { parts += ["--style-image", quoted(photo)] }
    return (parts + ["-o", "\(name).png"]).joined(separator: " ")
  }

  /// A checkpoint now.
  mutating func saveNow() -> [Effect] {
    guard !session.isReadOnly else { return [] }
    session.needsCheckpoint = false
    session.unsyncedSince = nil
    session.lastCheckpoint = clock
    return [.saveSession(contents)]
  }

  /// A name as a file name: lower case, words joined by `-`.
  func fileName(_ name: String) -> String {
    let words = name.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }
    return words.isEmpty ? "picture" : words.joined(separator: "-")
  }

  private func quoted(_ text: String) -> String {
    text.allSatisfy { $0.isLetter || $0.isNumber || "._-/".contains($0) } ? text : "'\(text)'"
  }
}
