public import Imaging
public import Synthesis

/// Keyframes on a timeline, and how one goes from each to the next.
public struct Walk: Hashable, Sendable, Codable {
  /// The way through latent space.
  public enum Path: String, Hashable, Sendable, Codable, CaseIterable {
    /// Along great circles of z.
    case slerp
    /// Straight: in w where the family has one, else in z.
    case linear
    /// One smooth curve through all keyframes, straight lines' cousin: stylegan3's `gen_video`.
    case cubic
  }

  /// How fast one goes from a keyframe to the next.
  public enum Speed: String, Hashable, Sendable, Codable, CaseIterable {
    /// The picture changes by equal amounts in equal times, as measured on pictures.
    case even
    /// The latent does.
    case plain
  }

  /// What is between the maps of two keyframes.
  public enum Between: String, Hashable, Sendable, Codable, CaseIterable {
    /// A keyframe's map stays until the next one.
    case cut
    /// Objects move, turn and grow, outlines change into each other.
    case tween
  }

  /// The picture before the first one, for models that go on from pictures.
  public enum Beginning: Hashable, Sendable, Codable {
    /// As the model can.
    case own
    /// A photo kept in the session.
    case photo(String)
    /// What another model makes of the first map.
    case model(String)
  }

  /// Most frames a walk has.
  public static let longest = 100_000
  /// Most keyframes a stored walk has: a smooth curve through them costs their square.
  public static let mostKeyframes = 512
  /// Frames per second that can be chosen.
  public static let rates = 1...60
  /// Frames from one keyframe to the next when they are put down one after the other.
  public static let segment = 48

  /// Keyframes by frame, ascending, no two at one frame.
  public private(set) var keyframes: [Keyframe] = []
  /// Frames in all; at least one more than the last keyframe's.
  public private(set) var length = 1
  /// Frames per second.
  public private(set) var framesPerSecond = 24
  /// The way through latent space.
  public var path = Path.slerp
  /// How fast.
  public var speed = Speed.even
  /// How noise moves, for models learned from one photo; `nil`: as the keyframes' seeds say.
  public private(set) var motion: WalkMotion?
  /// Whether the last keyframe is followed by the first.
  public private(set) var isLoop = false
  /// What is between the maps of two keyframes.
  public var between = Between.cut
  /// How pictures follow from each other.
  public var engine = FilmEngine.plain
  /// What the first picture goes on from.
  public var beginning = Beginning.own

  /// A walk without keyframes.
  public init() {}

  /// Seconds it lasts.
  public var seconds: Double { Double(length) / Double(framesPerSecond) }

  /// Names of all photos that its pictures need.
  public var photos: Set<String> {
    var names = Set(keyframes.compactMap(\.settings.stylePhoto))
    if case .photo(let name) = beginning { names.insert(name) }
    return names
  }

  /// Number of stretches between keyframes; in a loop one of them leads back.
  public var segmentCount: Int {
    keyframes.count < 2 ? 0 : isLoop ? keyframes.count : keyframes.count - 1
  }

  /// The keyframe at a frame; `nil` when there is none.
  public func keyframe(at frame: Int) -> Int? { keyframes.firstIndex { $0.frame == frame } }

  /// The last keyframe at or before a frame; `nil` when all come later.
  public func lastKeyframe(upTo frame: Int) -> Int? {
    keyframes.lastIndex { $0.frame <= frame }
  }

  /// Puts a keyframe down, in place of one that stands there. The walk grows where it must.
  /// - Returns: Its place among the keyframes.
  @discardableResult
  public mutating func put(_ keyframe: Keyframe) -> Int {
    var new = keyframe
    new.frame = min(max(0, new.frame), Walk.longest - 1)
    new.settings.model = nil
    let isLast = keyframes.last.map { $0.frame < new.frame } ?? true
    let ending = closing
    if let index = self.keyframe(at: new.frame) {
      keyframes[index] = new
      return index
    }
    let index = keyframes.firstIndex { $0.frame > new.frame } ?? keyframes.count
    keyframes.insert(new, at: index)
    setLength(isLast ? max(length, new.frame + ending) : length)
    return index
  }

  /// Takes a keyframe away. A walk that ended with it ends with the one before.
  public mutating func remove(at index: Int) {
    guard keyframes.indices.contains(index) else { return }
    let ended = keyframes[index].frame + 1 == length
    keyframes.remove(at: index)
    if ended { length = 1 }
    setLength(length)
  }

  /// Changes a keyframe in place, but not its frame.
  public mutating func change(at index: Int, _ body: (inout Keyframe) -> Void) {
    guard keyframes.indices.contains(index) else { return }
    let frame = keyframes[index].frame
    body(&keyframes[index])
    keyframes[index].frame = frame
    keyframes[index].hold = min(max(0, keyframes[index].hold), Walk.longest)
  }

