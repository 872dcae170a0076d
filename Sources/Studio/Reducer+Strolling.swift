import Canvas
import Imaging
import Sessions
import Synthesis

/// Looking at the walk: playhead, play, and what the panes show meanwhile. Looking is not editing.
extension StudioState {
  /// Keys in the lit Walk pane.
  mutating func pressInWalk(_ key: PaneKey) -> [Effect] {
    switch key {
    case .space: return playOrPause()
    case .enter:
      if chosenKeyframe == nil {
        say(.reason, "no keyframe yet: K puts this picture here")
      } else {
        openBox(.keyframeName)
      }
    case .digit(0): showWalk(at: 0)
    case .digit(let number):
      guard walk.keyframes.indices.contains(number - 1) else {
        say(.reason, "there is no keyframe \(number)")
        return []
      }
      showKeyframe(number - 1)
    case .less: return setWalk(by: -1)
    case .more: return setWalk(by: 1)
    case .before: showWalk(at: stroll.playhead - 1)
    case .after: showWalk(at: stroll.playhead + 1)
    case .tab(let backwards):
      let fields: [WalkField?] = [nil] + WalkField.allCases
      let index = (fields.firstIndex(of: stroll.field) ?? 0) + (backwards ? fields.count - 1 : 1)
      stroll.field = fields[index % fields.count]
    case .delete: return removeKeyframe()
    case .pageUp: showWalk(at: stroll.playhead - walk.framesPerSecond)
    case .pageDown: showWalk(at: stroll.playhead + walk.framesPerSecond)
    case .home: showWalk(at: 0)
    case .end: showWalk(at: walk.length - 1)
    case .escape: break
    }
    return []
  }

  /// Arrows in the lit Walk pane: frames, faster the longer; keyframes.
  mutating func moveOnWalk(_ direction: Direction) {
    if direction.horizontal != 0 {
      let steps = cursor.run.press(direction, at: clock)
      showWalk(at: stroll.playhead + direction.horizontal * steps)
      return
    }
    let frames = walk.keyframes.map(\.frame)
    let next =
      direction == .down
      ? frames.firstIndex { $0 > stroll.playhead } : frames.lastIndex { $0 < stroll.playhead }
    if let next { showKeyframe(next) }
  }

  /// What the mouse does on the lanes.
  mutating func walkInput(_ input: WalkInput) -> [Effect] {
    view.docks.insert(.walk)
    switch input {
    case .scrubbed(let frame):
      beginInput()
      light(.walk)
      showWalk(at: frame)
    case .gripped(let index):
      beginInput()
      light(.walk)
      showKeyframe(index)
    case .carried(let frame): return moveKeyframe(to: frame)
    case .turned(let field):
      beginInput()
      light(.walk)
      stroll.field = field
      return set(field, by: 1)
    case .wheeled(let frames): showWalk(at: stroll.playhead + frames)
    }
    return []
  }

  /// Space: plays from here, from the start when it stands at the end; pauses.
  mutating func playOrPause() -> [Effect] {
    if stroll.playing != nil {
      stroll.playing = nil
      return []
    }
    guard walk.segmentCount > 0 else {
      say(.reason, "a walk needs two keyframes: K puts this picture here")
      return []
    }
    if !walk.isLoop, stroll.playhead >= walk.length - 1 { stroll.playhead = 0 }
    showWalk(at: stroll.playhead)
    stroll.playing = StrollState.Playing(since: clock, from: stroll.playhead)
    return []
  }

  /// Time went by while it plays: the frame that is due now is shown; the ones between are dropped
  /// rather than shown late.
  mutating func play() {
    guard var playing = stroll.playing else { return }
    let steps = Int((clock - playing.since) * Double(walk.framesPerSecond))
    var due = playing.from + steps
    if walk.isLoop {
      due %= max(1, walk.length)
    } else if due >= walk.length - 1 {
      stroll.playhead = walk.length - 1
      stroll.playing = nil
      return
    }
    stroll.playhead = due
    guard let shown = stroll.shown, shown != playing.last else { return }
    playing.last = shown
    playing.shown += 1
    playing.dropped = max(0, steps + 1 - playing.shown)
    stroll.playing = playing
    stroll.cache.touch(stroll.frames[shown])
  }

  /// Puts the playhead on a frame and shows the walk there.
  mutating func showWalk(at frame: Int) {
    stroll.playing = nil
    stroll.playhead = min(max(0, frame), Walk.longest - 1)
    stroll.selected = walk.lastKeyframe(upTo: stroll.playhead)
    guard !walk.keyframes.isEmpty else { return }
    stroll.isShown = true
    stroll.isOff = false
    if stroll.frames.count != walk.length { refreshStroll() }
    showDocument()
  }

  private mutating func showKeyframe(_ index: Int) {
    showWalk(at: walk.keyframes[index].frame)
    stroll.selected = index
  }

  /// Map and picture show what the hand holds again.
  mutating func leaveWalk() {
    stroll.isShown = false
    stroll.isOff = false
    stroll.playing = nil
  }

  /// The hand takes the frame that is shown off the walk, to change it: its settings and its map
  /// become those in hand, as acts.
  mutating func takeFrameInHand() -> [Effect] {
    guard stroll.isShown, stroll.frames.indices.contains(stroll.frame) else { return [] }
    guard !session.isReadOnly else { return [] }
    let frame = stroll.frames[stroll.frame]
    let number = stroll.playhead
    leaveWalk()
    var effects: [Effect] = []
    if let map = maps[frame.map], map != document.content {
      let patch = document.apply(.replaceMap(map))
      effects += record(Act(name: "map of frame \(number)", change: .map(patch)))
    }
    var taken = frame.settings
    taken.model = settings.model
    if settings.latent == taken.latent { taken.seedWord = settings.seedWord }
    if taken != settings {
      let act = Act(name: "as in frame \(number)", change: .settings(from: settings, to: taken))
      settings = taken
      effects += record(act)
    }
    stroll.isOff = true
    return effects
  }

  /// The state as map and picture show it: on the walk, that of the frame under the playhead.
  public var onWalk: StudioState {
    guard stroll.isShown, stroll.frames.indices.contains(stroll.frame) else { return self }
    var state = self
    let frame = stroll.frames[stroll.frame]
    state.settings = frame.settings
    state.settings.model = settings.model
    if let document = stroll.document { state.document = document }
    state.gesture = nil
    state.preview = nil
    state.selection = nil
    state.picture.exactIn = nil
    state.picture.failure = nil
    if let shown = stroll.shown, let entry = stroll.cache[stroll.frames[shown]] {
      state.picture.image = entry.image
      let precision = entry.precision == .float32 ? "fp32" : "bf16"
      let number = shown == stroll.frame ? "frame \(shown)" : "frame \(shown) for \(stroll.frame)"
      state.picture.ownWords = [number, "cached · \(precision)"]
    } else {
      state.picture.ownWords = ["frame \(stroll.frame)", "rendering…"]
    }
    return state
  }

  /// The words in the map's title while the walk is shown.
  public var walkMapWords: String? {
    guard stroll.isShown, let index = walk.lastKeyframe(upTo: stroll.playhead) else { return nil }
    let name = walk.keyframes[index].name
    return "◆\(index + 1)\(name.isEmpty ? "" : " \(name)")"
  }
}
