import Canvas
import Imaging
import Sessions
import Synthesis

/// Looking at the walk: playhead, play, and what the panes show meanwhile. Looking is not editing.
extension WalkRoom {
  /// Keys in the focused Walk pane.
  mutating func pressInWalk(_ key: PaneKey) -> [Effect] {
    switch key {
    case .space: return playOrPause()
    case .enter:
      if chosenKeyframe == nil {
        showStatus(.reason, "no keyframe yet: K puts this picture here")
      } else {
        openBox(.keyframeName)
      }
    case .digit(0): showWalk(at: 0)
    case .digit(let number):
      guard timeline.walk.keyframes.indices.contains(number - 1) else {
        showStatus(.reason, "there is no keyframe \(number)")
        return []
      }
      showKeyframe(number - 1)
    case .less: return setWalk(by: -1)
    case .more: return setWalk(by: 1)
    case .before: showWalk(at: timeline.playback.playhead - 1)
    case .after: showWalk(at: timeline.playback.playhead + 1)
    case .tab(let backwards):
      let fields: [WalkField?] = [nil] + walkFields
      let index =
        (fields.firstIndex(of: timeline.playback.field) ?? 0) + (backwards ? fields.count - 1 : 1)
      timeline.playback.field = fields[index % fields.count]
    case .delete: return removeKeyframe()
    case .pageUp: showWalk(at: timeline.playback.playhead - timeline.walk.framesPerSecond)
    case .pageDown: showWalk(at: timeline.playback.playhead + timeline.walk.framesPerSecond)
    case .home: showWalk(at: 0)
    case .end: showWalk(at: timeline.walk.length - 1)
    case .escape: break
    }
    return []
  }

  /// Arrows in the focused Walk pane: frames, faster the longer; keyframes.
  mutating func moveOnWalk(_ direction: Direction) -> [Effect] {
    if timeline.playback.field == .camera {
      return moveCamera(
        x: 0.01 * Double(direction.horizontal * keySteps(direction)),
        y: 0.01 * Double(direction.vertical))
    }
    if direction.horizontal != 0 {
      let steps = keySteps(direction)
      showWalk(at: timeline.playback.playhead + direction.horizontal * steps)
      return []
    }
    let frames = timeline.walk.keyframes.map(\.frame)
    let next =
      direction == .down
      ? frames.firstIndex { $0 > timeline.playback.playhead }
      : frames.lastIndex { $0 < timeline.playback.playhead }
    if let next { showKeyframe(next) }
    return []
  }

  /// What the mouse does on the lanes.
  mutating func walkInput(_ input: WalkInput) -> [Effect] {
    openDock(.walk)
    switch input {
    case .scrubbed(let frame):
      beginInput()
      focus(.walk)
      showWalk(at: frame)
    case .gripped(let index):
      beginInput()
      focus(.walk)
      showKeyframe(index)
    case .carried(let frame): return moveKeyframe(to: frame)
    case .turned(let field):
      beginInput()
      focus(.walk)
      timeline.playback.field = field
      return setField(field, by: 1)
    case .wheeled(let frames): showWalk(at: timeline.playback.playhead + frames)
    case .cameraMoved(let x, let y): return moveCamera(x: x, y: y)
    case .cameraZoomed(let factor): return zoomCamera(by: factor)
    case .cameraReleased: timeline.playback.changedAt = -1
    }
    return []
  }

  /// Space: plays from here, from the start when it stands at the end; pauses.
  mutating func playOrPause() -> [Effect] {
    if timeline.playback.playing != nil {
      timeline.playback.playing = nil
      return []
    }
    guard timeline.walk.canPlay else {
      let other = walkFields.contains(.motion) ? "; or Tab to “still”, ] moves it" : ""
      showStatus(.reason, "a walk needs two keyframes: K puts this picture here" + other)
      return []
    }
    if !timeline.walk.isLoop, timeline.playback.playhead >= timeline.walk.length - 1 {
      timeline.playback.playhead = 0
    }
    showWalk(at: timeline.playback.playhead)
    timeline.playback.playing = WalkPlayback.Playing(since: clock, from: timeline.playback.playhead)
    return []
  }

