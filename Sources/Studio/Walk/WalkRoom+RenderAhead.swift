import Canvas
import Imaging
import Sessions
import Synthesis

/// Frames rendered before anybody asks: one at a time, only while the hand's own picture is ready.
extension WalkRoom {
  /// Works out anew what each frame is made from, and how far it is.
  mutating func refreshPlayback() {
    guard
      let plan = WalkPlan(
        capabilities.map { timeline.walk.fitted(to: $0) } ?? timeline.walk,
        engine: capabilities.map { timeline.walk.engine.with($0) } ?? .plain)
    else {
      timeline.playback.plan = nil
      timeline.playback.frames = []
      timeline.playback.readiness = []
      timeline.playback.changes = []
      return
    }
    if timeline.playback.plan != plan { timeline.playback.failure = nil }
    timeline.playback.plan = plan
    var tables: [Int: ArcLengthTable] = [:]
    timeline.playback.unmeasured = [:]
    for segment in timeline.walk.measuredSegments {
      let samples = plan.samples(of: segment)
      tables[segment] = timeline.playback.tables[samples]
      if tables[segment] == nil { timeline.playback.unmeasured[segment] = samples }
    }
    timeline.playback.frames = plan.frames(tables: tables)
    refreshComparison(tables)
    timeline.playback.readiness = timeline.playback.frames.map { readiness(of: $0) }
    timeline.playback.changes = timeline.playback.frames.indices.map { change(at: $0) }
    showDocument()
  }

  private func readiness(of frame: WalkFrame) -> WalkPlayback.Readiness {
    if let entry = timeline.playback.cache[frame] {
      return entry.precision == .float32 ? .exact : .live
    }
    return timeline.playback.ahead?.frame == frame ? .rendering : .missing
  }

  /// Image distance of a frame from the one before; the first of a loop follows the last.
  private func change(at index: Int) -> Double? {
    let before =
      index > 0 ? index - 1 : timeline.walk.isLoop ? timeline.playback.frames.count - 1 : 0
    guard let now = timeline.playback.cache[timeline.playback.frames[index]],
      let last = timeline.playback.cache[timeline.playback.frames[before]]
    else { return nil }
    return WalkPlayback.features.distance(now.features, last.features)
  }

  /// Has the map of the frame under the playhead at hand.
  mutating func showDocument() {
    guard timeline.playback.isShown,
      timeline.playback.frames.indices.contains(timeline.playback.frame)
    else { return }
    let name = timeline.playback.frames[timeline.playback.frame].map
    guard timeline.playback.documentMap != name || timeline.playback.document == nil else { return }
    timeline.playback.documentMap = name
    timeline.playback.document =
      timeline.maps[name.first] == nil
      ? nil
      : Document(
        timeline.shelf.content(
          of: name, maps: timeline.maps, standIn: editing.document.content))
  }

  /// Begins the next frame that is worth having, if this is a moment for it.
  mutating func renderAhead() -> [Effect] {
    guard timeline.playback.ahead == nil, let wish = nextWish, let capabilities else { return [] }
    timeline.playback.stamp += 1
    timeline.playback.ahead = WalkPlayback.Ahead(
      stamp: timeline.playback.stamp, frame: wish.frame, precision: wish.precision,
      isSample: wish.isSample)
    mark(wish.frame)
    return [
      .renderAhead(
        FrameWish(
          stamp: timeline.playback.stamp, frame: wish.frame, precision: wish.precision,
          shelf: timeline.shelf, maps: timeline.maps, standIn: editing.document.content,
          photos: picture.photos.pictures, film: timeline.playback.film,
          capabilities: capabilities, model: model.description?.token))
    ]
  }

  /// Whether frames may be rendered ahead: never in the way of the hand.
  var mayRenderAhead: Bool {
    guard timeline.playback.plan != nil, timeline.playback.failure == nil, model.description != nil,
      model.loading == nil, !picture.isRendering, editing.gesture == nil, cards.box == nil,
      styles.strip.rendering == nil, latentPane.seedPlane.rendering == nil, latentPane.drift == nil
    else { return false }
    let photos = picture.photos.pictures
    guard timeline.walk.photos.allSatisfy({ photos[$0] != nil }) else { return false }
    return timeline.playback.isShown || view.docks.contains(.walk)
  }

