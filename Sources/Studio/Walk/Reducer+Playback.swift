import Canvas
import Imaging
import Sessions
import Synthesis

/// Looking at the walk: playhead, play, and what the panes show meanwhile. Looking is not editing.
extension StudioState {
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
      guard walk.keyframes.indices.contains(number - 1) else {
        showStatus(.reason, "there is no keyframe \(number)")
        return []
      }
      showKeyframe(number - 1)
    case .less: return setWalk(by: -1)
    case .more: return setWalk(by: 1)
    case .before: showWalk(at: playback.playhead - 1)
    case .after: showWalk(at: playback.playhead + 1)
    case .tab(let backwards):
      let fields: [WalkField?] = [nil] + WalkField.allCases
      let index = (fields.firstIndex(of: playback.field) ?? 0) + (backwards ? fields.count - 1 : 1)
      playback.field = fields[index % fields.count]
    case .delete: return removeKeyframe()
    case .pageUp: showWalk(at: playback.playhead - walk.framesPerSecond)
    case .pageDown: showWalk(at: playback.playhead + walk.framesPerSecond)
    case .home: showWalk(at: 0)
    case .end: showWalk(at: walk.length - 1)
    case .escape: break
    }
    return []
  }

  /// Arrows in the focused Walk pane: frames, faster the longer; keyframes.
  mutating func moveOnWalk(_ direction: Direction) {
    if direction.horizontal != 0 {
      let steps = cursor.run.press(direction, at: clock)
      showWalk(at: playback.playhead + direction.horizontal * steps)
      return
    }
    let frames = walk.keyframes.map(\.frame)
    let next =
      direction == .down
      ? frames.firstIndex { $0 > playback.playhead } : frames.lastIndex { $0 < playback.playhead }
    if let next { showKeyframe(next) }
  }

  /// What the mouse does on the lanes.
  mutating func walkInput(_ input: WalkInput) -> [Effect] {
    view.docks.insert(.walk)
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
      playback.field = field
      return set(field, by: 1)
    case .wheeled(let frames): showWalk(at: playback.playhead + frames)
    }
    return []
  }

  /// Space: plays from here, from the start when it stands at the end; pauses.
  mutating func playOrPause() -> [Effect] {
    if playback.playing != nil {
      playback.playing = nil
      return []
    }
    guard walk.segmentCount > 0 else {
      showStatus(.reason, "a walk needs two keyframes: K puts this picture here")
      return []
    }
    if !walk.isLoop, playback.playhead >= walk.length - 1 { playback.playhead = 0 }
    showWalk(at: playback.playhead)
    playback.playing = WalkPlayback.Playing(since: clock, from: playback.playhead)
    return []
  }

  /// Time went by while it plays: the frame that is due now is shown; the ones between are dropped
  /// rather than shown late.
  mutating func play() {
    guard var playing = playback.playing else { return }
    let steps = Int((clock - playing.since) * Double(walk.framesPerSecond))
    var due = playing.from + steps
    if walk.isLoop {
      due %= max(1, walk.length)
    } else if due >= walk.length - 1 {
      playback.playhead = walk.length - 1
      playback.playing = nil
      return
    }
    playback.playhead = due
    guard let shown = playback.shown, shown != playing.last else { return }
    playing.last = shown
    playing.shown += 1
    playing.dropped = max(0, steps + 1 - playing.shown)
    playback.playing = playing
    playback.cache.touch(playback.frames[shown])
  }

  /// Puts the playhead on a frame and shows the walk there.
  mutating func showWalk(at frame: Int) {
    playback.playing = nil
    playback.playhead = min(max(0, frame), Walk.longest - 1)
    playback.selected = walk.lastKeyframe(upTo: playback.playhead)
    guard !walk.keyframes.isEmpty else { return }
    playback.isShown = true
    playback.isOff = false
    if playback.frames.count != walk.length { refreshPlayback() }
    showDocument()
  }

  private mutating func showKeyframe(_ index: Int) {
    showWalk(at: walk.keyframes[index].frame)
    playback.selected = index
  }

  /// Map and picture show what the hand holds again.
  mutating func leaveWalk() {
    playback.isShown = false
    playback.isOff = false
    playback.playing = nil
  }

  /// The hand takes the frame that is shown off the walk, to change it: its settings and its map
  /// become those in hand, as undo steps.
  mutating func adoptWalkFrame() -> [Effect] {
    guard playback.isShown, playback.frames.indices.contains(playback.frame) else { return [] }
    guard !session.isReadOnly else { return [] }
    let frame = playback.frames[playback.frame]
    let number = playback.playhead
    leaveWalk()
    var effects: [Effect] = []
    if let map = maps[frame.map], map != document.content {
      let patch = document.apply(.replaceMap(map))
      effects += record(UndoStep(name: "map of frame \(number)", change: .map(patch)))
    }
    var taken = frame.settings
    taken.model = settings.model
    if settings.latent == taken.latent { taken.seedWord = settings.seedWord }
    if taken != settings {
      let undoStep = UndoStep(
        name: "as in frame \(number)", change: .settings(from: settings, to: taken))
      settings = taken
      effects += record(undoStep)
    }
    playback.isOff = true
    return effects
  }

  /// The state as map and picture show it: on the walk, that of the frame under the playhead.
  public var onWalk: StudioState {
    guard playback.isShown, playback.frames.indices.contains(playback.frame) else { return self }
    var state = self
    let frame = playback.frames[playback.frame]
    state.settings = frame.settings
    state.settings.model = settings.model
    if let document = playback.document { state.document = document }
    state.gesture = nil
    state.preview = nil
    state.selection = nil
    state.picture.exactIn = nil
    state.picture.failure = nil
    if let shown = playback.shown, let entry = playback.cache[playback.frames[shown]] {
      state.picture.image = entry.image
      let precision = entry.precision == .float32 ? "fp32" : "bf16"
      let number =
        shown == playback.frame ? "frame \(shown)" : "frame \(shown) for \(playback.frame)"
      state.picture.ownWords = [number, "cached · \(precision)"]
    } else {
      state.picture.ownWords = ["frame \(playback.frame)", "rendering…"]
    }
    return state
  }

  /// The words in the map's title while the walk is shown.
  public var walkMapWords: String? {
    guard playback.isShown, let index = walk.lastKeyframe(upTo: playback.playhead) else {
      return nil
    }
    let name = walk.keyframes[index].name
    return "◆\(index + 1)\(name.isEmpty ? "" : " \(name)")"
  }
}
