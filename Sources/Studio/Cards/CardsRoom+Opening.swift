import Canvas
import Imaging
import Sessions
import Synthesis

/// Cards: opening them and what their keys do.
extension CardsRoom {
  /// `:`
  mutating func openCommands() {
    let rest = StudioCommand.allCases.filter { !commands.recent.contains($0) }
    cards.card = .commands(ListCard(commands.recent + rest))
  }

  /// `?`
  mutating func openHelp() { cards.card = .help(HelpState(page: helpPage)) }

  /// The page of help for what one does now.
  private var helpPage: Int {
    switch view.focus {
    case .map, .picture: leftPane == .map ? (view.focus == .map ? 0 : 1) : 4
    case .palette, .inspector: 2
    case .latent: 4
    case .styles, .walk: 3
    }
  }

  /// `!`
  mutating func openMessages() { cards.card = .messages(scroll: 0) }

  /// `S`
  mutating func openNamedCopy() { cards.card = .namedCopy(InputText(session.name)) }

  /// Latents from files and into files.
  mutating func openLatentFile() { openLatentCard(for: .load) }

  /// The same card for something else.
  mutating func openLatentCard(for use: LatentFileCard.Use) {
    cards.card = .latentFile(LatentFileCard(use))
  }

  /// Shows a failure, unless another card is open.
  mutating func showError(_ error: UserFacingError) {
    if cards.card == nil { cards.card = .userFacingError(error) }
  }

  /// The tour goes on when its act is done, in any order.
  mutating func advanceTour(_ step: Tour.Step) {
    guard cards.tour != nil else { return }
    cards.tour?.done.insert(step)
    if cards.tour?.step == nil {
      cards.tour = nil
      finishTour()
    }
  }

  /// Closes the open card.
  mutating func closeCard() { cards.card = nil }

  /// Begins the tour.
  mutating func beginTour() { cards.tour = Tour() }

  /// Closes an open box; what was previewed in it is taken off.
  mutating func leaveBox() {
    guard let open = cards.box else { return }
    tryOut(open.before)
    cards.box = nil
  }

  /// `M`
  mutating func openModels() -> [Effect] {
    cards.card = .models(ListCard(nil))
    return [.listModels]
  }

  /// `O`
  mutating func openSessions() -> [Effect] {
    cards.card = .sessions(ListCard(nil))
    return [.listSessions]
  }

  /// `N`
  mutating func openNewMap() -> [Effect] {
    cards.card = .newMap(NewMapCard())
    return [.listTemplates]
  }

  /// `G`: what the model cannot use is not offered.
  mutating func openPhoto() {
    if leftPane != .map {
      cards.card = .latentFile(LatentFileCard())
      return
    }
    if hasStyles, capabilities?.encodesObjects == true, styledObject != nil {
      cards.card = .photo(
        PhotoCard(
          use: .object, names: picture.photos.pictures.keys.sorted(),
          uses: [.object, .objectBox, .under])
      )
      return
    }
    if canPastePieces {
      cards.card = .photo(
        PhotoCard(
          use: .piece, names: picture.photos.pictures.keys.sorted(),
          uses: [.piece, .under, .labels]))
      return
    }
    let use: PhotoCard.Use = capabilities?.styleFromImage == true ? .style : .under
    if use == .under, let model = model.description {
      showStatus(.reason, "\(model.name) takes no style from photos; a photo can lie under the map")
    }
    var uses: [PhotoCard.Use] = [.style, .under, .both, .labels]
    if let latent = capabilities?.latent, latent.layers > 0 { uses.insert(.latent, at: 0) }
    // What was put on here is taken off here.
    if picture.settings.stylePhoto != nil { uses.append(.seed) }
    cards.card = .photo(
      PhotoCard(use: use, names: picture.photos.pictures.keys.sorted(), uses: uses))
  }

  /// The photo card, to label one.
  mutating func openPhotoToLabel() {
    cards.card = .photo(
      PhotoCard(
        use: .labels, names: picture.photos.pictures.keys.sorted(), uses: [.labels, .under]))
  }

  /// `E`
  mutating func openExport() {
    cards.card = .export(
      exportCard(view.focus == .walk && timeline.walk.canPlay ? .walk : .both))
  }

