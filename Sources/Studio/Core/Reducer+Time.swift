import Sessions

/// Time, messages, long work, the tour.
extension StudioState {
  /// Time went by.
  mutating func tick(_ time: Double) -> [Effect] {
    clock = max(clock, time)
    if let until = commands.hold?.until, until <= clock { commands.hold = nil }
    if let run = picture.run, !run.isDrag, clock - run.last >= 0.25 { endRun() }
    play()
    var effects = tryBox() + driftOn()
    if let since = session.unsyncedSince, clock - since >= 1 {
      session.unsyncedSince = nil
      effects.append(.syncJournal)
    }
    let isDue = clock - session.lastCheckpoint >= checkpointInterval
    if session.needsCheckpoint, isDue, editing.gesture == nil, cards.box == nil {
      effects += saveNow()
    }
    return effects
  }

  /// Says something in the status bar and keeps it under `!`.
  mutating func showStatus(_ kind: StatusLine.Kind, _ text: String, copy: String? = nil) {
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

  /// The tour goes on when its act is done, in any order.
  mutating func advanceTour(_ step: Tour.Step) {
    guard cards.tour != nil else { return }
    cards.tour?.done.insert(step)
    if cards.tour?.step == nil {
      cards.tour = nil
      preferences.tourDone = true
    }
  }
}
