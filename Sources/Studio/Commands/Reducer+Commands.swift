import Canvas
import Imaging
import Sessions
import Synthesis

/// Commands: keys, buttons and the command list come together here.
extension StudioState {
  /// Gives a command; one that cannot be given says why.
  mutating func command(_ command: StudioCommand) -> [Effect] {
    beginInput(keeping: command)
    let earlier = cancelBox()
    if let card = cards.card, command != .commands, !card.keepsOpen(for: command) {
      self.cards.card = nil
    }
    if let reason = command.availability(in: self).reason {
      showStatus(.reason, reason)
      return earlier
    }
    return earlier + perform(command)
  }

  /// One switch over all commands, each a call into its concern.
  private mutating func perform(_ command: StudioCommand) -> [Effect] {
    switch command {
    case .brush: return take(.brush)
    case .eraser: return take(.eraser)
    case .fill: return take(.fill)
    case .line: return take(.line)
    case .rectangle: return take(.rectangle)
    case .oval: return take(.oval)
    case .select: return take(.select)
    case .stamp: return take(.stamp)
    case .pick: return pick(at: editing.cursor.point)
    case .pickObject: return pickObject(at: editing.cursor.point)
    case .brushShape: editing.toolState.brush.shape = editing.toolState.brush.shape.next
    case .mirror: turnMirror()
    case .typeNumber: openCurrentNumber()
    case .swapLabels: editing.toolState.take(editing.toolState.previousLabel)
    case .relabel: return relabel()
    case .dimOthers: startHold(.dimOthers)
    case .objectPolicy: turnPolicy()
    case .copy: return view.focus == .walk && cards.card == nil ? duplicateKeyframe() : copy()
    case .split: return splitObject()
    case .join: return perform(.join(joinableObjects))
    case .duplicate: return duplicateObject()
    case .styles: toggleStyles()
    case .styleToAll: return giveToAll()
    case .pasteStyle: return pasteStyle()
    case .latent: toggleLatent()
    case .noise: return turnNoise(by: 1)
    case .truncationKind: return set(picture.settings.latent.truncationKind.next(by: 1))
    case .star: return starPlace()
    case .plainLatent: return takePlainLatent()
    case .walk: return toggleWalk()
    case .keyframe: return putKeyframe()
    case .die: return rollDie()
    case .typeSeed: openBox(.seed)
    case .typePsi: openBox(.psi)
    case .psiToggle: return togglePsi()
    case .compareHold: startHold(.showA)
    case .keepA: keepA()
    case .compare: turnComparison()
    case .pictureAlone: view.pictureAlone.toggle()
    case .exact: return renderExactly()
    case .statistics: return toggleStatistics()
    case .precision: return togglePrecision()
    case .lessAmount: changeAmount(by: -0.05)
    case .moreAmount: changeAmount(by: 0.05)
    case .styleFromSeed: return takeStyleFromSeed()
    case .palette: togglePalette()
    case .inspector: toggleInspector()
    case .names: view.showsNames.toggle()
    case .grid: view.showsGrid.toggle()
    case .zoomIn: zoomFocusedPane(by: 1)
    case .zoomOut: zoomFocusedPane(by: -1)
    case .zoomFit: resetZoom()
    case .paneSmaller: resizeFocusedPane(by: -1)
    case .paneLarger: resizeFocusedPane(by: 1)
    case .photoUnder: view.showsPhotoUnder.toggle()
    case .writeNow: return writeNow()
    case .export:
      cards.card = .export(
        exportCard(view.focus == .walk && timeline.walk.segmentCount > 0 ? .walk : .both))
    case .sessions: return openSessions()
    case .newMap: return openNewMap()
    case .latentFile: cards.card = .latentFile(LatentFileCard())
    case .namedCopy: cards.card = .namedCopy(InputText(session.name))
    case .models: return openModels()
    case .photo: openPhoto()
    case .undo: return undo()
    case .redo: return redo()
    case .commands: openCommands()
    case .help: cards.card = .help(page: helpPage)
    case .messages: cards.card = .messages(scroll: 0)
    case .tour: cards.tour = Tour()
    case .stop: return stop()
    case .redraw: return [.redraw]
    case .suspend: return saveNow() + [.suspend]
    case .quit: return quit()
    }
    return []
  }

  /// Before each key, button or click: what lasts "until the next key" ends.
  mutating func beginInput(keeping command: StudioCommand? = nil) {
    statusLine = nil
    editing.cursor.run.end()
    endRun()
    switch command {
    case .compareHold where commands.hold?.kind == .showA: break
    case .dimOthers where commands.hold?.kind == .dimOthers: break
    default: commands.hold = nil
    }
    if command != .quit { commands.asksToQuit = false }
    if command != .relabel, command != nil { editing.relabelScope = nil }
  }

  /// The page of help for what one does now.
  private var helpPage: Int {
    switch view.focus {
    case .map, .picture: leftPane == .map ? (view.focus == .map ? 0 : 1) : 4
    case .palette, .inspector: 2
    case .latent: 4
    case .styles, .walk: 3
    }
  }

  /// Leaves; files being written ask for a second `q`. A model being loaded loses nothing.
  private mutating func quit() -> [Effect] {
    if let first = work.first(where: { $0.kind == .exporting }), !commands.asksToQuit {
      commands.asksToQuit = true
      showStatus(.reason, "\(first.words): q again leaves, Ctrl-C stops it")
      return []
    }
    let effects =
      editing.gesture == nil ? [] : finishGesture(at: editing.cursor.point, isClick: false)
    return effects + [.quit(contents)]
  }

  /// Stops long work, else rendering, and says what remains.
  private mutating func stop() -> [Effect] {
    if let last = work.popLast() {
      let done = last.fraction.map { " at \(Int($0 * 100)) %" } ?? ""
      showStatus(.done, "stopped\(done): \(last.words)")
      if last.kind == .loading { model.loading = nil }
      return [.cancelWork]
    }
    picture.renderingSince = nil
    picture.wantsAnother = false
    picture.isStopped = true
    picture.latestStamp += 1  // a frame that is already on its way is not wanted
    showStatus(.done, "stopped; the next act or R renders again")
    return [.cancelRender] + stopStrip()
  }
}

extension Card {
  /// Whether a command is meant for the open card, which stays.
  fileprivate func keepsOpen(for command: StudioCommand) -> Bool {
    switch self {
    case .userFacingError, .export, .messages: command == .copy || command == .stop
    case .help, .commands, .models, .sessions, .newMap, .photo, .photoBox, .namedCopy, .latentFile:
      command == .stop
    }
  }
}