  /// The export card for some files.
  func exportCard(_ kind: ExportCard.Kind) -> ExportCard {
    var kind = model.description == nil ? ExportCard.Kind.map : kind
    if leftPane != .map, !kind.isWalk { kind = .picture }
    let name = ExportCard.fileName(session.name)
    let hasWalk = timeline.walk.canPlay && model.description != nil
    return ExportCard(
      kind: kind, name: name, command: exportCommand(kind),
      kinds: ExportCard.Kind.allCases.filter { kind in
        if kind == .film, machine?.encodesFilms == false { return false }
        return kind.isWalk ? hasWalk : leftPane == .map || kind == .picture
      })
  }

  /// Keys in the open card.
  mutating func pressInCard(_ key: PaneKey) -> [Effect] {
    if case .photoBox = cards.card, key != .enter {
      pressOnPhoto(key)
      return []
    }
    if showsContactSheet, case .digit(let digit) = key { return takeFromContactSheet(digit - 1) }
    if let text = key.text { return typeInCard(text) }
    switch key {
    case .enter: return acceptCard()
    case .tab(let backwards):
      if case .newMap(let new) = cards.card { return listFiles() + [.completePath(new.path.text)] }
      if case .learn = cards.card { return turnPreset(backwards: backwards) }
      turnCard(backwards: backwards)
      return []
    case .delete: return deleteInCard()
    case .pageUp: moveCard(by: -8)
    case .pageDown: moveCard(by: 8)
    case .home: moveCard(by: -10_000)
    case .end: moveCard(by: 10_000)
    case .escape, .digit, .less, .more, .before, .after, .space: break
    }
    return []
  }

  /// Arrows in the open card: ↑↓ choose, ←→ page, variant or caret.
  mutating func moveInCard(_ direction: Direction) {
    if showsContactSheet { return moveOnContactSheet(direction) }
    if direction.vertical != 0 { return moveCard(by: direction.vertical) }
    switch cards.card {
    case .help(var help) where help.query.text.isEmpty:
      help.page = min(max(0, help.page + direction.horizontal), HelpState.wordPages)
      cards.card = .help(help)
    case .export(let export) where !export.editsName:
      turnKind(by: direction.horizontal)
    default:
      editCard { $0.move(by: direction.horizontal) }
    }
  }

  /// A row of the card, the palette or the Inspector was clicked.
  mutating func rowClicked(_ row: Int) -> [Effect] {
    beginInput()
    guard cards.card != nil else {
      let labels = matchingLabels
      guard view.focus == .palette, labels.indices.contains(row) else { return [] }
      return choose(labels[row])
    }
    select(row: row)
    return acceptCard()
  }

  /// Changes the text with the caret; a list narrows.
  mutating func editCard(_ edit: (inout InputText) -> Void) {
    switch cards.card {
    case .commands(var list):
      edit(&list.query)
      list.narrow { command, text in
        command.title.localizedLowercaseContains(text)
          || command.rawValue.lowercased() == text.lowercased()
      }
      cards.card = .commands(list)
    case .models(var list):
      edit(&list.query)
      list.files = FileChoices()
      list.narrow { row, text in
        row.name.localizedLowercaseContains(text) || row.family.localizedLowercaseContains(text)
      }
      cards.card = .models(list)
    case .sessions(var list):
      edit(&list.query)
      list.narrow { row, text in
        guard case .session(let summary) = row else { return true }
        return summary.name.localizedLowercaseContains(text)
      }
      cards.card = .sessions(list)
    case .newMap(var new):
      edit(&new.path)
      new.files = FileChoices()
      new.problem = nil
      new.findings = nil
      new.content = nil
      cards.card = .newMap(new)
    case .export(var export) where export.editsName:
      edit(&export.name)
      cards.card = .export(export)
    case .photo(var photo):
      edit(&photo.path)
      photo.files = FileChoices()
      photo.problem = nil
      photo.isReading = false
      photo.selected = nil
      cards.card = .photo(photo)
    case .learn(var card):
      edit(&card.path)
      card.files = FileChoices()
      card.problem = nil
      card.plan = nil
      card.isStarting = false
      card.selected = nil
      cards.card = .learn(card)
    case .latentFile(var file):
      edit(&file.path)
      file.files = FileChoices()
      file.problem = nil
      file.isReading = false
      cards.card = .latentFile(file)
    case .namedCopy(var text):
      edit(&text)
      cards.card = .namedCopy(text)
    case .help(var help):
      edit(&help.query)
      help.selected = 0
      cards.card = .help(help)
    case .messages, .userFacingError, .rescue, .export, .photoBox, .contactSheet, nil:
      break
    }
  }

  private mutating func typeInCard(_ text: String) -> [Effect] {
    editCard { $0.type(text) }
    return listFiles()
  }

