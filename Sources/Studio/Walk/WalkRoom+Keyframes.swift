import Canvas
import Foundation
import Imaging
import Sessions
import Synthesis

/// Keyframes: put down, moved, taken away, and how one goes between them. All of it is undone.
extension WalkRoom {
  /// `w`: the Walk pane, focused; again: away.
  mutating func toggleWalk() -> [Effect] {
    if view.focus == .walk {
      closeDock(.walk)
      leaveWalk()
      focus(.map)
      return []
    }
    openDock(.walk)
    focus(.walk)
    refreshPlayback()
    if timeline.playback.selected == nil {
      timeline.playback.selected = timeline.walk.lastKeyframe(upTo: timeline.playback.playhead)
    }
    return []
  }

  /// `K`: the present picture becomes a keyframe under the playhead; behind the last one the
  /// playhead goes on by a segment, so that `K d K d K` is a film.
  mutating func putKeyframe() -> [Effect] {
    guard !session.isReadOnly else { return refuseReadOnly() }
    let earlier = settle()
    openDock(.walk)
    advanceTour(.keyframe)
    let frame = timeline.playback.playhead
    var painted = MapID(of: editing.document.content)
    var settings = picture.settings
    if timeline.playback.isShown, timeline.playback.frames.indices.contains(timeline.playback.frame)
    {
      if let index = timeline.walk.keyframe(at: frame) {
        showStatus(
          .reason, "keyframe \(index + 1) is as it is: change something, or move the playhead")
        return earlier
      }
      settings = timeline.playback.frames[timeline.playback.frame].settings
      // A map between two others is painted from now on.
      let map = shownMap ?? editing.document.content
      painted = MapID(of: map)
      timeline.maps[painted] = map
    } else {
      timeline.maps[painted] = editing.document.content
    }
    let standing = timeline.walk.keyframe(at: frame).map { timeline.walk.keyframes[$0] }
    let isLast = timeline.walk.keyframes.last.map { $0.frame < frame } ?? true
    var keyframe = Keyframe(
      frame: frame, name: standing?.name ?? "", settings: settings, map: painted,
      ease: standing?.ease ?? .linear, hold: standing?.hold ?? 0,
      camera: standing?.camera ?? .whole)
    if !timeline.playback.isShown { keyframe.settings.seedWord = picture.settings.seedWord }
    var place = 0
    let effects = changeWalk(
      standing == nil ? "keyframe at frame \(frame)" : "keyframe at frame \(frame) put anew"
    ) { place = $0.put(keyframe) }
    if effects.isEmpty, standing != nil {
      showStatus(.reason, "keyframe \(place + 1) is the present picture already")
      return earlier
    }
    timeline.playback.selected = place
    timeline.playback.isOff = false
    let twin = place > 0 ? timeline.walk.keyframes[place - 1] : nil
    let isSame = twin?.settings == keyframe.settings && twin?.map == keyframe.map
    defer {
      if isSame {
        showStatus(
          .reason, "keyframe \(place + 1) shows the same as \(place): change something, then K anew"
        )
      }
    }
    if isLast {
      timeline.playback.playhead = min(frame + Walk.segment, Walk.longest - 1)
      timeline.playback.isShown = false
      showStatus(.done, "keyframe \(place + 1) at frame \(frame); change something, K again")
    } else {
      timeline.playback.isShown = true
      showStatus(
        .done, "keyframe \(place + 1) at frame \(frame)\(standing == nil ? "" : " put anew")")
    }
    refreshPlayback()
    return earlier + effects
  }

  /// `y` on the focused walk: the chosen keyframe once more, under the playhead or behind the end.
  mutating func duplicateKeyframe() -> [Effect] {
    guard let index = chosenKeyframe else {
      showStatus(.reason, "no keyframe yet: K puts this picture here")
      return []
    }
    var copy = timeline.walk.keyframes[index]
    if timeline.walk.keyframe(at: timeline.playback.playhead) != nil {
      copy.frame = (timeline.walk.keyframes.last?.frame ?? 0) + Walk.segment
    } else {
      copy.frame = timeline.playback.playhead
    }
    let effects = changeWalk("copy of keyframe \(index + 1)") { $0.put(copy) }
    showWalk(at: copy.frame)
    if !effects.isEmpty {
      showStatus(.done, "keyframe \(index + 1) stands at frame \(copy.frame) too")
    }
    return effects
  }

  /// Del: the chosen keyframe goes.
  mutating func removeKeyframe() -> [Effect] {
    guard let index = chosenKeyframe else {
      showStatus(.reason, "no keyframe here: ↑↓ go from one to the next")
      return []
    }
    let effects = changeWalk("keyframe \(index + 1) taken away") { $0.remove(at: index) }
    if !effects.isEmpty { showStatus(.done, "keyframe \(index + 1) is gone; u brings it back") }
    timeline.playback.selected = timeline.walk.lastKeyframe(upTo: timeline.playback.playhead)
    return effects
  }

