public import Sessions

/// A session that cannot be opened: what is wrong, what can be had of it, and what to do about it.
public struct RescueCard: Equatable, Sendable {
  /// What can be done.
  public enum Choice: Equatable, Sendable {
    /// Make a new session of what can be read.
    case restore
    /// Look at what can be read, without changing anything.
    case look
    /// Begin another session.
    case new
  }

  /// What was found.
  public var rescue: SessionRescue
  /// The chosen row's place in `choices`.
  public internal(set) var selected = 0

  /// A card with the first choice chosen.
  public init(_ rescue: SessionRescue) { self.rescue = rescue }

  /// What can be done, the best first.
  public var choices: [Choice] { rescue.contents == nil ? [.new] : [.restore, .look, .new] }

  /// What Enter does.
  var chosen: Choice { choices.indices.contains(selected) ? choices[selected] : .new }

  /// Moves the choice.
  mutating func choose(_ row: Int) { selected = min(max(0, row), choices.count - 1) }
}

/// A session that cannot be opened.
extension CardsRoom {
  /// Says what is wrong with a session and offers what can be had of it.
  mutating func sessionRefused(_ rescue: SessionRescue) {
    note(StatusLine(.failure, "✗ \(rescue.id) cannot be opened: \(rescue.reason)"))
    cards.card = .rescue(RescueCard(rescue))
  }

  /// Enter: does what was chosen. The damaged session stays as it is in any case.
  mutating func acceptRescue(_ card: RescueCard) -> [Effect] {
    cards.card = nil
    if card.chosen == .new { return openNewMap() }
    let effects =
      editing.gesture == nil ? [] : finishGesture(at: editing.cursor.point, isClick: false)
    return effects + [
      card.chosen == .restore
        ? .restoreSession(saving: contents, id: card.rescue.id)
        : .showRescue(saving: contents, card.rescue)
    ]
  }
}