  /// Moves a keyframe; it stays between its neighbours.
  /// - Returns: The frame it stands at then.
  @discardableResult
  public mutating func move(at index: Int, to frame: Int) -> Int {
    guard keyframes.indices.contains(index) else { return frame }
    let low = index == 0 ? 0 : keyframes[index - 1].frame + 1
    let high =
      index + 1 < keyframes.count ? keyframes[index + 1].frame - 1 : Walk.longest - 1
    let target = min(max(low, frame), max(low, high))
    let isLast = index == keyframes.count - 1
    let ending = closing
    let followed = keyframes[index].frame + ending == length
    keyframes[index].frame = target
    if isLast, followed { length = target + ending }
    setLength(length)
    return target
  }

  /// Sets the length; never shorter than the keyframes need.
  public mutating func setLength(_ frames: Int) {
    let needed = (keyframes.last?.frame ?? 0) + 1
    length = min(max(frames, needed), Walk.longest)
  }

  /// Sets the rate, within `rates`.
  public mutating func setFramesPerSecond(_ rate: Int) {
    framesPerSecond = min(max(rate, Walk.rates.lowerBound), Walk.rates.upperBound)
  }

  /// Sets how noise moves; a walk of one keyframe becomes long enough to see it.
  public mutating func setMotion(_ motion: WalkMotion?) {
    let begins = self.motion == nil
    self.motion = motion
    if motion != nil, begins, keyframes.count < 2, length < WalkMotion.frames {
      setLength(WalkMotion.frames)
    }
  }

  /// Makes it a loop, with a way back as long as the ways before are on average, or ends the loop
  /// at its last keyframe.
  public mutating func setLoop(_ loops: Bool) {
    guard loops != isLoop else { return }
    isLoop = loops
    let last = keyframes.last?.frame ?? 0
    setLength(last + closing)
  }

  /// Frames from the last keyframe to the end of the walk when it ends nowhere else.
  private var closing: Int {
    guard isLoop, let first = keyframes.first, let last = keyframes.last else { return 1 }
    guard keyframes.count > 1 else { return Walk.segment }
    return max(1, (last.frame - first.frame) / (keyframes.count - 1))
  }
}

extension Walk {
  private enum CodingKeys: String, CodingKey {
    case keyframes, length, framesPerSecond, path, speed, isLoop, motion, between, engine
    case beginning
  }

  /// Reads a walk; one that was stored before maps moved cuts between them.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    keyframes = try box.decode([Keyframe].self, forKey: .keyframes)
    length = try box.decode(Int.self, forKey: .length)
    framesPerSecond = try box.decode(Int.self, forKey: .framesPerSecond)
    path = try box.decode(Path.self, forKey: .path)
    speed = try box.decode(Speed.self, forKey: .speed)
    isLoop = try box.decode(Bool.self, forKey: .isLoop)
    motion = try box.decodeIfPresent(WalkMotion.self, forKey: .motion)
    between = try box.decodeIfPresent(Between.self, forKey: .between) ?? .cut
    engine = try box.decodeIfPresent(FilmEngine.self, forKey: .engine) ?? .plain
    beginning = try box.decodeIfPresent(Beginning.self, forKey: .beginning) ?? .own
  }
}

extension Walk: StoredValue {
  /// Keyframes stand in order on the timeline, no two at one frame; length and rate are in their
  /// ranges.
  public mutating func validate(_ faults: inout [String]) {
    let length = length
    let rate = framesPerSecond
    if keyframes.count > Walk.mostKeyframes {
      faults.append("\(keyframes.count) keyframes, the first \(Walk.mostKeyframes) are kept")
    }
    var kept = Array(keyframes.prefix(Walk.mostKeyframes))
    kept.validate(&faults)
    motion?.validate(&faults)
    let sorted = kept.sorted { $0.frame < $1.frame }
    let single = sorted.indices.filter { $0 == 0 || sorted[$0].frame != sorted[$0 - 1].frame }
    if sorted != kept || single.count < sorted.count {
      faults.append("keyframes stood out of order or at one frame")
    }
    keyframes = single.map { sorted[$0] }
    setLength(length)
    if self.length != length { faults.append("a walk of \(length) frames, now \(self.length)") }
    setFramesPerSecond(rate)
    if framesPerSecond != rate {
      faults.append("\(rate) frames per second, now \(framesPerSecond)")
    }
    switch beginning {
    case .own: break
    case .photo(var name):
      StoredText.clean(&name, "a photo's name", &faults)
      beginning = .photo(name)
    case .model(var name):
      StoredText.clean(&name, "a model's name", &faults)
      beginning = .model(name)
    }
  }
}

extension Walk {
  /// The walk as a model can take it (`PictureSettings.fitted`).
  public func fitted(to capabilities: Capabilities) -> Walk {
    var fitted = self
    for index in fitted.keyframes.indices {
      fitted.keyframes[index].settings = keyframes[index].settings.fitted(to: capabilities)
    }
    return fitted
  }
}
