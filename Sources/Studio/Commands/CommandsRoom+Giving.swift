import Canvas
import Imaging
import Sessions
import Synthesis

/// Commands: keys, buttons and the command list come together here.
extension CommandsRoom {
  /// Gives a command; one that cannot be given says why.
  mutating func command(_ command: StudioCommand) -> [Effect] {
    // Keys go to the card that says what failed; they never act behind it.
    if let card = cards.card, card.holdsKeys, !card.keepsOpen(for: command) {
      showStatus(.reason, "Enter or Esc closes the card first")
      return []
    }
    beginInput(keeping: command)
    let earlier = cancelBox()
    if let card = cards.card, command != .commands, !card.keepsOpen(for: command) {
      closeCard()
    }
    if let reason = reason(against: command) {
      showStatus(.reason, reason)
      return earlier
    }
    return earlier + run(command)
  }

  /// Before each key, button or click: what lasts "until the next key" ends.
  mutating func beginInput(keeping command: StudioCommand?) {
    clearStatus()
    endKeyRun()
    endRun()
    switch command {
    case .compareHold where commands.hold?.kind == .showA: break
    case .dimOthers where commands.hold?.kind == .dimOthers: break
    default: commands.hold = nil
    }
    if command != .quit { commands.asksToQuit = false }
    if command != .relabel, command != .undo, command != nil { dropRelabel() }
  }

  /// Shows A, or dims the others: 750 ms after the press, each repeat adds 200 ms.
  mutating func startHold(_ kind: Hold.Kind) {
    if let hold = commands.hold, hold.kind == kind, let until = hold.until {
      commands.hold = Hold(kind: kind, until: max(until, clock + 0.2))
    } else {
      commands.hold = Hold(kind: kind, until: clock + 0.75)
    }
  }

  /// Remembers a command for the command list.
  mutating func remember(_ command: StudioCommand) {
    commands.recent = Array(
      ([command] + commands.recent.filter { $0 != command }).prefix(5))
  }

  /// Leaves; files being written ask for a second `q`. A model being loaded loses nothing.
  mutating func quit() -> [Effect] {
    if let first = work.first(where: { $0.kind == .exporting }), !commands.asksToQuit {
      commands.asksToQuit = true
      showStatus(.reason, "\(first.words): q again leaves, Ctrl-C stops it")
      return []
    }
    if let reason = session.unkept, session.needsCheckpoint, !commands.asksToQuit {
      commands.asksToQuit = true
      showStatus(.reason, "nothing is kept (\(reason)): q again leaves and loses it")
      return []
    }
    let effects =
      editing.gesture == nil ? [] : finishGesture(at: editing.cursor.point, isClick: false)
    return effects + [.quit(contents)]
  }

  /// Stops long work, else rendering, and says what remains.
  mutating func stop() -> [Effect] {
    if let last = popWork() {
      let done = last.fraction.map { " at \(Int($0 * 100)) %" } ?? ""
      showStatus(.done, "stopped\(done): \(last.words)")
      if last.kind == .loading { stopLoading() }
      return [.cancelWork(last.kind)]
    }
    stopRendering()
    showStatus(.done, "stopped; the next act or R renders again")
    return [.cancelRender] + stopStrip()
  }
}

extension Card {
  /// Whether it says what failed: keys never act behind it.
  fileprivate var holdsKeys: Bool {
    switch self {
    case .userFacingError, .rescue: true
    default: false
    }
  }

  /// Whether a command is meant for the open card, which stays.
  fileprivate func keepsOpen(for command: StudioCommand) -> Bool {
    switch self {
    case .userFacingError:
      command == .copy || command == .stop || command == .redraw || command == .suspend
    case .rescue:
      command == .quit || command == .stop || command == .redraw || command == .suspend
    case .export, .messages: command == .copy || command == .stop
    case .contactSheet: command == .die || command == .contactSheet || command == .stop
    case .help, .commands, .models, .sessions, .newMap, .photo, .photoBox, .namedCopy, .latentFile,
      .learn:
      command == .stop
    }
  }
}
