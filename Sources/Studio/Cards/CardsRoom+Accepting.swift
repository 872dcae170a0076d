import Canvas
import Imaging
import Sessions
import Synthesis

/// Enter in a card.
extension CardsRoom {
  /// Does what the card offers.
  mutating func acceptCard() -> [Effect] {
    if let effects = takeChosenFile() { return effects }
    switch cards.card {
    case .commands(let list): return acceptCommand(list)
    case .models(let list): return acceptModel(list)
    case .sessions(let list): return acceptSession(list)
    case .newMap(let new): return acceptNewMap(new)
    case .export(let export):
      cards.card = nil
      return beginExport(export)
    case .photo(let photo): return acceptPhoto(photo)
    case .photoBox(let box): return acceptPhotoBox(box)
    case .learn(let card): return acceptLearning(card)
    case .latentFile(let file): return acceptLatentFile(file)
    case .namedCopy(let text):
      let name = text.text.isEmpty ? session.name : text.text
      cards.card = nil
      return [.copySession(contents, name: name)]
    case .contactSheet(let sheet): return takeFromContactSheet(sheet.selected)
    case .help(let help): return acceptHelp(help)
    case .rescue(let card): return acceptRescue(card)
    case .messages, .userFacingError:
      cards.card = nil
    case nil:
      break
    }
    return []
  }

  private mutating func acceptCommand(_ list: ListCard<StudioCommand>) -> [Effect] {
    guard let chosen = list.chosen else { return [] }
    cards.card = nil
    remember(chosen)
    return command(chosen)
  }

  /// Enter in help: a chosen command is given, else the card closes.
  private mutating func acceptHelp(_ help: HelpState) -> [Effect] {
    cards.card = nil
    guard help.showsList, help.rows.indices.contains(help.selected),
      case .command(let chosen) = help.rows[help.selected]
    else { return [] }
    remember(chosen)
    return command(chosen)
  }

  private mutating func acceptModel(_ list: ListCard<ModelRow>) -> [Effect] {
    guard let row = list.chosen else {
      // What was typed may be a path.
      guard list.query.text.contains("/") || list.query.text.contains(".") else { return [] }
      cards.card = nil
      return load(list.query.text)
    }
    if row == .learn { return openLearning() }
    if let problem = row.problem {
      showStatus(.reason, "\(row.name): \(problem)")
      return []
    }
    cards.card = nil
    return load(row.name)
  }

  private mutating func acceptSession(_ list: ListCard<SessionRow>) -> [Effect] {
    guard let row = list.chosen else { return [] }
    switch row {
    case .new: return openNewMap()
    case .session(let summary):
      if summary.id == session.id {
        cards.card = nil
        showStatus(.done, "\(summary.name) is open already")
        return []
      }
      if case .damaged = summary.condition { return [.lookIntoSession(summary.id)] }
      var opening = SessionOpening.allCases[list.variant % SessionOpening.allCases.count]
      if case .inUse = summary.condition { opening = .readOnly }
      cards.card = nil
      let effects =
        editing.gesture == nil ? [] : finishGesture(at: editing.cursor.point, isClick: false)
      return effects + [.openSession(saving: contents, id: summary.id, opening)]
    }
  }

  private mutating func acceptNewMap(_ new: NewMapCard) -> [Effect] {
    if !new.path.text.isEmpty {
      if let reading = new.content { return beginSession(reading.content, named: new.path.text) }
      return [.readMap(path: new.path.text)]
    }
    if let templates = new.templates, templates.indices.contains(new.selected) {
      return [.readMap(path: templates[new.selected].path)]
    }
    if new.selected == new.rowCount - 2 { return [.randomMap(seed: rollSeed())] }
    let set = capabilities?.labels?.labelSet ?? editing.document.labelSet
    let empty = Document(
      label: UInt16(clamping: set.unlabelled ?? set.labels.first?.id ?? 0), labelSet: set)
    return beginSession(empty.content, named: "untitled")
  }

