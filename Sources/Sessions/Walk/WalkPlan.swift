import Imaging
public import Synthesis

/// A walk made ready to be asked for any frame, in any order: pure arithmetic on values.
///
/// Within a stretch between two keyframes the photo and what else cannot blend are those of the
/// keyframe it begins with: they cut at the next one. So does the map, unless maps are tweened.
public struct WalkPlan: Hashable, Sendable {
  /// A place on the walk: a stretch and how much of its time has gone, eased.
  public struct Place: Hashable, Sendable {
    /// The keyframe the stretch begins with.
    public var segment: Int
    /// Part of the way, 0…1, 1 excluded.
    public var part: Double
  }

  /// The walk.
  public let walk: Walk
  /// How pictures follow from each other, with the model at hand.
  public let engine: FilmEngine
  private let spline: CubicSpline?

  /// A plan of a walk that has a keyframe; `nil` for one that has none.
  /// - Parameter engine: What the model at hand makes of the walk's engine.
  public init?(_ walk: Walk, engine: FilmEngine = .plain) {
    guard !walk.keyframes.isEmpty else { return nil }
    self.walk = walk
    self.engine = engine
    spline =
      walk.path == .cubic && walk.segmentCount > 0
      ? CubicSpline(count: walk.keyframes.count, isLoop: walk.isLoop) : nil
  }

  /// The place of a frame. Before the first keyframe and after the last one it stands still, in a
  /// loop it is on the way from the last to the first.
  public func place(of frame: Int) -> Place {
    let keyframes = walk.keyframes
    guard walk.segmentCount > 0 else { return Place(segment: 0, part: 0) }
    var time = frame
    if walk.isLoop {
      time = ((frame % walk.length) + walk.length) % walk.length
      if time < keyframes[0].frame { time += walk.length }
    }
    guard let segment = walk.lastKeyframe(upTo: time) else { return Place(segment: 0, part: 0) }
    let start = keyframes[segment]
    let end: Int
    if segment + 1 < keyframes.count {
      end = keyframes[segment + 1].frame
    } else if walk.isLoop {
      end = walk.length + keyframes[0].frame
    } else {
      return Place(segment: segment, part: 0)
    }
    let departure = start.frame + min(start.hold, end - start.frame)
    guard time > departure else { return Place(segment: segment, part: 0) }
    let part = Double(time - departure) / Double(end - departure)
    return Place(segment: segment, part: start.ease(part))
  }

  /// What a frame is made from.
  /// - Parameter tables: The measured length of each stretch; without one it is gone plainly.
  public func frame(_ number: Int, tables: [Int: ArcLengthTable] = [:]) -> WalkFrame {
    let place = place(of: number)
    if let motion = walk.motion {
      var moved = frame(on: place.segment, at: place.part)
      moved.settings.pyramid.motion = motion.frame(number, of: walk)
      return moved
    }
    guard walk.speed == .even, let table = tables[place.segment] else {
      return frame(on: place.segment, at: place.part)
    }
    return frame(on: place.segment, at: table.place(at: place.part))
  }

  /// What the picture at a place of a stretch is made from.
  /// - Parameters:
  ///   - segment: The keyframe the stretch begins with.
  ///   - part: Part of the way through latent space, 0…1.
  public func frame(on segment: Int, at part: Double) -> WalkFrame {
    let keyframes = walk.keyframes
    var start = keyframes[segment]
    // All frames of a walk have one size, that of the first keyframe.
    start.settings.pyramid.width = keyframes[0].settings.pyramid.width
    start.settings.pyramid.height = keyframes[0].settings.pyramid.height
    guard part > 0, walk.segmentCount > 0 else {
      return WalkFrame(settings: start.settings, map: WalkMap(start.map, camera: start.camera))
    }
    let end = keyframes[(segment + 1) % keyframes.count]
    var settings = start.settings
    settings.latent = start.settings.latent.blended(
      with: end.settings.latent, fraction: part,
      source: source(on: segment, at: part, start.settings.latent, end.settings.latent))
    if settings.latent.source != start.settings.latent.source { settings.seedWord = nil }
    settings.instanceStyles = Self.styles(
      start.settings.instanceStyles, end.settings.instanceStyles, part)
    settings.labelStyles = Self.styles(
      start.settings.labelStyles, end.settings.labelStyles, part)
    settings.classWeights = Self.classes(start.settings, end.settings, part)
    let map = WalkMap(
      from: start.map, start.camera, to: walk.between == .tween ? end.map : start.map, end.camera,
      share: part)
    return WalkFrame(settings: settings, map: map)
  }

