/// The classes of a scene; raw values are the ids of the landscape label set.
public enum SceneLabel: UInt16, CaseIterable, Sendable, Codable {
  case sky, cloud, sunGlow, mountain, snow, hill, rock, sand, grass, flower
  case bush, tree, sea, lake, river, road, path, house, fence, bridge

  /// Whether it is open water, which mirrors what stands behind it.
  public var isWater: Bool { self == .sea || self == .lake || self == .river }
}
