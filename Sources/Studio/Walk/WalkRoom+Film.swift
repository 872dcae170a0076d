import Canvas
import Imaging
import Sessions
import Synthesis

/// Films: maps in motion, pictures that follow from each other, the camera.
extension WalkRoom {
  // MARK: Choices

  private var engines: [FilmEngine] { capabilities.map { FilmEngine.choices(with: $0) } ?? [] }

  /// Sets what a film is made by.
  mutating func setFilmField(_ field: WalkField, by step: Int) -> [Effect] {
    switch field {
    case .between:
      let next = timeline.walk.between.next(by: step)
      return changeWalk(next == .tween ? "maps in motion" : "maps that cut") { $0.between = next }
    case .engine:
      guard let capabilities, engines.count > 1 else {
        showStatus(.reason, "this model makes every picture by itself")
        return []
      }
      let present = timeline.walk.engine.with(capabilities)
      let index = (engines.firstIndex(of: present) ?? 0) + step
      let next = engines[((index % engines.count) + engines.count) % engines.count]
      timeline.playback.film.compared = present
      return changeWalk("\(next.rawValue) pictures") { $0.engine = next }
    case .beginning:
      let choices = beginnings
      let index = (choices.firstIndex(of: timeline.walk.beginning) ?? 0) + step
      let next = choices[((index % choices.count) + choices.count) % choices.count]
      return changeWalk("how the film begins") { $0.beginning = next }
    default: return []
    }
  }

  /// What a film can begin with: the model, a photo that is at hand, another map model.
  private var beginnings: [Walk.Beginning] {
    [.own] + picture.photos.pictures.keys.sorted().map { .photo($0) }
      + otherMapModels.map { .model($0) }
  }

  /// Map models but the one at hand; the one that was chosen in another run too.
  private var otherMapModels: [String] {
    var names = timeline.mapModels.filter { $0 != model.loadedName }
    if case .model(let name) = timeline.walk.beginning, !names.contains(name) { names.append(name) }
    return names
  }

  /// Remembers a model that films of others can begin with.
  mutating func noteMapModel(_ name: String) {
    guard let capabilities, capabilities.labels != nil, capabilities.history == nil,
      !timeline.mapModels.contains(name)
    else { return }
    timeline.mapModels.append(name)
  }

  // MARK: Camera

  /// Moves what is seen of the chosen keyframe's map, by shares of its width and height.
  mutating func moveCamera(x: Double, y: Double) -> [Effect] {
    changeCamera { MapCamera(x: $0.x + x, y: $0.y + y, zoom: $0.zoom) }
  }

  /// Shows things larger, or smaller.
  mutating func zoomCamera(by factor: Double) -> [Effect] {
    changeCamera { MapCamera(x: $0.x, y: $0.y, zoom: $0.zoom * factor) }
  }

  private mutating func changeCamera(_ body: (MapCamera) -> MapCamera) -> [Effect] {
    guard let index = chosenKeyframe else {
      showStatus(.reason, "no keyframe yet: K puts this picture here")
      return []
    }
    guard capabilities?.labels != nil else { return [] }
    return changeWalk("camera of keyframe \(index + 1)", amends: true) {
      $0.change(at: index) { $0.camera = body($0.camera) }
    }
  }

  // MARK: Maps

  /// The map of the frame that is looked at; `nil` where its keyframes' maps are lost.
  var shownMap: MapContent? {
    guard timeline.playback.frames.indices.contains(timeline.playback.frame) else { return nil }
    let map = timeline.playback.frames[timeline.playback.frame].map
    guard timeline.maps[map.first] != nil else { return nil }
    return timeline.shelf.content(of: map, maps: timeline.maps, standIn: editing.document.content)
  }

  // MARK: Rendering in order

  /// The frame to make next: the one that is looked at, else the first one that is missing from
  /// there on; and before it those that lead to it from where the film can be gone on with.
  func nextFilmFrame(_ capabilities: Capabilities) -> Int? {
    let playback = timeline.playback
    let count = playback.frames.count
    let reach = min(count, playback.cache.capacity(for: capabilities.outputSize) - 1)
    let wanted = (0..<reach).lazy.map { (playback.frame + $0) % count }
      .first { playback.readiness[$0] == .missing }
    guard var index = wanted else { return nil }
    while index > 0, let before = playback.frames[index].film?.before,
      !playback.film.canGoOn(after: before)
    {
      index -= 1
    }
    return index
  }

  /// Has what the session keeps of its film read, where pictures follow from each other.
  func rememberFilm() -> [Effect] {
    guard let capabilities, timeline.walk.engine.with(capabilities) != .plain else { return [] }
    return [.readFilmMemories]
  }

  /// The renderer made a frame of a film.
  mutating func filmWentOn(to place: WalkFrame.FilmPlace, _ memory: FilmMemory?) -> [Effect] {
    timeline.playback.film.wentOn(to: place.name)
    guard let memory else { return [] }
    timeline.playback.film.take([memory])
    guard !session.isReadOnly else { return [] }
    let names = timeline.playback.frames.compactMap(\.film?.name)
    return [.keepFilmMemory(memory, among: names)]
  }

  /// The frames of the engine that A shows.
  mutating func refreshComparison(_ tables: [Int: ArcLengthTable]) {
    timeline.playback.film.comparedFrames = []
    guard let engine = timeline.playback.film.compared, let capabilities,
      engine != timeline.walk.engine.with(capabilities),
      let plan = WalkPlan(timeline.walk.fitted(to: capabilities), engine: engine)
    else { return }
    timeline.playback.film.comparedFrames = plan.frames(tables: tables)
  }
}

/// What views ask.
extension StudioState {
  /// The parts that only films have, in the order of Tab.
  var filmKeys: [WalkField] {
    guard let capabilities, capabilities.labels != nil else { return [] }
    return [.camera, .between] + (FilmEngine.choices(with: capabilities).count > 1 ? [.engine] : [])
      + (capabilities.history != nil ? [.beginning] : [])
  }

  /// The frame that A shows on the walk: the one that is looked at, by the engine before.
  var comparedFrame: WalkFrame? {
    let frames = timeline.playback.film.comparedFrames
    guard timeline.playback.isShown, frames.indices.contains(timeline.playback.frame) else {
      return nil
    }
    return frames[timeline.playback.frame]
  }

  /// The chosen keyframe's whole map, while its camera is being set.
  var framedDocument: Document? {
    guard let index = framedKeyframe else { return nil }
    return timeline.maps[timeline.walk.keyframes[index].map].map { Document($0) }
  }

  /// The keyframe whose camera is being set: the map shows what it sees as a frame.
  public var framedKeyframe: Int? {
    guard view.focus == .walk, timeline.playback.field == .camera, timeline.playback.isShown,
      let index = chosenKeyframe,
      timeline.walk.keyframes[index].frame == timeline.playback.playhead
    else { return nil }
    return index
  }
}
