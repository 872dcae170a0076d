public import Canvas
public import Imaging
public import Synthesis

/// Which map a frame of a walk is made from, and how much of it is seen.
public struct WalkMap: Hashable, Sendable {
  /// The map it comes from.
  public let first: MapID
  /// The map it goes to; the same where it stands.
  public let second: MapID
  /// What is seen of the first map.
  public let firstCamera: MapCamera
  /// What is seen of the second.
  public let secondCamera: MapCamera
  /// How much of the way is gone, 0…1; 0 where nothing moves.
  public let share: Double

  /// A map as it is painted.
  public init(_ map: MapID, camera: MapCamera = .whole) {
    self.init(from: map, camera, to: map, camera, share: 0)
  }

  /// A place between two maps; where nothing changes, all places are one.
  public init(
    from first: MapID, _ firstCamera: MapCamera, to second: MapID, _ secondCamera: MapCamera,
    share: Double
  ) {
    let moves = share > 0 && (first != second || firstCamera != secondCamera)
    self.first = first
    self.second = moves ? second : first
    self.firstCamera = firstCamera
    self.secondCamera = moves ? secondCamera : firstCamera
    self.share = moves ? min(share, 1) : 0
  }

  /// Whether it is a map as it is painted.
  public var isPainted: Bool { share == 0 && firstCamera == .whole }
}

/// What one frame of a walk is made from. Depends on the walk and the frame's number alone.
public struct WalkFrame: Hashable, Sendable {
  /// Its place in a film whose pictures follow from each other.
  public struct FilmPlace: Hashable, Sendable {
    /// How they follow.
    public var engine: FilmEngine
    /// Names the frame, and with it everything before it.
    public var name: String
    /// The same of the frame before; `nil` for the first.
    public var before: String?
    /// The map of the frame before.
    public var earlier: WalkMap?
    /// What the first frame goes on from.
    public var beginning: Walk.Beginning
  }

  /// What the picture is made with; without model (it is the session's) and without the seed's
  /// word, so that equal pictures have equal frames.
  public var settings: PictureSettings
  /// The map.
  public var map: WalkMap
  /// What it follows from; `nil` where every picture stands by itself.
  public var film: FilmPlace?

  /// A frame.
  public init(settings: PictureSettings, map: WalkMap, film: FilmPlace? = nil) {
    self.settings = settings
    self.settings.model = nil
    self.settings.seedWord = nil
    self.map = map
    self.film = film
  }
}

extension RenderRequest {
  /// The request for a picture of some settings; fields that the model does not take stay empty.
  /// - Parameters:
  ///   - stamp: Its stamp.
  ///   - settings: What the picture is made with.
  ///   - map: The map.
  ///   - photo: The photo that the settings name; `nil` when it is not at hand.
  ///   - capabilities: What the model takes.
  ///   - precision: Number format.
  ///   - changed: As in `RenderRequest`.
  public init(
    stamp: Int, settings: PictureSettings, map: MapContent?, photo: RGBImage?,
    capabilities: Capabilities, precision: Precision, changed: PixelRect? = nil
  ) {
    var conditioning = Conditioning()
    if capabilities.labels != nil, let map {
      conditioning.labelSet = map.labelSet
      conditioning.labels = map.labels
      conditioning.instances = map.instances
      if let book = StyleBook(capabilities, labelSet: map.labelSet) {
        book.apply(&conditioning, map, settings)
      }
    }
    if !capabilities.classNames.isEmpty { conditioning.classWeights = settings.classWeights }
    if capabilities.styleFromImage { conditioning.exemplar = photo }
    if capabilities.pyramid != nil {
      conditioning.pyramid = settings.pyramid.request(of: capabilities)
    }
    self.init(
      stamp: stamp, conditioning: conditioning, latent: settings.latent, precision: precision,
      statistics: settings.statistics, changed: changed)
  }
}