  /// Moves the chosen keyframe to a frame; the playhead goes along when it stands on it.
  mutating func moveKeyframe(to frame: Int) -> [Effect] {
    guard let index = chosenKeyframe else {
      showStatus(.reason, "no keyframe yet: K puts this picture here")
      return []
    }
    let present = timeline.walk.keyframes[index].frame
    var reached = present
    let effects = changeWalk("keyframe \(index + 1) moved", amends: true) {
      reached = $0.move(at: index, to: frame)
    }
    if timeline.playback.playhead == present { timeline.playback.playhead = reached }
    timeline.playback.selected = index
    refreshPlayback()
    return effects
  }

  /// `[ ]` on the part that Tab chose, or on the chosen keyframe.
  mutating func setWalk(by step: Int) -> [Effect] {
    guard let field = timeline.playback.field else {
      return moveKeyframe(
        to: (chosenKeyframe.map { timeline.walk.keyframes[$0].frame } ?? 0) + step)
    }
    return setField(field, by: step)
  }

  /// Sets a part of the walk.
  mutating func setField(_ field: WalkField, by step: Int) -> [Effect] {
    let index = chosenKeyframe
    switch field {
    case .length:
      return changeWalk("frames of the walk", amends: true) { $0.setLength($0.length + step) }
    case .rate:
      return changeWalk("frames per second", amends: true) {
        $0.setFramesPerSecond($0.framesPerSecond + step)
      }
    case .path: return changeWalk("path of the walk") { $0.path = $0.path.next(by: step) }
    case .speed: return changeWalk("speed of the walk") { $0.speed = $0.speed.next(by: step) }
    case .loop:
      return changeWalk(timeline.walk.isLoop ? "loop off" : "loop on") { $0.setLoop(!$0.isLoop) }
    case .motion, .alpha, .beta, .radius, .startScale: return setMotion(field, by: step)
    case .ease:
      return changeWalk("ease of keyframe \((index ?? 0) + 1)") {
        $0.change(at: index ?? -1) { $0.ease = $0.ease.next(by: step) }
      }
    case .hold:
      return changeWalk("hold of keyframe \((index ?? 0) + 1)", amends: true) {
        $0.change(at: index ?? -1) { $0.hold += step }
      }
    case .between, .engine, .beginning: return setFilmField(field, by: step)
    case .camera: return zoomCamera(by: pow(1.05, Double(step)))
    }
  }

  /// Names the chosen keyframe.
  mutating func nameKeyframe(_ name: String) -> [Effect] {
    guard let index = chosenKeyframe else { return [] }
    return changeWalk("keyframe \(index + 1) named \(name)") {
      $0.change(at: index) { $0.name = name }
    }
  }

  /// Changes the walk, as one undo step.
  /// - Parameter amends: A run of equal steps is one undo step.
  mutating func changeWalk(
    _ name: String, amends: Bool = false, _ body: (inout Walk) -> Void
  ) -> [Effect] {
    guard !session.isReadOnly else { return refuseReadOnly() }
    let present = timeline.walk
    body(&timeline.walk)
    guard timeline.walk != present else { return [] }
    let goesOn = amends && history.redoName == nil && clock - timeline.playback.changedAt < 1
    timeline.playback.changedAt = clock
    walkStepApplied()
    if goesOn, let last = history.past.last, last.name == name,
      case .walk(let from, let to) = last.change, to == present
    {
      return recordBeside(
        UndoStep(name: name, change: .walk(from: from, to: timeline.walk)), amends: true)
    }
    return recordBeside(
      UndoStep(name: name, change: .walk(from: present, to: timeline.walk)), amends: false)
  }

  /// After every undo step on the walk: the picture in hand is as it was.
  mutating func walkStepApplied() {
    markUnsynced()
    if let selected = timeline.playback.selected,
      !timeline.walk.keyframes.indices.contains(selected)
    {
      timeline.playback.selected = nil
    }
    if timeline.walk.keyframes.isEmpty { timeline.playback.isShown = false }
    refreshPlayback()
  }
}

/// What views ask.
extension StudioState {
  /// The keyframe that keys act on: the chosen one, else the last before the playhead.
  public var chosenKeyframe: Int? {
    if let selected = timeline.playback.selected, timeline.walk.keyframes.indices.contains(selected)
    {
      return selected
    }
    return timeline.walk.lastKeyframe(upTo: timeline.playback.playhead)
      ?? timeline.walk.keyframes.indices.first
  }
}

extension CaseIterable where Self: Equatable {
  /// The case some steps on, round and round.
  func next(by step: Int) -> Self {
    let all = Array(Self.allCases)
    let index = (all.firstIndex(of: self) ?? 0) + step
    return all[((index % all.count) + all.count) % all.count]
  }
}
