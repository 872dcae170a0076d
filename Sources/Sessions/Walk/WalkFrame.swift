public import Canvas
public import Imaging
public import Synthesis

/// What one frame of a walk is made from. Depends on the walk and the frame's number alone.
public struct WalkFrame: Hashable, Sendable {
  /// What the picture is made with; without model (it is the session's) and without the seed's
  /// word, so that equal pictures have equal frames.
  public var settings: PictureSettings
  /// The map.
  public var map: MapID

  /// A frame.
  public init(settings: PictureSettings, map: MapID) {
    self.settings = settings
    self.settings.model = nil
    self.settings.seedWord = nil
    self.map = map
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
