import Canvas
import Imaging
import Sessions
import Synthesis

/// The card for learning from a photo.
extension CardsRoom {
  /// Opens the card, on what is being learned where something is.
  mutating func openLearning() -> [Effect] {
    var card = LearnCard()
    if !learning.runs.isEmpty { card.selected = 0 }
    cards.card = .learn(card)
    return [.listLearning]
  }

  /// A training was started: the card shows it from now on.
  mutating func learningStarted(_ name: String) -> [Effect] {
    if case .learn(var card) = cards.card {
      card.path = InputText()
      card.files = FileChoices()
      card.plan = nil
      card.isStarting = false
      card.selected = 0
      cards.card = .learn(card)
    }
    showStatus(
      .done, "\(name) is being learned by a process of its own; the studio may be left")
    return [.listLearning]
  }

  /// What a training will take; stale for another path or preset.
  mutating func learningPlanned(_ path: String, _ preset: LearningPreset, _ words: String) {
    guard case .learn(var card) = cards.card, card.path.text == path, card.preset == preset else {
      return
    }
    card.plan = words
    cards.card = .learn(card)
  }

  /// The runs as they are now: the choice stays among them.
  mutating func keepChosenRun(of count: Int) {
    guard case .learn(var card) = cards.card, let selected = card.selected else { return }
    card.selected = count == 0 ? nil : min(selected, count - 1)
    cards.card = .learn(card)
  }

  // MARK: Keys of the card

  /// Enter: learns the photo at the path; a chosen run is played, or gone on with.
  mutating func acceptLearning(_ card: LearnCard) -> [Effect] {
    if let selected = card.selected, learning.runs.indices.contains(selected) {
      return takeRun(learning.runs[selected])
    }
    guard !card.path.text.isEmpty else {
      showStatus(.reason, "type the path of a photo")
      return []
    }
    guard !card.isStarting else { return [] }
    var next = card
    next.isStarting = true
    next.problem = nil
    cards.card = .learn(next)
    return [.startLearning(path: card.path.text, card.preset)]
  }

  private mutating func takeRun(_ run: LearningRun) -> [Effect] {
    if run.isPlayable, run.isRunning || run.isFinished {
      cards.card = nil
      return load(run.name)
    }
    if run.isRunning {
      showStatus(.reason, "\(run.name): its first scale is not finished yet")
      return []
    }
    return [.continueLearning(run.name), .listLearning]
  }

  /// Tab: the next preset.
  mutating func turnPreset(backwards: Bool) -> [Effect] {
    guard case .learn(var card) = cards.card else { return [] }
    card.preset = card.preset.following(backwards: backwards)
    card.plan = nil
    cards.card = .learn(card)
    return planLearning()
  }

  /// Asks what a training of the photo at the path will take.
  func planLearning() -> [Effect] {
    guard case .learn(let card) = cards.card, card.path.text.isPicturePath else { return [] }
    return [.planLearning(path: card.path.text, card.preset)]
  }

  /// Del: stops the chosen run; what is finished of it stays.
  mutating func stopChosenRun() -> [Effect] {
    guard case .learn(let card) = cards.card, let selected = card.selected,
      learning.runs.indices.contains(selected)
    else { return [] }
    let run = learning.runs[selected]
    guard run.isRunning else {
      showStatus(.reason, "\(run.name) is not being learned now; Enter goes on with it")
      return []
    }
    showStatus(.done, "\(run.name) is stopped at its next step; Enter goes on with it")
    return [.stopLearning(run.name), .listLearning]
  }

  /// ↑↓: through the runs, above them the path.
  mutating func moveInRuns(by rows: Int) {
    guard case .learn(var card) = cards.card else { return }
    let row = (card.selected ?? -1) + rows
    card.selected = row < 0 ? nil : min(row, learning.runs.count - 1)
    if learning.runs.isEmpty { card.selected = nil }
    cards.card = .learn(card)
  }
}

extension String {
  /// Whether it ends as pictures do.
  var isPicturePath: Bool {
    let ending = split(separator: ".").last.map { $0.lowercased() } ?? ""
    return ImageFormat.endings.contains(ending)
  }
}
