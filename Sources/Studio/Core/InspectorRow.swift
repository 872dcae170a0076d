/// The rows of the Inspector that take keys, from the top.
public enum InspectorRow: String, Equatable, Sendable, CaseIterable {
  /// Tool buttons.
  case tool
  /// Brush size.
  case brush
  /// Mirror.
  case mirror
  /// Object policy.
  case object
  /// The subject's style.
  case objectStyle
  /// First number of its offset.
  case nudge1
  /// Second number of its offset.
  case nudge2
  /// Third number of its offset.
  case nudge3
  /// Seed.
  case seed
  /// ψ.
  case psi
  /// Style photo.
  case style
  /// Running or current statistics.
  case statistics
  /// Number format of live pictures.
  case precision
  /// The photo under the map.
  case photo

  /// The number of a style's offset that the row changes, from 0.
  public var nudgedChannel: Int? {
    switch self {
    case .nudge1: 0
    case .nudge2: 1
    case .nudge3: 2
    case .tool, .brush, .mirror, .object, .objectStyle, .seed, .psi, .style, .statistics,
      .precision, .photo:
      nil
    }
  }
}
