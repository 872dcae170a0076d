import Canvas
import Imaging
import Sessions
import Synthesis

/// Flying over the plane of seeds: by arrows, by drag, by itself.
extension LatentRoom {
  /// Arrows over the seed plane; a run of equal presses speeds up and is one undo step.
  mutating func fly(_ direction: Direction) -> [Effect] {
    latentPane.course = Course(
      right: Double(direction.horizontal), down: Double(direction.vertical))
    let steps = Double(keySteps(direction)) * flightStep
    if var drift = latentPane.drift {
      // A drift is steered: it goes on from here the other way.
      drift.origin = seedPlace
      drift.since = clock
      latentPane.drift = drift
      return []
    }
    return fly(
      right: Double(direction.horizontal) * steps, down: Double(direction.vertical) * steps,
      isDrag: false)
  }

  /// Flies by some seeds.
  mutating func fly(right: Double, down: Double, isDrag: Bool) -> [Effect] {
    visit(seedPlace.moved(right: right, down: down), as: isDrag ? .dragging : .stepping)
  }

  /// Goes to a place in the plane of seeds.
  mutating func visit(_ place: SeedPlace, as visit: SeedVisit) -> [Effect] {
    if let reason = reason(against: .typePsi) {
      showStatus(.reason, reason)
      return []
    }
    guard place.source != picture.settings.latent.source else { return [] }
    func change(_ state: inout Self, _ before: PictureSettings?) -> [Effect] {
      state.change(
        { from, to in "\(StudioState.words(for: from)) → \(StudioState.words(for: to))" },
        amending: before
      ) {
        $0.latent.source = place.source
        $0.seedWord = nil
      }
    }
    latentPane.lastPlace = place
    if visit == .jumping {
      endRun()
      return change(&self, nil)
    }
    return step(.seedPlane, isDrag: visit == .dragging, change)
  }

  /// Space over the seed plane: flies on by itself, or stays.
  mutating func switchDrift() -> [Effect] {
    if latentPane.drift != nil { return endDrift() }
    if let reason = reason(against: .typePsi) {
      showStatus(.reason, reason)
      return []
    }
    if session.isReadOnly { return refuseReadOnly() }
    leaveBox()
    endRun()
    let effects = adoptWalkFrame()
    beginComparison()
    latentPane.drift = Drift(before: picture.settings, origin: seedPlace, since: clock)
    showStatus(.done, "drifting; arrows steer, Space stays")
    return effects
  }

  /// Ends a drift; all of it is one undo step.
  mutating func endDrift() -> [Effect] {
    guard let drift = latentPane.drift else { return [] }
    latentPane.drift = nil
    guard picture.settings != drift.before else {
      endComparison()
      return []
    }
    let from = StudioState.words(for: drift.before)
    return record(
      UndoStep(
        name: "drifted \(from) → \(StudioState.words(for: picture.settings))",
        change: .settings(from: drift.before, to: picture.settings)))
  }

  /// Time went by while one drifts.
  mutating func driftOn() -> [Effect] {
    guard let drift = latentPane.drift, clock > drift.since else { return [] }
    let way = Drift.speed * (clock - drift.since)
    let place = drift.origin.moved(
      right: way * latentPane.course.right, down: way * latentPane.course.down)
    guard place.source != picture.settings.latent.source else { return [] }
    var settings = picture.settings
    settings.latent.source = place.source
    settings.seedWord = nil
    tryOut(settings)
    latentPane.lastPlace = place
    return requestPicture(changed: .nowhere)
  }

  /// Whether an input is meant for the drift under way, which then goes on.
  func steersDrift(_ input: InputAction) -> Bool {
    switch input {
    case .arrow: seedPlaneIsFocused && cards.card == nil && cards.box == nil
    case .key(.space): seedPlaneIsFocused && cards.card == nil && cards.box == nil
    case .pointer(let event): event.kind == .moved
    case .windowRows, .holdEnded, .dragEnded, .latent(.zoomed): true
    default: false
    }
  }

