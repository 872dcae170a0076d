/// Where the viewer stands, in camera heights from the place every recipe starts at.
///
/// The world stays where it is when the camera moves: terrain, objects and all textures are
/// evaluated in world coordinates.
public struct SceneCamera: Sendable, Hashable, Codable {
  /// To the right, −40…40.
  public var x: Double
  /// Up, −0.7…30.
  public var y: Double
  /// Into the picture, 0…40.
  public var z: Double

  /// A camera at the given place; the default is where every recipe starts.
  public init(x: Double = 0, y: Double = 0, z: Double = 0) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// The same place inside the ranges; anything not finite is 0.
  public var normalized: SceneCamera {
    func inside(_ value: Double, _ low: Double, _ high: Double) -> Double {
      value.isFinite ? min(max(value, low), high) : 0
    }
    return SceneCamera(x: inside(x, -40, 40), y: inside(y, -0.7, 30), z: inside(z, 0, 40))
  }
}

/// The camera as painters use it: world to picture and back.
struct Viewpoint: Sendable {
  let x: Float
  let y: Float
  let z: Float
  /// Row of the horizon, 0…1.
  let horizon: Float

  init(_ camera: SceneCamera, horizon: Float) {
    let place = camera.normalized
    x = Float(place.x)
    y = Float(place.y)
    z = Float(place.z)
    self.horizon = horizon
  }

  /// Row of the picture plane of a height at a distance from the camera.
  @inline(__always) func row(height: Float, inverse: Float) -> Float {
    horizon + (1 + y - height) * inverse
  }

  /// World height of what is seen in a row at a distance from the camera.
  @inline(__always) func height(row v: Float, distance: Float) -> Float {
    1 + y - (v - horizon) * distance
  }
}
