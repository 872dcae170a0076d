import Canvas
import Imaging
import Sessions
import Synthesis

/// Acts: everything that goes on the undo line passes here.
extension StudioState {
  /// Whether there is something `u` takes back.
  var canUndo: Bool { history.undoName != nil && !session.isReadOnly }

  /// Applies an edit as one act; one that changes nothing leaves no act.
  mutating func perform(_ edit: Edit) -> [Effect] {
    guard !session.isReadOnly else { return refuseReadOnly() }
    let patch = document.apply(edit)
    guard !patch.isEmpty else { return [] }
    return record(Act(name: edit.name(in: document.labelSet), change: .map(patch)))
  }

  /// Puts an act that is already applied on the line.
  mutating func record(_ act: Act) -> [Effect] {
    history.record(act)
    return [.journal(.acted(act))] + acted(changed: act.changedRect)
  }

  /// Puts an act in the place of the last one: a run of wheel steps is one act.
  mutating func amend(_ act: Act) -> [Effect] {
    history.amend(act)
    return [.journal(.amended(act))] + acted(changed: act.changedRect, keepsA: true)
  }

  /// Changes what the picture is made with, as one act.
  /// - Parameter run: Whether it goes on with the last act, when that was of the same kind.
  mutating func change(
    _ name: (PictureSettings, PictureSettings) -> String, amending first: PictureSettings? = nil,
    _ body: (inout PictureSettings) -> Void
  ) -> [Effect] {
    guard !session.isReadOnly else { return refuseReadOnly() }
    let before = first ?? settings
    let present = settings
    body(&settings)
    guard settings != present else { return [] }
    let act = Act(
      name: name(before, settings), change: .settings(from: before, to: settings))
    if first != nil, case .settings(let from, _) = history.past.last?.change, from == before,
      history.redoName == nil
    {
      return amend(act)
    }
    return record(act)
  }

  /// Takes the last act back.
  mutating func undo() -> [Effect] {
    if gesture != nil { return cancelGesture() }
    guard let act = history.undo() else { return [] }
    let effects = apply(act.inverted)
    say(.done, "undone: \(act.name)")
    advanceTour(.undo)
    return [.journal(.undone)] + effects
  }

  /// Does the next act again.
  mutating func redo() -> [Effect] {
    guard let act = history.redo() else { return [] }
    let effects = apply(act)
    say(.done, "redone: \(act.name)")
    return [.journal(.redone)] + effects
  }

  private mutating func apply(_ act: Act) -> [Effect] {
    let model = settings.model
    let photo = settings.stylePhoto
    act.apply(to: &document, &settings)
    var effects: [Effect] = []
    if settings.model != model, let name = settings.model {
      effects += load(name)
    }
    if settings.stylePhoto != photo { effects += restorePhotos() }
    if let rect = act.changedRect, !rect.isEmpty {
      view.map.reveal(
        x: (Double(rect.x) + Double(rect.width) / 2) / Double(max(1, document.size.width)),
        y: (Double(rect.y) + Double(rect.height) / 2) / Double(max(1, document.size.height)))
    }
    dropLostSelection()
    return effects + acted(changed: act.changedRect)
  }

  /// After every act: the picture is one act older, and the next one is asked for.
  private mutating func acted(changed: PixelRect?, keepsA: Bool = false) -> [Effect] {
    session.needsCheckpoint = true
    if session.unsyncedSince == nil { session.unsyncedSince = clock }
    if !keepsA { picture.previous = picture.image }
    picture.acts += 1
    picture.wantsExact = false
    refreshPreview()
    return requestPicture(changed: changed)
  }

  /// Says that nothing can be changed here.
  mutating func refuseReadOnly() -> [Effect] {
    say(.reason, "open to look, not to change; S makes a copy")
    return []
  }
}

extension Act {
  /// Where the map changed; `nil` when it did not.
  var changedRect: PixelRect? {
    if case .map(let patch) = change { patch.bounds } else { nil }
  }
}