  /// Enter: stars this place.
  mutating func starPlace() -> [Effect] {
    if let reason = reason(against: .typePsi) {
      showStatus(.reason, reason)
      return []
    }
    if let index = starHere {
      latentPane.star = index
      showStatus(.reason, "this place is star \(index + 1) already")
      return []
    }
    let latent = picture.settings.latent
    let isSeed = picture.settings.seedWord == nil && picture.settings.seed != nil
    let name =
      picture.settings.seedWord
      ?? (isSeed ? "seed " : "") + StudioState.words(for: latent.source)
    let star = Star(
      name: name, latent: latent, seedWord: picture.settings.seedWord,
      classWeights: picture.settings.classWeights)
    let number = latentPane.saved.stars.count + 1
    let effects = changeStars("star \(number), \(name)") { $0.append(star) }
    latentPane.star = number - 1
    if !effects.isEmpty { showStatus(.done, "star \(number): \(name); \(number) comes back to it") }
    return effects
  }

  /// A digit: goes to a star.
  mutating func goToStar(_ index: Int) -> [Effect] {
    guard latentPane.saved.stars.indices.contains(index) else {
      showStatus(.reason, "no star on \(index + 1) yet: Enter stars this place")
      return []
    }
    let star = latentPane.saved.stars[index]
    latentPane.star = index
    if let place = SeedPlace(star.latent.source) { latentPane.lastPlace = place }
    return change({ _, _ in "star \(index + 1), \(star.name)" }) {
      $0.latent = star.latent
      $0.seedWord = star.seedWord
      $0.classWeights = star.classWeights
    }
  }

  /// Del: the star of this place, else the focused one, goes.
  mutating func removeStar() -> [Effect] {
    let focused = latentPane.part == .stars ? latentPane.star : nil
    guard let index = focused ?? starHere, latentPane.saved.stars.indices.contains(index) else {
      showStatus(.reason, "no star here: digits go to stars, Tab lists them")
      return []
    }
    let name = latentPane.saved.stars[index].name
    let effects = changeStars("star \(index + 1) taken away") { $0.remove(at: index) }
    if !effects.isEmpty {
      showStatus(.done, "star \(index + 1), \(name), is gone; u brings it back")
    }
    return effects
  }

  /// Names the focused star.
  mutating func nameStar(_ name: String) -> [Effect] {
    let index = latentPane.star
    guard latentPane.saved.stars.indices.contains(index) else { return [] }
    return changeStars("star \(index + 1) named \(name)") { $0[index].name = name }
  }

  private mutating func changeStars(
    _ name: String, _ body: (inout [Star]) -> Void
  ) -> [Effect] {
    guard !session.isReadOnly else { return refuseReadOnly() }
    let present = latentPane.saved.stars
    body(&latentPane.saved.stars)
    guard latentPane.saved.stars != present else { return [] }
    starStepApplied()
    return recordBeside(
      UndoStep(name: name, change: .stars(from: present, to: latentPane.saved.stars)),
      amends: false)
  }

  /// After every undo step on stars: the picture is as it was.
  mutating func starStepApplied() {
    markUnsynced()
    latentPane.star = min(latentPane.star, max(0, latentPane.saved.stars.count - 1))
  }
}

/// What views ask.
extension StudioState {
  /// The star of this very place; `nil` when it has none.
  public var starHere: Int? {
    latentPane.saved.stars.firstIndex {
      $0.latent == picture.settings.latent && $0.classWeights == picture.settings.classWeights
    }
  }
}

/// Seeds that one arrow flies.
private let flightStep = 0.05

/// How one gets to a place.
enum SeedVisit {
  /// At once: an undo step of its own.
  case jumping
  /// By arrows: a run of them is one undo step.
  case stepping
  /// By a drag: all of it is one undo step.
  case dragging
}
