import Canvas
import Imaging
import Sessions
import Synthesis

/// Undo steps: everything that goes on the undo line passes here.
extension StudioState {
  /// Whether there is something `u` takes back.
  var canUndo: Bool { history.undoName != nil && !session.isReadOnly }

  /// Applies an edit as one undo step; one that changes nothing leaves no undo step.
  /// - Parameter stampStyles: Styles of a stamp's objects by their numbers in it; `nil` takes those
  ///   that were copied.
  mutating func perform(_ edit: Edit, stampStyles: [UInt32: InstanceStyle]?) -> [Effect] {
    guard !session.isReadOnly else { return refuseReadOnly() }
    // A stroke in work is an undo step of its own, before this one, and so is a frame of the walk.
    let earlier = settle() + adoptWalkFrame()
    let patch = editing.document.apply(edit)
    guard !patch.isEmpty else { return earlier }
    return earlier
      + record(undoStep(for: edit, patch, stampStyles: stampStyles ?? styles.clipboard.stamp))
  }

  /// Puts an undo step that is already applied on the line.
  mutating func record(_ undoStep: UndoStep) -> [Effect] {
    let withdrawn = withdrawUnfinishedStroke()
    history.record(undoStep)
    return withdrawn + [.journal(.stepTaken(undoStep))]
      + stepTaken(changed: changedRect(of: undoStep))
  }

  /// Puts an undo step in the place of the last one: a run of wheel steps is one undo step.
  mutating func amend(_ undoStep: UndoStep) -> [Effect] {
    let withdrawn = withdrawUnfinishedStroke()
    history.amend(undoStep)
    return withdrawn + [.journal(.amended(undoStep))]
      + stepTaken(changed: changedRect(of: undoStep), keepsA: true)
  }

  /// Changes what the picture is made with, as one undo step.
  /// - Parameter first: The settings before a run of steps: this one joins the run's act, if that
  ///   is still the last one.
  mutating func change(
    _ name: (PictureSettings, PictureSettings) -> String, amending first: PictureSettings?,
    _ body: (inout PictureSettings) -> Void
  ) -> [Effect] {
    guard !session.isReadOnly else { return refuseReadOnly() }
    leaveBox()
    let earlier = adoptWalkFrame()
    let present = picture.settings
    body(&picture.settings)
    guard picture.settings != present else { return earlier }
    if let before = first, history.redoName == nil,
      case .settings(let from, let last) = history.past.last?.change, from == before,
      last == present
    {
      return earlier
        + amend(
          UndoStep(
            name: name(before, picture.settings),
            change: .settings(from: before, to: picture.settings)))
    }
    return earlier
      + record(
        UndoStep(
          name: name(present, picture.settings),
          change: .settings(from: present, to: picture.settings)))
  }

  /// Finishes a stroke in work, as lifting the pen does.
  mutating func settle() -> [Effect] {
    editing.gesture?.isStroke == true ? finishGesture(at: editing.cursor.point, isClick: false) : []
  }

  /// The hand takes the frame that is shown off the walk, to change it: its settings and its map
  /// become those in hand, as undo steps.
  mutating func adoptWalkFrame() -> [Effect] {
    guard timeline.playback.isShown,
      timeline.playback.frames.indices.contains(timeline.playback.frame)
    else { return [] }
    guard !session.isReadOnly else { return [] }
    let frame = timeline.playback.frames[timeline.playback.frame]
    let number = timeline.playback.playhead
    leaveWalk()
    var effects: [Effect] = []
    if let map = shownMap, map != editing.document.content {
      let patch = editing.document.apply(.replaceMap(map))
      effects += record(UndoStep(name: "map of frame \(number)", change: .map(patch)))
    }
    var taken = frame.settings
    taken.model = picture.settings.model
    taken.pyramid.motion = nil
    if picture.settings.latent == taken.latent { taken.seedWord = picture.settings.seedWord }
    if taken != picture.settings {
      let undoStep = UndoStep(
        name: "as in frame \(number)", change: .settings(from: picture.settings, to: taken))
      picture.settings = taken
      effects += record(undoStep)
    }
    timeline.playback.isOff = true
    return effects
  }

