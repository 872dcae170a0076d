import Sessions

/// Del in a card.
extension CardsRoom {
  /// Stops the chosen learning, or moves the chosen session to the trash.
  mutating func deleteInCard() -> [Effect] {
    if case .learn = cards.card { return stopChosenRun() }
    guard case .sessions(let list) = cards.card, case .session(let summary)? = list.chosen else {
      return []
    }
    if summary.id == session.id {
      showStatus(.reason, "\(summary.name) is open here")
      return []
    }
    if summary.isExample {
      showStatus(.reason, "\(summary.name) is an example that comes with the program")
      return []
    }
    if case .inUse(let process) = summary.condition {
      showStatus(.reason, "\(summary.name) is open in ganvas \(process.pid) on \(process.host)")
      return []
    }
    showStatus(.done, "\(summary.name) is in the trash")
    return [.trashSession(summary.id), .listSessions]
  }
}
