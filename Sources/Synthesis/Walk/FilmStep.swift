public import Imaging

/// How the pictures of a film follow from each other.
public enum FilmEngine: String, Hashable, Sendable, Codable, CaseIterable {
  /// Every picture by itself.
  case plain
  /// Every picture by itself, and fine detail of the one before moves along where the motion is
  /// known.
  case coherent
  /// The model's own way: a film model makes each picture from those before it.
  case model

  /// What is done with a model: one that makes no films moves detail along instead; one that takes
  /// no map has no motion to go by.
  public func with(_ capabilities: Capabilities) -> FilmEngine {
    guard capabilities.labels != nil else { return .plain }
    return self == .model && capabilities.history == nil ? .coherent : self
  }

  /// The engines that a model can be asked for.
  public static func choices(with capabilities: Capabilities) -> [FilmEngine] {
    allCases.filter { $0.with(capabilities) == $0 }
  }
}

/// The picture before a film's first one, which film models go on from.
public enum FilmBeginning: Hashable, Sendable {
  /// The model begins as it can.
  case own
  /// A photo or picture.
  case picture(RGBImage)
  /// What another model makes of the first map: its package's name or path.
  case model(String)
}

/// All that the next picture of a film depends on besides its map.
public struct FilmMemory: Hashable, Sendable {
  /// Names the picture it was kept after, and with it everything before.
  public var frame: String
  /// Tensors as the renderer wrote them.
  public var bytes: [UInt8]

  /// A memory.
  public init(frame: String, bytes: [UInt8]) {
    self.frame = frame
    self.bytes = bytes
  }
}

/// A picture's place in a film: what it follows from.
public struct FilmStep: Hashable, Sendable {
  /// How it follows; never `plain`.
  public var engine: FilmEngine
  /// Names the picture, and with it everything it is made from, the pictures before it included.
  public var frame: String
  /// Names the picture before; `nil` for the first one.
  public var before: String?
  /// What the film remembered after `before`, for a renderer that is not there by itself.
  public var memory: FilmMemory?
  /// What the first picture goes on from.
  public var beginning: FilmBeginning
  /// Whether the answer is to carry what the film remembers after it.
  public var keepsMemory: Bool

  /// A place in a film.
  public init(
    engine: FilmEngine, frame: String, before: String?, memory: FilmMemory? = nil,
    beginning: FilmBeginning = .own, keepsMemory: Bool = false
  ) {
    self.engine = engine
    self.frame = frame
    self.before = before
    self.memory = memory
    self.beginning = beginning
    self.keepsMemory = keepsMemory
  }

  /// Pictures between two whose memory is worth keeping.
  public static let memoryInterval = 24
}