  /// All frames, with their places in a film where pictures follow from each other.
  /// - Parameter tables: The measured length of each stretch; without one it is gone plainly.
  public func frames(tables: [Int: ArcLengthTable] = [:]) -> [WalkFrame] {
    var frames = (0..<walk.length).map { frame($0, tables: tables) }
    guard engine != .plain else { return frames }
    let names = names(tables)
    for number in frames.indices {
      // A segment's name knows all segments before it.
      let name = names[place(of: number).segment]
      frames[number].film = WalkFrame.FilmPlace(
        engine: engine, name: "\(name)-\(number)",
        before: number > 0 ? frames[number - 1].film?.name : nil,
        earlier: number > 0 ? frames[number - 1].map : nil, beginning: walk.beginning)
    }
    return frames
  }

  /// A name for each stretch that changes with whatever its pictures and those before it are made
  /// from.
  private func names(_ tables: [Int: ArcLengthTable]) -> [String] {
    let keyframes = walk.keyframes
    var print = Fingerprint()
    print.add("\(engine) \(walk.between) \(walk.path) \(walk.speed) \(walk.beginning)")
    if let motion = walk.motion { print.add("\(motion) \(walk.length)") }
    // A smooth curve depends on all it goes through, a loop's first frames on its last keyframe.
    if walk.path == .cubic || walk.isLoop {
      print.add("\(walk.isLoop) \(walk.length)")
      for keyframe in keyframes {
        keyframe.note(in: &print)
        print.add("\(keyframe.hold) \(keyframe.ease)")
      }
      for table in tables.sorted(by: { $0.key < $1.key }) { print.add("\(table)") }
    }
    return keyframes.indices.map { segment in
      keyframes[segment].note(in: &print)
      print.add("\(keyframes[segment].hold) \(keyframes[segment].ease)")
      keyframes[(segment + 1) % keyframes.count].note(in: &print)
      tables[segment].map { print.add("\($0)") }
      return print.text
    }
  }

  /// The frames that the length of a stretch is measured on, `ArcLengthTable.samples` of them.
  public func samples(of segment: Int) -> [WalkFrame] {
    ArcLengthTable.places.map { frame(on: segment, at: $0) }
  }

  private func source(
    on segment: Int, at part: Double, _ first: LatentState, _ second: LatentState
  ) -> LatentState.Source {
    switch walk.path {
    case .slerp:
      return first.source == second.source
        ? first.source : .between(first.source, second.source, fraction: part)
    case .linear:
      return first.source == second.source
        ? first.source : .combined([first.source, second.source], weights: [1 - part, part])
    case .cubic:
      guard let spline else { return first.source }
      let sources = walk.keyframes.map { $0.settings.latent.source }
      if Set(sources).count == 1 { return first.source }
      return .combined(sources, weights: spline.weights(at: Double(segment) + part))
    }
  }

  /// Styles of objects or labels: the same cluster's nudges blend, others stay until the next keyframe.
  private static func styles<Key: Hashable>(
    _ first: [Key: InstanceStyle], _ second: [Key: InstanceStyle], _ part: Double
  ) -> [Key: InstanceStyle] {
    if part >= 1 { return second }
    var styles = first
    for (object, style) in first {
      guard let next = second[object], next.cluster == style.cluster,
        next.offset != style.offset
      else { continue }
      let count = max(style.offset.count, next.offset.count)
      styles[object]?.offset = (0..<count).map { channel in
        let a = channel < style.offset.count ? style.offset[channel] : 0
        let b = channel < next.offset.count ? next.offset[channel] : 0
        return a + (b - a) * Float(part)
      }
    }
    return styles
  }

  /// Mixtures of classes blend linearly, so that they still sum to 1.
  private static func classes(
    _ first: PictureSettings, _ second: PictureSettings, _ part: Double
  ) -> [Int: Double] {
    let a = first.classWeights
    let b = second.classWeights
    if part >= 1 { return b }
    if a == b || a.isEmpty || b.isEmpty { return a }
    var weights: [Int: Double] = [:]
    for id in Set(a.keys).union(b.keys) {
      weights[id] = (a[id] ?? 0) * (1 - part) + (b[id] ?? 0) * part
    }
    return weights
  }
}