  /// A map was read: with findings they are shown first, Enter takes it.
  mutating func mapRead(_ reading: MapReading, from path: String) -> [Effect] {
    guard case .newMap(var new) = cards.card else { return [] }
    if reading.findings.isEmpty { return beginSession(reading.content, named: path) }
    new.path = InputText(path)
    new.findings = reading.findings
    new.content = reading
    cards.card = .newMap(new)
    return []
  }

  /// Begins a session with a map; the present one is saved and closed.
  private mutating func beginSession(_ content: MapContent, named path: String) -> [Effect] {
    cards.card = nil
    let file = path.split(separator: "/").last.map { String($0) } ?? path
    let stem = file.split(separator: ".").first.map { String($0) } ?? file
    // Templates and exports are called NAME-labels.png.
    let name = stem.hasSuffix("-labels") ? String(stem.dropLast("-labels".count)) : stem
    let document = Document(content)
    var fresh = SessionContents(
      name: name, document: document,
      settings: PictureSettings(
        model: picture.settings.model, latent: picture.settings.latent,
        seedWord: picture.settings.seedWord,
        statistics: picture.settings.statistics),
      dice: picture.dice.state &+ 1)
    let used = document.usedLabels.sorted { document.count(of: $0) > document.count(of: $1) }
    if let first = used.first {
      fresh.toolState = ToolState(label: first, recents: Array(used.prefix(9)))
    }
    let effects =
      editing.gesture == nil ? [] : finishGesture(at: editing.cursor.point, isClick: false)
    return effects + [.newSession(saving: contents, fresh)]
  }

  private mutating func acceptPhoto(_ photo: PhotoCard) -> [Effect] {
    if let selected = photo.selected, photo.names.indices.contains(selected) {
      cards.card = nil
      return use(photo: photo.names[selected], as: photo.use)
    }
    if photo.use == .seed {
      closeCard()
      return takeStyleFromSeed()
    }
    guard !photo.path.text.isEmpty else {
      showStatus(.reason, "type the path of a photo")
      return []
    }
    // The card stays until it is known whether the file can be used.
    markReading()
    return [.readPhoto(path: photo.path.text, photo.use)]
  }

  /// The open card waits for the file at its path.
  mutating func markReading() {
    switch cards.card {
    case .photo(var photo):
      photo.isReading = true
      cards.card = .photo(photo)
    case .latentFile(var file):
      file.isReading = true
      cards.card = .latentFile(file)
    default: break
    }
  }

  /// A photo was read: the card that asked for it is done.
  mutating func closePhotoCard() {
    if case .photo(let photo) = cards.card, photo.isReading { cards.card = nil }
    if case .latentFile(let file) = cards.card, file.isReading { cards.card = nil }
  }

  /// The file at a typed path could not be used: the card stays, with the path and what is wrong.
  /// Without that card it is said as any failure.
  mutating func pathFailed(_ path: String, _ error: UserFacingError) {
    switch cards.card {
    case .photo(var photo) where photo.path.text == path:
      photo.isReading = false
      photo.problem = error
      cards.card = .photo(photo)
    case .learn(var card) where card.path.text == path:
      card.isStarting = false
      card.problem = error
      cards.card = .learn(card)
    case .latentFile(var file) where file.path.text == path:
      file.isReading = false
      file.problem = error
      cards.card = .latentFile(file)
    case .newMap(var new) where new.path.text == path:
      new.problem = error
      cards.card = .newMap(new)
    default:
      note(error)
      return
    }
    note(StatusLine(.failure, error.line))
  }

  /// Uses a photo that is at hand.
  mutating func use(photo name: String, as use: PhotoCard.Use) -> [Effect] {
    if use == .seed { return [] }
    if use == .latent { return projectPhoto(name) }
    if use == .object { return takeStyle(fromPhoto: name, in: nil) }
    if use == .objectBox || use == .piece {
      // A photo that was long on its way does not cover what is done meanwhile.
      if cards.card == nil { openPhotoBox(name, for: use) }
      return []
    }
    if use != .style {
      putUnder(photo: name)
    }
    if use == .labels { return label(photo: name) }
    guard use != .under else { return [] }
    return change({ _, to in "style from \(to.stylePhoto ?? name)" }) { $0.stylePhoto = name }
  }
}
