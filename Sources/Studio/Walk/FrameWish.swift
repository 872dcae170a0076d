import Canvas
import Imaging
public import Sessions
public import Synthesis

/// A frame of the walk that is to be rendered, with all its request is made from. Maps between
/// painted ones take their time: they are made where they are rendered, not where keys are read.
public struct FrameWish: Equatable, Sendable {
  /// The request's stamp.
  public var stamp: Int
  /// The frame.
  public var frame: WalkFrame
  /// Number format.
  public var precision: Precision
  var shelf: WalkMaps
  var maps: [MapID: MapContent]
  var standIn: MapContent
  var photos: [String: RGBImage]
  var film: FilmProgress
  var capabilities: Capabilities
  var model: ModelToken?

  /// The request.
  public var request: RenderRequest {
    var request = frame.request(
      stamp: stamp, from: shelf, maps: maps, standIn: standIn, photos: photos,
      capabilities: capabilities, precision: precision)
    request.film = request.film.map { film.completed($0) }
    request.model = model
    return request
  }
}
