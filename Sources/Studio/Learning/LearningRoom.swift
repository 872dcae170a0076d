import Canvas
import Imaging
import Sessions
import Synthesis

/// The room of learning from photos: what it owns, what it reads, and what it asks of others.
protocol LearningRoom: Room {
  /// Its own part.
  var learning: LearningState { get set }

  // Read.
  var cards: CardsState { get }

  // Asked of others.

  /// The card for learning goes on with the runs as they are now.
  mutating func keepChosenRun(of count: Int)

  /// Begins to load a model; the one before stays until the new one is there.
  mutating func load(_ name: String) -> [Effect]
}

extension LearningRoom {
  /// Looks at the runs, once a second while one is at work or the card is open.
  mutating func watchLearning() -> [Effect] {
    guard let due = learningDue, due <= clock else { return [] }
    learning.askedAt = clock
    return [.listLearning]
  }

  /// When the runs are to be looked at next; `nil` while nothing happens there.
  var learningDue: Double? {
    var isOpen = false
    if case .learn = cards.card { isOpen = true }
    guard isOpen || learning.active != nil else { return nil }
    return (learning.askedAt ?? -LearningState.pause) + LearningState.pause
  }

  /// The runs as they are now: what has changed is said, and a model in use that has a further
  /// scale is loaded anew.
  mutating func learningListed(_ runs: [LearningRun]) -> [Effect] {
    let before = Dictionary(
      learning.runs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let isFirst = learning.askedAt == nil
    learning.runs = runs
    learning.askedAt = clock
    keepChosenRun(of: runs.count)
    var effects: [Effect] = []
    for run in runs {
      guard let old = before[run.name] else {
        if isFirst, run.isRunning {
          showStatus(.done, "\(run.name) is being learned: \(run.words)")
        }
        continue
      }
      if run.isFinished, !old.isFinished {
        showStatus(.done, "\(run.name) is learned: M plays it")
      } else if run.failure != nil, old.failure == nil {
        showStatus(.failure, "✗ \(run.name): \(run.failure ?? "")")
      } else if run.isPlayable, !old.isPlayable {
        showStatus(.done, "the first scale of \(run.name) is learned and can be played: M")
      }
      if run.scale > old.scale, model.loadedName == run.name, model.loading == nil {
        effects += load(run.name)
      }
    }
    return effects
  }
}
