public import Imaging

/// What a film's camera shows of the map: a middle and a zoom.
public struct MapCamera: Codable, Hashable, Sendable {
  /// Middle of what is seen, shares of the map's width, 0…1.
  public var x: Double
  /// Share of the map's height, 0…1.
  public var y: Double
  /// How much larger things are, 0.25…16; below 1 the map's border goes on outside.
  public var zoom: Double

  /// The ranges that every camera is inside of.
  public static let zooms = 0.25...16.0

  /// A camera; what is out of range or not finite goes to the nearest that is in it.
  public init(x: Double = 0.5, y: Double = 0.5, zoom: Double = 1) {
    func inside(_ value: Double, _ range: ClosedRange<Double>, _ usual: Double) -> Double {
      value.isFinite ? min(max(value, range.lowerBound), range.upperBound) : usual
    }
    self.x = inside(x, 0...1, 0.5)
    self.y = inside(y, 0...1, 0.5)
    self.zoom = inside(zoom, Self.zooms, 1)
  }

  /// Decodes through the same ranges.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      x: try values.decode(Double.self, forKey: .x), y: try values.decode(Double.self, forKey: .y),
      zoom: try values.decode(Double.self, forKey: .zoom))
  }

  /// The whole map as it is.
  public static let whole = MapCamera()

  /// The camera a share of the way to another one; zooming is steady.
  func between(_ other: MapCamera, _ share: Double) -> MapCamera {
    if self == other { return self }
    return MapCamera(
      x: x + (other.x - x) * share, y: y + (other.y - y) * share,
      zoom: FilmMathematics.between(zoom, other.zoom, share))
  }

  /// From the map's pixels to the picture's.
  func placing(_ size: PixelSize) -> Placing {
    if self == .whole { return .identity }
    // Pixels are squares: the middle of the first one is 0.
    let (middleX, middleY) = (x * Double(size.width) - 0.5, y * Double(size.height) - 0.5)
    return Placing(
      a: zoom, b: 0, x: Double(size.width - 1) / 2 - zoom * middleX,
      y: Double(size.height - 1) / 2 - zoom * middleY)
  }
}

/// A painted map that a film passes through.
public struct Keyframe: Sendable {
  /// Labels.
  public var labels: LabelMap
  /// Objects by number, 0 for what is none; of the map's size. An object keeps its number from
  /// keyframe to keyframe.
  public var instances: InstanceMap
  /// What is seen of it.
  public var camera: MapCamera
  /// Numbers of objects in the order they were painted in, the farthest first; those that are not
  /// named are ordered by their lower edges, before all that are.
  public var order: [UInt32]

  /// Creates a keyframe; both maps are of one size.
  public init(
    labels: LabelMap, instances: InstanceMap? = nil, camera: MapCamera = .whole,
    order: [UInt32] = []
  ) {
    self.labels = labels
    self.instances =
      instances ?? InstanceMap(width: labels.width, height: labels.height, filledWith: 0)
    precondition(self.instances.size == labels.size, "objects of another size than their map")
    self.camera = camera
    self.order = order
  }
}