  /// Takes the last undo step back.
  mutating func undo() -> [Effect] {
    if editing.gesture != nil { return cancelGesture() }
    if hasPendingPreview { return dropPendingPreview() }
    guard let undoStep = history.undo() else { return [] }
    let effects = apply(undoStep.inverted)
    showStatus(.done, "undone: \(undoStep.name)")
    advanceTour(.undo)
    return [.journal(.undone)] + effects
  }

  /// Whether something is shown that was not done: `u` takes that away first.
  var hasPendingPreview: Bool { editing.relabelScope != nil || styles.previewed != nil }

  private mutating func dropPendingPreview() -> [Effect] {
    if editing.relabelScope != nil {
      dropRelabel()
      refreshPreview()
      showStatus(.done, "not relabelled; u again undoes the last step")
      return []
    }
    showStatus(.done, "as it was; u again undoes the last step")
    return dropPreviewStyle()
  }

  /// Does the next undo step again.
  mutating func redo() -> [Effect] {
    let earlier = settle()
    guard let undoStep = history.redo() else { return earlier }
    let effects = apply(undoStep)
    showStatus(.done, "redone: \(undoStep.name)")
    return earlier + [.journal(.redone)] + effects
  }

  private mutating func apply(_ undoStep: UndoStep) -> [Effect] {
    leaveBox()
    if case .walk = undoStep.change {
      undoStep.apply(
        to: &editing.document, &picture.settings, &timeline.walk, &latentPane.saved.stars)
      walkStepApplied()
      return []
    }
    if case .stars = undoStep.change {
      undoStep.apply(
        to: &editing.document, &picture.settings, &timeline.walk, &latentPane.saved.stars)
      starStepApplied()
      return []
    }
    leaveWalk()
    let model = picture.settings.model
    let photo = picture.settings.stylePhoto
    undoStep.apply(
      to: &editing.document, &picture.settings, &timeline.walk, &latentPane.saved.stars)
    var effects: [Effect] = []
    if picture.settings.model != model, let name = picture.settings.model {
      effects += load(name)
    }
    if picture.settings.stylePhoto != photo { effects += restorePhotos() }
    let rect = changedRect(of: undoStep)
    if !rect.isEmpty {
      revealPlace(
        x: (Double(rect.x) + Double(rect.width) / 2) / Double(max(1, editing.document.size.width)),
        y: (Double(rect.y) + Double(rect.height) / 2) / Double(max(1, editing.document.size.height))
      )
    }
    dropLostSelection()
    return effects + stepTaken(changed: rect)
  }

  /// After every undo step: the picture is one undo step older, and the next one is asked for.
  private mutating func stepTaken(changed: PixelRect?, keepsA: Bool = false) -> [Effect] {
    session.needsCheckpoint = true
    if session.unsyncedSince == nil { session.unsyncedSince = clock }
    if !keepsA { picture.previous = picture.beforeStroke ?? picture.image }
    picture.beforeStroke = nil
    picture.steps += 1
    picture.wantsExact = false
    refreshPreview()
    return requestPicture(changed: changed)
  }

  /// Says that nothing can be changed here.
  mutating func refuseReadOnly() -> [Effect] {
    showStatus(.reason, "open to look, not to change; S makes a copy")
    return []
  }
}

extension StudioState {
  /// Where an undo step, already applied, changed the map or the styles of objects; empty when
  /// nowhere.
  private func changedRect(of undoStep: UndoStep) -> PixelRect {
    switch undoStep.change {
    case .map(let patch): patch.bounds
    case .walk, .stars: .nowhere
    case .settings(let from, let to): restyledRect(from: from, to: to)
    case .objects(let patch, let from, let to):
      patch.bounds.union(restyledRect(from: from, to: to))
    }
  }
}

extension PixelRect {
  /// No pixel: the map is as it was.
  static let nowhere = PixelRect(x: 0, y: 0, width: 0, height: 0)
}
