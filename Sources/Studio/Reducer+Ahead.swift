import Canvas
import Imaging
import Sessions
import Synthesis

/// Frames rendered before anybody asks: one at a time, only while the hand's own picture is ready.
extension StudioState {
  /// Works out anew what each frame is made from, and how far it is.
  mutating func refreshStroll() {
    guard let plan = WalkPlan(walk) else {
      stroll.plan = nil
      stroll.frames = []
      stroll.readiness = []
      stroll.changes = []
      return
    }
    if stroll.plan != plan { stroll.failure = nil }
    stroll.plan = plan
    var tables: [Int: ArcLengthTable] = [:]
    stroll.unmeasured = [:]
    if walk.speed == .even {
      for segment in 0..<walk.segmentCount {
        let samples = plan.samples(of: segment)
        tables[segment] = stroll.tables[samples]
        if tables[segment] == nil { stroll.unmeasured[segment] = samples }
      }
    }
    stroll.frames = (0..<walk.length).map { plan.frame($0, tables: tables) }
    stroll.readiness = stroll.frames.map { readiness(of: $0) }
    stroll.changes = stroll.frames.indices.map { change(at: $0) }
    showDocument()
  }

  private func readiness(of frame: WalkFrame) -> StrollState.Readiness {
    if let entry = stroll.cache[frame] { return entry.precision == .float32 ? .exact : .live }
    return stroll.ahead?.frame == frame ? .rendering : .missing
  }

  /// Image distance of a frame from the one before; the first of a loop follows the last.
  private func change(at index: Int) -> Double? {
    let before = index > 0 ? index - 1 : walk.isLoop ? stroll.frames.count - 1 : 0
    guard let now = stroll.cache[stroll.frames[index]],
      let last = stroll.cache[stroll.frames[before]]
    else { return nil }
    return StrollState.features.distance(now.features, last.features)
  }

  /// Has the map of the frame under the playhead at hand.
  mutating func showDocument() {
    guard stroll.isShown, stroll.frames.indices.contains(stroll.frame) else { return }
    let name = stroll.frames[stroll.frame].map
    guard stroll.documentMap != name || stroll.document == nil else { return }
    stroll.documentMap = name
    stroll.document = maps[name].map { Document($0) }
  }

  /// Begins the next frame that is worth having, if this is a moment for it.
  mutating func renderAhead() -> [Effect] {
    guard stroll.ahead == nil, let wish = nextWish, let capabilities else { return [] }
    stroll.stamp += 1
    stroll.ahead = StrollState.Ahead(
      stamp: stroll.stamp, frame: wish.frame, precision: wish.precision, isSample: wish.isSample)
    mark(wish.frame)
    return [
      .renderAhead(
        RenderRequest(
          stamp: stroll.stamp, settings: wish.frame.settings,
          map: maps[wish.frame.map] ?? document.content,
          photo: wish.frame.settings.stylePhoto.flatMap { photos.pictures[$0] },
          capabilities: capabilities, precision: wish.precision))
    ]
  }

  /// Whether frames may be rendered ahead: never in the way of the hand.
  var mayRenderAhead: Bool {
    guard stroll.plan != nil, stroll.failure == nil, model.description != nil,
      model.loading == nil, !picture.isRendering, gesture == nil, box == nil,
      styles.strip.rendering == nil, latentHand.pad.rendering == nil, latentHand.drift == nil
    else { return false }
    let photos = photos.pictures
    guard walk.keyframes.compactMap(\.settings.stylePhoto).allSatisfy({ photos[$0] != nil }) else {
      return false
    }
    return stroll.isShown || view.docks.contains(.walk)
  }

  private var nextWish: (frame: WalkFrame, precision: Precision, isSample: Bool)? {
    guard mayRenderAhead, let plan = stroll.plan, let capabilities else { return nil }
    guard stroll.readiness.contains(where: { $0 != .exact }) else { return nil }
    guard stroll.isShown || clock - stroll.restedSince >= 0.5 else { return nil }
    let count = stroll.frames.count
    let live = preferences.livePrecision
    if stroll.isShown, stroll.readiness[stroll.frame] == .missing {
      return (stroll.frames[stroll.frame], live, false)
    }
    // A walk that plays has left the next frames behind before they are ready.
    let pace = stroll.playing == nil ? 0 : (model.medianSeconds ?? 0) * Double(walk.framesPerSecond)
    let start = stroll.frame + Int(pace.rounded(.up))
    let reach = min(count, stroll.cache.capacity(for: capabilities.outputSize) - 1)
    for distance in 0..<reach {
      let index = (start + distance) % count
      if let sample = missingSample(plan.place(of: index).segment) {
        return (sample, .float32, true)
      }
      if stroll.readiness[index] == .missing { return (stroll.frames[index], live, false) }
    }
    for distance in 0..<reach {
      let index = (start + distance) % count
      if stroll.readiness[index] == .live { return (stroll.frames[index], .float32, false) }
    }
    return nil
  }

  /// The next frame on which the speed behind a keyframe is to be measured.
  private func missingSample(_ segment: Int) -> WalkFrame? {
    stroll.unmeasured[segment]?.first { stroll.sampleFeatures[$0] == nil }
  }

  /// A frame that was rendered ahead is there.
  mutating func takeAhead(_ frame: Frame) {
    guard let ahead = stroll.ahead, ahead.stamp == frame.stamp else { return }
    stroll.ahead = nil
    model.timings = Array((model.timings + [frame.seconds]).suffix(16))
    let features = StrollState.features.features(of: frame.image)
    if ahead.isSample {
      stroll.sampleFeatures[ahead.frame] = features
      measureStretches()
    }
    if !ahead.isSample || stroll.frames.contains(ahead.frame) {
      stroll.cache.put(
        frame.image, features: features, precision: frame.precision, for: ahead.frame)
    }
    mark(ahead.frame)
  }

  /// Nothing came of a frame ahead: the others would fail too.
  mutating func noteAheadFailure(stamp: Int, _ error: SynthesisError) {
    guard let ahead = stroll.ahead, ahead.stamp == stamp else { return }
    stroll.ahead = nil
    stroll.failure = error
    mark(ahead.frame)
    say(.failure, "✗ no frame of the walk: \(error.description)")
  }

  /// The hand needs the network: what is rendered ahead is dropped.
  mutating func dropAhead() {
    guard let ahead = stroll.ahead else { return }
    stroll.ahead = nil
    mark(ahead.frame)
  }

  /// Everything rendered so far is another model's.
  mutating func forgetFrames() {
    stroll.ahead = nil
    stroll.cache.empty()
    stroll.tables = [:]
    stroll.sampleFeatures = [:]
    stroll.failure = nil
    refreshStroll()
  }

  /// Notes how far the frames are that are made from the same.
  private mutating func mark(_ frame: WalkFrame) {
    for index in stroll.frames.indices where stroll.frames[index] == frame {
      stroll.readiness[index] = readiness(of: frame)
      stroll.changes[index] = change(at: index)
      let next = (index + 1) % stroll.frames.count
      stroll.changes[next] = change(at: next)
    }
  }

  /// Turns what was measured into tables; frames of those stretches move then.
  private mutating func measureStretches() {
    var isNew = false
    for samples in stroll.unmeasured.values {
      let features = samples.compactMap { stroll.sampleFeatures[$0] }
      guard features.count == samples.count else { continue }
      stroll.tables[samples] = ArcLengthTable(
        distances: zip(features, features.dropFirst()).map {
          StrollState.features.distance($0, $1)
        })
      isNew = true
    }
    if isNew { refreshStroll() }
  }
}