  /// Time went by while it plays: the frame that is due now is shown; the ones between are dropped
  /// rather than shown late.
  mutating func play() {
    guard var playing = timeline.playback.playing else { return }
    let steps = Int((clock - playing.since) * Double(timeline.walk.framesPerSecond))
    var due = playing.from + steps
    if timeline.walk.isLoop {
      due %= max(1, timeline.walk.length)
    } else if due >= timeline.walk.length - 1 {
      timeline.playback.playhead = timeline.walk.length - 1
      timeline.playback.playing = nil
      return
    }
    timeline.playback.playhead = due
    guard let shown = timeline.playback.shown, shown != playing.last else { return }
    playing.last = shown
    playing.shown += 1
    playing.dropped = max(0, steps + 1 - playing.shown)
    timeline.playback.playing = playing
    timeline.playback.cache.touch(timeline.playback.frames[shown])
  }

  /// Puts the playhead on a frame and shows the walk there.
  mutating func showWalk(at frame: Int) {
    timeline.playback.playing = nil
    timeline.playback.playhead = min(max(0, frame), Walk.longest - 1)
    timeline.playback.selected = timeline.walk.lastKeyframe(upTo: timeline.playback.playhead)
    guard !timeline.walk.keyframes.isEmpty else { return }
    timeline.playback.isShown = true
    timeline.playback.isOff = false
    if timeline.playback.frames.count != timeline.walk.length { refreshPlayback() }
    showDocument()
  }

  private mutating func showKeyframe(_ index: Int) {
    showWalk(at: timeline.walk.keyframes[index].frame)
    timeline.playback.selected = index
  }

  /// Map and picture show what the hand holds again.
  mutating func leaveWalk() {
    timeline.playback.isShown = false
    timeline.playback.isOff = false
    timeline.playback.playing = nil
  }
}

/// What views ask.
extension StudioState {
  /// The state as map and picture show it: on the walk, that of the frame under the playhead.
  public var onWalk: StudioState {
    guard timeline.playback.isShown,
      timeline.playback.frames.indices.contains(timeline.playback.frame)
    else { return self }
    var state = self
    let frame = timeline.playback.frames[timeline.playback.frame]
    state.picture.settings = frame.settings
    state.picture.settings.model = picture.settings.model
    if let document = framedDocument ?? timeline.playback.document {
      state.editing.document = document
    }
    state.editing.gesture = nil
    state.editing.preview = nil
    state.editing.selection = nil
    state.picture.exactIn = nil
    state.picture.failure = nil
    if let shown = timeline.playback.shown,
      let entry = timeline.playback.cache[timeline.playback.frames[shown]]
    {
      state.picture.image = entry.image
      let precision = entry.precision == .float32 ? "fp32" : "bf16"
      let number =
        shown == timeline.playback.frame
        ? "frame \(shown)" : "frame \(shown) for \(timeline.playback.frame)"
      state.picture.ownWords = [number, "cached · \(precision)"]
    } else {
      state.picture.ownWords = ["frame \(timeline.playback.frame)", "rendering…"]
    }
    if let other = comparedFrame {
      state.picture.previous = nil
      state.picture.fixedA = timeline.playback.cache[other]?.image
      if commands.hold?.kind == .showA {
        let engine = timeline.playback.film.compared?.rawValue ?? ""
        state.picture.ownWords = [
          "frame \(timeline.playback.frame), \(engine)",
          state.picture.imageA == nil ? "not rendered so" : "cached",
        ]
      }
    }
    return state
  }

  /// The words in the map's title while the walk is shown.
  public var walkMapWords: String? {
    guard timeline.playback.isShown,
      let index = timeline.walk.lastKeyframe(upTo: timeline.playback.playhead)
    else {
      return nil
    }
    let name = timeline.walk.keyframes[index].name
    return "◆\(index + 1)\(name.isEmpty ? "" : " \(name)")"
  }
}