  private mutating func moveCard(by rows: Int) {
    if moveInFiles(by: rows) { return }
    switch cards.card {
    case .help(var help):
      if help.showsList {
        help.selected = min(max(0, help.selected + rows), max(0, help.rows.count - 1))
      } else {
        help.page = min(max(0, help.page + rows.signum()), HelpState.wordPages)
      }
      cards.card = .help(help)
    case .commands(var list):
      list.move(by: rows)
      cards.card = .commands(list)
    case .models(var list):
      list.move(by: rows)
      cards.card = .models(list)
    case .sessions(var list):
      list.move(by: rows)
      list.variant = 0
      cards.card = .sessions(list)
    case .newMap(var new):
      new.selected = min(max(0, new.selected + rows), new.rowCount - 1)
      cards.card = .newMap(new)
    case .photo(var photo):
      let row = (photo.selected ?? -1) + rows
      photo.selected = photo.names.indices.contains(row) ? row : (row < 0 ? nil : photo.selected)
      cards.card = .photo(photo)
    case .messages(let scroll):
      cards.card = .messages(scroll: min(max(0, scroll + rows), max(0, messages.count - 1)))
    case .export: turnKind(by: rows.signum())
    case .rescue(var card):
      card.choose(card.selected + rows)
      cards.card = .rescue(card)
    case .learn: moveInRuns(by: rows)
    case .latentFile, .namedCopy, .userFacingError, .photoBox, .contactSheet, nil: break
    }
  }

  private mutating func select(row: Int) {
    if chooseFile(row) { return }
    switch cards.card {
    case .help(var help):
      help.selected = min(max(0, row), max(0, help.rows.count - 1))
      cards.card = .help(help)
    case .commands(var list):
      list.selected = row
      cards.card = .commands(list)
    case .models(var list):
      list.selected = row
      cards.card = .models(list)
    case .sessions(var list):
      list.selected = row
      cards.card = .sessions(list)
    case .newMap(var new):
      new.selected = min(max(0, row), new.rowCount - 1)
      new.path = InputText()
      cards.card = .newMap(new)
    case .photo(var photo):
      photo.selected = photo.names.indices.contains(row) ? row : nil
      cards.card = .photo(photo)
    case .learn(var card):
      card.selected = max(0, row)
      cards.card = .learn(card)
    case .contactSheet(var sheet):
      sheet.selected = min(max(0, row), sheet.seeds.count - 1)
      cards.card = .contactSheet(sheet)
    case .rescue(var card):
      card.choose(row)
      cards.card = .rescue(card)
    case .messages, .export, .latentFile, .namedCopy, .userFacingError, .photoBox, nil: break
    }
  }

  /// Tab: the card's other way, field or variant.
  private mutating func turnCard(backwards: Bool) {
    switch cards.card {
    case .sessions(var list):
      let count = SessionOpening.allCases.count
      list.variant = (list.variant + (backwards ? count - 1 : 1)) % count
      cards.card = .sessions(list)
    case .export(var export):
      export.editsName.toggle()
      cards.card = .export(export)
    case .photo(var photo):
      let uses = photo.uses
      let index = (uses.firstIndex(of: photo.use) ?? 0) + (backwards ? uses.count - 1 : 1)
      photo.use = uses[index % uses.count]
      cards.card = .photo(photo)
    case .help(var help):
      let pages = HelpState.wordPages + 1
      help.page = (help.page + (backwards ? pages - 1 : 1)) % pages
      cards.card = .help(help)
    case .latentFile(var file):
      let uses = LatentFileCard.Use.allCases
      let index = (uses.firstIndex(of: file.use) ?? 0) + (backwards ? uses.count - 1 : 1)
      file.use = uses[index % uses.count]
      file.problem = nil
      cards.card = .latentFile(file)
    case .commands, .models, .newMap, .namedCopy, .messages, .userFacingError, .rescue, .photoBox,
      .contactSheet, .learn, nil:
      break
    }
  }

  private mutating func turnKind(by step: Int) {
    guard case .export(var export) = cards.card else { return }
    let kinds = export.kinds
    let index = (kinds.firstIndex(of: export.kind) ?? 0) + step + kinds.count
    export.kind = kinds[index % kinds.count]
    export.command = exportCommand(export.kind)
    cards.card = .export(export)
  }
}

extension String {
  /// Whether it holds another text, without regard to case.
  fileprivate func localizedLowercaseContains(_ text: String) -> Bool {
    lowercased().contains(text.lowercased())
  }
}