  private var nextWish: (frame: WalkFrame, precision: Precision, isSample: Bool)? {
    guard mayRenderAhead, let plan = timeline.playback.plan, let capabilities else { return nil }
    guard timeline.playback.readiness.contains(where: { $0 != .exact }) else { return nil }
    guard timeline.playback.isShown || clock - timeline.playback.restedSince >= 0.5 else {
      return nil
    }
    let count = timeline.playback.frames.count
    let live = plan.engine == .plain ? preferences.livePrecision : .float32
    if plan.engine != .plain {
      guard let wanted = nextFilmFrame(capabilities) else { return nil }
      // A frame's place depends on how long its stretch is, and those before it.
      for segment in 0...plan.place(of: wanted).segment {
        if let sample = missingSample(segment) { return (sample, .float32, true) }
      }
      return (timeline.playback.frames[wanted], .float32, false)
    }
    if timeline.playback.isShown, timeline.playback.readiness[timeline.playback.frame] == .missing {
      return (timeline.playback.frames[timeline.playback.frame], live, false)
    }
    // A walk that plays has left the next frames behind before they are ready.
    let pace =
      timeline.playback.playing == nil
      ? 0 : (model.medianSeconds ?? 0) * Double(timeline.walk.framesPerSecond)
    let start = timeline.playback.frame + Int(pace.rounded(.up))
    let reach = min(count, timeline.playback.cache.capacity(for: capabilities.outputSize) - 1)
    for distance in 0..<reach {
      let index = (start + distance) % count
      if let sample = missingSample(plan.place(of: index).segment) {
        return (sample, .float32, true)
      }
      if timeline.playback.readiness[index] == .missing {
        return (timeline.playback.frames[index], live, false)
      }
    }
    for distance in 0..<reach {
      let index = (start + distance) % count
      if timeline.playback.readiness[index] == .live {
        return (timeline.playback.frames[index], .float32, false)
      }
    }
    return nil
  }

  /// The next frame on which the speed behind a keyframe is to be measured.
  private func missingSample(_ segment: Int) -> WalkFrame? {
    timeline.playback.unmeasured[segment]?.first { timeline.playback.sampleFeatures[$0] == nil }
  }

  /// A frame that was rendered ahead is there.
  mutating func walkFrameArrived(_ frame: Frame) -> [Effect] {
    guard let ahead = timeline.playback.ahead, ahead.stamp == frame.stamp else { return [] }
    timeline.playback.ahead = nil
    noteSeconds(frame.seconds)
    let features = WalkPlayback.features.features(of: frame.image)
    if ahead.isSample {
      timeline.playback.sampleFeatures[ahead.frame] = features
      measureStretches()
    }
    if !ahead.isSample || timeline.playback.frames.contains(ahead.frame) {
      timeline.playback.cache.put(
        frame.image, features: features, precision: frame.precision, for: ahead.frame)
    }
    mark(ahead.frame)
    return ahead.frame.film.map { filmWentOn(to: $0, frame.memory) } ?? []
  }

  /// Nothing came of a frame ahead: the others would fail too.
  mutating func walkFrameFailed(stamp: Int, _ error: SynthesisError) {
    guard let ahead = timeline.playback.ahead, ahead.stamp == stamp else { return }
    timeline.playback.ahead = nil
    mark(ahead.frame)
    // A film that the renderer no longer has begins where it was kept.
    if let film = ahead.frame.film, timeline.playback.film.forget(film) { return }
    timeline.playback.failure = error
    showStatus(.failure, "✗ no frame of the walk: \(error.description)")
  }

  /// The hand needs the network: what is rendered ahead is dropped.
  mutating func dropAhead() {
    guard let ahead = timeline.playback.ahead else { return }
    timeline.playback.ahead = nil
    mark(ahead.frame)
  }

  /// Everything rendered so far is another model's.
  mutating func forgetFrames() {
    timeline.playback.ahead = nil
    timeline.playback.cache.empty()
    timeline.playback.tables = [:]
    timeline.playback.sampleFeatures = [:]
    timeline.playback.film.forgetAll()
    timeline.playback.failure = nil
    refreshPlayback()
  }

  /// Notes how far the frames are that are made from the same.
  private mutating func mark(_ frame: WalkFrame) {
    for index in timeline.playback.frames.indices where timeline.playback.frames[index] == frame {
      timeline.playback.readiness[index] = readiness(of: frame)
      timeline.playback.changes[index] = change(at: index)
      let next = (index + 1) % timeline.playback.frames.count
      timeline.playback.changes[next] = change(at: next)
    }
  }

  /// Turns what was measured into tables; frames of those stretches move then.
  private mutating func measureStretches() {
    var isNew = false
    for samples in timeline.playback.unmeasured.values {
      let features = samples.compactMap { timeline.playback.sampleFeatures[$0] }
      guard features.count == samples.count else { continue }
      timeline.playback.tables[samples] = ArcLengthTable(
        distances: zip(features, features.dropFirst()).map {
          WalkPlayback.features.distance($0, $1)
        })
      isNew = true
    }
    if isNew { refreshPlayback() }
  }
}
