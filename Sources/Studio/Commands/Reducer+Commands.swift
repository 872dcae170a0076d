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
    return earlier + command.entry.action(&self)
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

  /// `?`
  mutating func openHelp() { cards.card = .help(page: helpPage) }

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
  mutating func quit() -> [Effect] {
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
  mutating func stop() -> [Effect] {
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
