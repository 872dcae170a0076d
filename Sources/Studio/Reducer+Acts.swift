import Canvas
import Imaging
import Sessions
import Synthesis

/// Acts: everything that goes on the undo line passes here.
extension StudioState {
  /// Whether there is something `u` takes back.
  var canUndo: Bool { history.undoName != nil && !session.isReadOnly }

  /// Applies an edit as one act; one that changes nothing leaves no act.
  /// - Parameter stampStyles: Styles of a stamp's objects by their numbers in it; `nil` takes those
  ///   that were copied.
  mutating func perform(_ edit: Edit, stampStyles: [UInt32: InstanceStyle]? = nil) -> [Effect] {
    guard !session.isReadOnly else { return refuseReadOnly() }
    // A stroke in work is an act of its own, before this one, and so is a frame of the walk.
    let earlier = settle() + takeFrameInHand()
    let patch = document.apply(edit)
    guard !patch.isEmpty else { return earlier }
    return earlier
      + record(act(for: edit, patch, stampStyles: stampStyles ?? styleShelf.stamp))
  }

  /// Puts an act that is already applied on the line.
  mutating func record(_ act: Act) -> [Effect] {
    history.record(act)
    return [.journal(.acted(act))] + acted(changed: changedRect(of: act))
  }

  /// Puts an act in the place of the last one: a run of wheel steps is one act.
  mutating func amend(_ act: Act) -> [Effect] {
    history.amend(act)
    return [.journal(.amended(act))] + acted(changed: changedRect(of: act), keepsA: true)
  }

  /// Changes what the picture is made with, as one act.
  /// - Parameter first: The settings before a run of steps: this one joins the run's act, if that
  ///   is still the last one.
  mutating func change(
    _ name: (PictureSettings, PictureSettings) -> String, amending first: PictureSettings? = nil,
    _ body: (inout PictureSettings) -> Void
  ) -> [Effect] {
    guard !session.isReadOnly else { return refuseReadOnly() }
    leaveBox()
    let earlier = takeFrameInHand()
    let present = settings
    body(&settings)
    guard settings != present else { return earlier }
    if let before = first, history.redoName == nil,
      case .settings(let from, let last) = history.past.last?.change, from == before,
      last == present
    {
      return earlier
        + amend(
          Act(name: name(before, settings), change: .settings(from: before, to: settings)))
    }
    return earlier
      + record(
        Act(name: name(present, settings), change: .settings(from: present, to: settings)))
  }

  /// Finishes a stroke in work, as lifting the pen does.
  mutating func settle() -> [Effect] {
    gesture?.isStroke == true ? finishGesture(at: cursor.point, isClick: false) : []
  }

  /// Closes an open box; what was tried on in it is taken off.
  mutating func leaveBox() {
    guard let open = box else { return }
    settings = open.before
    box = nil
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
    let earlier = settle()
    guard let act = history.redo() else { return earlier }
    let effects = apply(act)
    say(.done, "redone: \(act.name)")
    return earlier + [.journal(.redone)] + effects
  }

  private mutating func apply(_ act: Act) -> [Effect] {
    leaveBox()
    if case .walk = act.change {
      act.apply(to: &document, &settings, &walk, &latentShelf.stars)
      noteWalkAct()
      return []
    }
    if case .stars = act.change {
      act.apply(to: &document, &settings, &walk, &latentShelf.stars)
      noteStarAct()
      return []
    }
    leaveWalk()
    let model = settings.model
    let photo = settings.stylePhoto
    act.apply(to: &document, &settings, &walk, &latentShelf.stars)
    var effects: [Effect] = []
    if settings.model != model, let name = settings.model {
      effects += load(name)
    }
    if settings.stylePhoto != photo { effects += restorePhotos() }
    let rect = changedRect(of: act)
    if !rect.isEmpty {
      view.map.reveal(
        x: (Double(rect.x) + Double(rect.width) / 2) / Double(max(1, document.size.width)),
        y: (Double(rect.y) + Double(rect.height) / 2) / Double(max(1, document.size.height)))
    }
    dropLostSelection()
    return effects + acted(changed: rect)
  }

  /// After every act: the picture is one act older, and the next one is asked for.
  private mutating func acted(changed: PixelRect?, keepsA: Bool = false) -> [Effect] {
    session.needsCheckpoint = true
    if session.unsyncedSince == nil { session.unsyncedSince = clock }
    if !keepsA { picture.previous = picture.beforeStroke ?? picture.image }
    picture.beforeStroke = nil
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

extension StudioState {
  /// Where an act, already applied, changed the map or the styles of objects; empty when nowhere.
  private func changedRect(of act: Act) -> PixelRect {
    switch act.change {
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
