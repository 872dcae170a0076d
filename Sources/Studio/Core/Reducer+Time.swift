import Sessions

/// Time, messages, long work, the tour.
extension StudioState {
  /// Time went by.
  mutating func tick(_ time: Double) -> [Effect] {
    clock = max(clock, time)
    if let until = commands.hold?.until, until <= clock { commands.hold = nil }
    if let run = picture.run, !run.isDrag, clock - run.last >= 0.25 { endRun() }
    play()
    var effects = tryBox() + driftOn() + watchLearning()
    if let since = session.unsyncedSince, clock - since >= 1 {
      session.unsyncedSince = nil
      effects.append(.syncJournal)
    }
    effects += keepUnfinishedStroke()
    let isDue = clock >= session.checkpointDue
    if session.needsCheckpoint, isDue, editing.gesture == nil, cards.box == nil {
      effects += saveNow()
    }
    return effects
  }

  /// Says something in the status bar and keeps it under `!`.
  mutating func showStatus(_ kind: StatusLine.Kind, _ text: String, copy: String?) {
    let line = StatusLine(kind, text, copy: copy)
    statusLine = line
    note(line)
  }

  /// Keeps a line under `!`; a repeated one is counted.
  mutating func note(_ line: StatusLine) {
    if messages.last?.line == line {
      messages[messages.count - 1].count += 1
      messages[messages.count - 1].clock = clock
      return
    }
    messages.append(Message(clock: clock, line: line))
    if messages.count > 500 { messages.removeFirst(messages.count - 500) }
  }

  /// The status bar is free again.
  mutating func clearStatus() { statusLine = nil }

  /// Something changed that the next checkpoint saves.
  mutating func markUnsaved() { session.needsCheckpoint = true }

  /// A step that leaves the picture as it is, already applied: keyframes, stars.
  /// - Parameter amends: Whether it takes the place of the last one.
  mutating func recordBeside(_ undoStep: UndoStep, amends: Bool) -> [Effect] {
    let withdrawn = withdrawUnfinishedStroke()
    if amends { history.amend(undoStep) } else { history.record(undoStep) }
    return withdrawn + [.journal(amends ? .amended(undoStep) : .stepTaken(undoStep))]
  }

  /// Something changed that is in the journal, not yet forced to the disk.
  mutating func markUnsynced() {
    markUnsaved()
    if session.unsyncedSince == nil { session.unsyncedSince = clock }
  }

  /// This person has seen the tour.
  mutating func finishTour() { preferences.tourDone = true }

  /// Long work begins.
  mutating func beginWork(_ kind: LongWork.Kind, _ words: String, fraction: Double?) {
    work.append(LongWork(kind: kind, words: words, fraction: fraction, since: clock))
  }

  /// Takes the latest long work off the list.
  mutating func popWork() -> LongWork? { work.popLast() }

  /// The thumbnails in work are not wanted: the picture comes first.
  mutating func dropThumbnails() {
    dropStyleThumbnail()
    dropSeedThumbnail()
  }

  /// Notes how far long work is.
  mutating func progress(_ kind: LongWork.Kind, _ fraction: Double) {
    guard let index = work.lastIndex(where: { $0.kind == kind }) else { return }
    work[index].fraction = min(max(fraction, 0), 1)
  }

  /// Takes finished work off the list.
  mutating func endWork(_ kind: LongWork.Kind) {
    if let index = work.lastIndex(where: { $0.kind == kind }) { work.remove(at: index) }
    if work.isEmpty { commands.asksToQuit = false }
  }

}
