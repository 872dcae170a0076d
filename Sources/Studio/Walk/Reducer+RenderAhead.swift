import Canvas
import Imaging
import Sessions
import Synthesis

/// Frames rendered before anybody asks: one at a time, only while the hand's own picture is ready.
extension StudioState {
  /// Works out anew what each frame is made from, and how far it is.
  mutating func refreshPlayback() {
    guard let plan = WalkPlan(walk) else {
      playback.plan = nil
      playback.frames = []
      playback.readiness = []
      playback.changes = []
      return
    }
    if playback.plan != plan { playback.failure = nil }
    playback.plan = plan
    var tables: [Int: ArcLengthTable] = [:]
    playback.unmeasured = [:]
    if walk.speed == .even {
      for segment in 0..<walk.segmentCount {
        let samples = plan.samples(of: segment)
        tables[segment] = playback.tables[samples]
        if tables[segment] == nil { playback.unmeasured[segment] = samples }
      }
    }
    playback.frames = (0..<walk.length).map { plan.frame($0, tables: tables) }
    playback.readiness = playback.frames.map { readiness(of: $0) }
    playback.changes = playback.frames.indices.map { change(at: $0) }
    showDocument()
  }

  private func readiness(of frame: WalkFrame) -> WalkPlayback.Readiness {
    if let entry = playback.cache[frame] { return entry.precision == .float32 ? .exact : .live }
    return playback.ahead?.frame == frame ? .rendering : .missing
  }

  /// Image distance of a frame from the one before; the first of a loop follows the last.
  private func change(at index: Int) -> Double? {
    let before = index > 0 ? index - 1 : walk.isLoop ? playback.frames.count - 1 : 0
    guard let now = playback.cache[playback.frames[index]],
      let last = playback.cache[playback.frames[before]]
    else { return nil }
    return WalkPlayback.features.distance(now.features, last.features)
  }

  /// Has the map of the frame under the playhead at hand.
  mutating func showDocument() {
    guard playback.isShown, playback.frames.indices.contains(playback.frame) else { return }
    let name = playback.frames[playback.frame].map
    guard playback.documentMap != name || playback.document == nil else { return }
    playback.documentMap = name
    playback.document = maps[name].map { Document($0) }
  }

  /// Begins the next frame that is worth having, if this is a moment for it.
  mutating func renderAhead() -> [Effect] {
    guard playback.ahead == nil, let wish = nextWish, let capabilities else { return [] }
    playback.stamp += 1
    playback.ahead = WalkPlayback.Ahead(
      stamp: playback.stamp, frame: wish.frame, precision: wish.precision, isSample: wish.isSample)
    mark(wish.frame)
    return [
      .renderAhead(
        RenderRequest(
          stamp: playback.stamp, settings: wish.frame.settings,
          map: maps[wish.frame.map] ?? document.content,
          photo: wish.frame.settings.stylePhoto.flatMap { photos.pictures[$0] },
          capabilities: capabilities, precision: wish.precision))
    ]
  }

  /// Whether frames may be rendered ahead: never in the way of the hand.
  var mayRenderAhead: Bool {
    guard playback.plan != nil, playback.failure == nil, model.description != nil,
      model.loading == nil, !picture.isRendering, gesture == nil, box == nil,
      styles.strip.rendering == nil, latentPane.seedPlane.rendering == nil, latentPane.drift == nil
    else { return false }
    let photos = photos.pictures
    guard walk.keyframes.compactMap(\.settings.stylePhoto).allSatisfy({ photos[$0] != nil }) else {
      return false
    }
    return playback.isShown || view.docks.contains(.walk)
  }

  private var nextWish: (frame: WalkFrame, precision: Precision, isSample: Bool)? {
    guard mayRenderAhead, let plan = playback.plan, let capabilities else { return nil }
    guard playback.readiness.contains(where: { $0 != .exact }) else { return nil }
    guard playback.isShown || clock - playback.restedSince >= 0.5 else { return nil }
    let count = playback.frames.count
    let live = preferences.livePrecision
    if playback.isShown, playback.readiness[playback.frame] == .missing {
      return (playback.frames[playback.frame], live, false)
    }
    // A walk that plays has left the next frames behind before they are ready.
    let pace =
      playback.playing == nil ? 0 : (model.medianSeconds ?? 0) * Double(walk.framesPerSecond)
    let start = playback.frame + Int(pace.rounded(.up))
    let reach = min(count, playback.cache.capacity(for: capabilities.outputSize) - 1)
    for distance in 0..<reach {
      let index = (start + distance) % count
      if let sample = missingSample(plan.place(of: index).segment) {
        return (sample, .float32, true)
      }
      if playback.readiness[index] == .missing { return (playback.frames[index], live, false) }
    }
    for distance in 0..<reach {
      let index = (start + distance) % count
      if playback.readiness[index] == .live { return (playback.frames[index], .float32, false) }
    }
    return nil
  }

  /// The next frame on which the speed behind a keyframe is to be measured.
  private func missingSample(_ segment: Int) -> WalkFrame? {
    playback.unmeasured[segment]?.first { playback.sampleFeatures[$0] == nil }
  }

  /// A frame that was rendered ahead is there.
  mutating func takeAhead(_ frame: Frame) {
    guard let ahead = playback.ahead, ahead.stamp == frame.stamp else { return }
    playback.ahead = nil
    model.timings = Array((model.timings + [frame.seconds]).suffix(16))
    let features = WalkPlayback.features.features(of: frame.image)
    if ahead.isSample {
      playback.sampleFeatures[ahead.frame] = features
      measureStretches()
    }
    if !ahead.isSample || playback.frames.contains(ahead.frame) {
      playback.cache.put(
        frame.image, features: features, precision: frame.precision, for: ahead.frame)
    }
    mark(ahead.frame)
  }

  /// Nothing came of a frame ahead: the others would fail too.
  mutating func noteAheadFailure(stamp: Int, _ error: SynthesisError) {
    guard let ahead = playback.ahead, ahead.stamp == stamp else { return }
    playback.ahead = nil
    playback.failure = error
    mark(ahead.frame)
    showStatus(.failure, "✗ no frame of the walk: \(error.description)")
  }

  /// The hand needs the network: what is rendered ahead is dropped.
  mutating func dropAhead() {
    guard let ahead = playback.ahead else { return }
    playback.ahead = nil
    mark(ahead.frame)
  }

  /// Everything rendered so far is another model's.
  mutating func forgetFrames() {
    playback.ahead = nil
    playback.cache.empty()
    playback.tables = [:]
    playback.sampleFeatures = [:]
    playback.failure = nil
    refreshPlayback()
  }

  /// Notes how far the frames are that are made from the same.
  private mutating func mark(_ frame: WalkFrame) {
    for index in playback.frames.indices where playback.frames[index] == frame {
      playback.readiness[index] = readiness(of: frame)
      playback.changes[index] = change(at: index)
      let next = (index + 1) % playback.frames.count
      playback.changes[next] = change(at: next)
    }
  }

  /// Turns what was measured into tables; frames of those stretches move then.
  private mutating func measureStretches() {
    var isNew = false
    for samples in playback.unmeasured.values {
      let features = samples.compactMap { playback.sampleFeatures[$0] }
      guard features.count == samples.count else { continue }
      playback.tables[samples] = ArcLengthTable(
        distances: zip(features, features.dropFirst()).map {
          WalkPlayback.features.distance($0, $1)
        })
      isNew = true
    }
    if isNew { refreshPlayback() }
  }
}
