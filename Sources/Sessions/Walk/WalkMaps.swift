public import Canvas
public import Imaging
import Synchronization
public import Synthesis

/// The maps of a walk's frames: those that were painted, and between them the ones in motion.
///
/// What is costly, outlines and matches of two maps, is kept for the last few pairs; frames for the
/// last few. Usable from any thread; equal to every other one, so that states can hold it.
public final class WalkMaps: Sendable {
  /// Two maps and what is seen of them.
  private struct Pair: Hashable {
    var first: MapID
    var second: MapID
    var firstCamera: MapCamera
    var secondCamera: MapCamera

    init(_ map: WalkMap) {
      first = map.first
      second = map.second
      firstCamera = map.firstCamera
      secondCamera = map.secondCamera
    }
  }

  private struct Shelf {
    var tweens: [(pair: Pair, tween: Tween)] = []
    var frames: [(map: WalkMap, frame: TweenFrame)] = []
  }

  private static let mostTweens = 6
  private static let mostFrames = 6
  private let shelf = Mutex(Shelf())

  /// An empty shelf.
  public init() {}

  /// A frame's map.
  /// - Parameters:
  ///   - map: Which one.
  ///   - maps: What was painted.
  ///   - standIn: Stands in for maps that are lost.
  public func content(
    of map: WalkMap, maps: [MapID: MapContent], standIn: MapContent
  ) -> MapContent {
    let first = maps[map.first] ?? standIn
    guard !map.isPainted, let frame = frame(map, maps) else { return first }
    return MapContent(
      labels: frame.labelMap, instances: frame.instanceMap, labelSet: first.labelSet)
  }

  /// Where everything in a frame's map was in that of the frame before; `nil` where a cut lies
  /// between them.
  public func motion(
    to map: WalkMap, from earlier: WalkMap, maps: [MapID: MapContent]
  ) -> KnownMotion? {
    if map == earlier {
      guard let size = maps[map.first]?.size else { return nil }
      let zero = [Float](repeating: 0, count: size.area)
      return KnownMotion(
        size: size, x: zero, y: zero, confidence: [Float](repeating: 1, count: size.area))
    }
    // What stands still ends the way to it, or begins the way from it.
    let leads =
      map.share == 0 && map.first == earlier.second && map.firstCamera == earlier.secondCamera
    let pair = earlier.share > 0 ? earlier : map
    guard Pair(pair) == Pair(map) || leads || earlier.share == 0,
      earlier.share > 0 || (earlier.first == map.first && earlier.firstCamera == map.firstCamera),
      let tween = tween(pair, maps),
      let before = earlier.share > 0 ? frame(earlier, maps) : tween.frame(at: 0)
    else { return nil }
    let share = leads && earlier.share > 0 ? 1 : map.share
    let now = share == map.share ? frame(map, maps) : tween.frame(at: share)
    guard let now else { return nil }
    let motion = tween.motion(of: now, at: share, after: before, at: earlier.share)
    return KnownMotion(size: tween.size, x: motion.x, y: motion.y, confidence: motion.confidence)
  }

  private func frame(_ map: WalkMap, _ maps: [MapID: MapContent]) -> TweenFrame? {
    if let known = shelf.withLock({ $0.frames.first { $0.map == map } }) { return known.frame }
    guard let frame = tween(map, maps)?.frame(at: map.share) else { return nil }
    shelf.withLock { $0.frames = $0.frames.suffix(Self.mostFrames - 1) + [(map, frame)] }
    return frame
  }

  /// What leads from one map to the other; `nil` for maps that are lost or do not go together.
  private func tween(_ map: WalkMap, _ maps: [MapID: MapContent]) -> Tween? {
    let pair = Pair(map)
    if let known = shelf.withLock({ $0.tweens.first { $0.pair == pair } }) { return known.tween }
    guard let first = maps[map.first], let second = maps[map.second], first.size == second.size,
      first.labelSet == second.labelSet
    else { return nil }
    let tween = Tween(
      from: Canvas.Keyframe(
        labels: first.labels, instances: first.instances, camera: map.firstCamera),
      to: Canvas.Keyframe(
        labels: second.labels, instances: second.instances, camera: map.secondCamera))
    shelf.withLock { $0.tweens = $0.tweens.suffix(Self.mostTweens - 1) + [(pair, tween)] }
    return tween
  }
}

extension WalkMaps: Equatable {
  /// What it holds follows from the maps: there is nothing to tell two of them apart by.
  public static func == (_: WalkMaps, _: WalkMaps) -> Bool { true }
}

extension WalkFrame {
  /// The request for its picture, but for the film's beginning and memory; it depends on the walk
  /// and on maps and photos alone.
  /// - Parameters:
  ///   - stamp: Its stamp.
  ///   - shelf: Makes maps between painted ones.
  ///   - maps: What was painted.
  ///   - standIn: Stands in for maps that are lost.
  ///   - photos: Photos kept in the session.
  ///   - capabilities: What the model takes.
  ///   - precision: Number format.
  public func request(
    stamp: Int, from shelf: WalkMaps, maps: [MapID: MapContent], standIn: MapContent,
    photos: [String: RGBImage], capabilities: Capabilities, precision: Precision
  ) -> RenderRequest {
    var request = RenderRequest(
      stamp: stamp, settings: settings,
      map: shelf.content(of: map, maps: maps, standIn: standIn),
      photo: settings.stylePhoto.flatMap { photos[$0] }, capabilities: capabilities,
      precision: precision)
    guard let film else { return request }
    request.conditioning.motion = film.earlier.flatMap {
      shelf.motion(to: map, from: $0, maps: maps)
    }
    var beginning = FilmBeginning.own
    if film.before == nil {
      switch film.beginning {
      case .own: break
      case .photo(let name): beginning = photos[name].map { .picture($0) } ?? .own
      case .model(let name): beginning = .model(name)
      }
    }
    request.film = FilmStep(
      engine: film.engine, frame: film.name, before: film.before, beginning: beginning)
    return request
  }
}
