/// The global look of a scene: time of day, season and weather, all continuous.
///
/// A style changes every pixel of a picture and no pixel of its label map.
public struct SceneStyle: Sendable, Hashable, Codable {
  /// Part of the day a time falls into.
  public enum Daytime: String, CaseIterable, Sendable, Codable {
    case night, dawn, morning, noon, goldenHour, dusk
  }

  /// Part of the year a season falls into.
  public enum Season: String, CaseIterable, Sendable, Codable {
    case spring, summer, autumn, winter
  }

  /// What one would call the weather.
  public enum Weather: String, CaseIterable, Sendable, Codable {
    case clear, hazy, overcast, storm, fog
  }

  /// 0…1: 0 and 1 are midnight, 0.25 is sunrise, 0.5 noon, 0.75 sunset.
  public var timeOfDay: Double
  /// 0…1, cyclic: 0 is spring, 0.25 summer, 0.5 autumn, 0.75 deep winter.
  public var season: Double
  /// 0…1: how much of the light is taken by a closed cloud cover.
  public var cover: Double
  /// 0…1: how dark and heavy that cover is.
  public var storm: Double
  /// 0…1: how much the air hides; 0.1 is clear, 0.4 hazy, above 0.65 fog.
  public var haze: Double

  /// Creates a style; the default is a clear summer noon.
  public init(
    timeOfDay: Double = 0.5, season: Double = 0.25, cover: Double = 0, storm: Double = 0,
    haze: Double = 0.12
  ) {
    self.timeOfDay = timeOfDay
    self.season = season
    self.cover = cover
    self.storm = storm
    self.haze = haze
  }

  /// The same style inside its ranges: 0…1 each, the season wrapped, anything not finite its
  /// default. Rendering uses this, so a style from a file cannot break it.
  public var normalized: SceneStyle {
    func unit(_ value: Double, default fallback: Double) -> Double {
      value.isFinite ? min(max(value, 0), 1) : fallback
    }
    return SceneStyle(
      timeOfDay: unit(timeOfDay, default: 0.5),
      season: season.isFinite ? season - season.rounded(.down) : 0.25,
      cover: unit(cover, default: 0), storm: unit(storm, default: 0),
      haze: unit(haze, default: 0.12))
  }

  /// The part of the day.
  public var daytime: Daytime {
    switch timeOfDay {
    case ..<0.22: .night
    case ..<0.3: .dawn
    case ..<0.42: .morning
    case ..<0.64: .noon
    case ..<0.775: .goldenHour
    case ..<0.84: .dusk
    default: .night
    }
  }

  /// The part of the year.
  public var seasonName: Season {
    switch season - season.rounded(.down) {
    case ..<0.125: .spring
    case ..<0.4: .summer
    case ..<0.62: .autumn
    case ..<0.88: .winter
    default: .spring
    }
  }

  /// The weather in a word.
  public var weather: Weather {
    if haze > 0.65 { return .fog }
    if storm > 0.5 { return .storm }
    if cover > 0.5 { return .overcast }
    return haze > 0.3 ? .hazy : .clear
  }

  /// Named styles that span the space, for sheets and tests.
  public static let presets: [(name: String, style: SceneStyle)] = [
    ("summer noon", SceneStyle()),
    ("spring morning", SceneStyle(timeOfDay: 0.33, season: 0.02, haze: 0.2)),
    ("autumn golden hour", SceneStyle(timeOfDay: 0.715, season: 0.5, haze: 0.25)),
    ("summer sunset", SceneStyle(timeOfDay: 0.757, season: 0.3, haze: 0.2)),
    ("winter day", SceneStyle(timeOfDay: 0.42, season: 0.75, cover: 0.25, haze: 0.2)),
    ("storm", SceneStyle(timeOfDay: 0.6, season: 0.3, cover: 0.95, storm: 0.9, haze: 0.3)),
    ("morning fog", SceneStyle(timeOfDay: 0.3, season: 0.45, cover: 0.4, haze: 0.85)),
    ("moonlit night", SceneStyle(timeOfDay: 0.95, season: 0.3, haze: 0.12)),
    ("overcast autumn", SceneStyle(timeOfDay: 0.5, season: 0.55, cover: 0.85, haze: 0.3)),
    ("dawn", SceneStyle(timeOfDay: 0.255, season: 0.1, haze: 0.3)),
    ("dusk", SceneStyle(timeOfDay: 0.8, season: 0.25, haze: 0.2)),
    ("winter dawn", SceneStyle(timeOfDay: 0.265, season: 0.75, haze: 0.3)),
  ]

  /// Draws a style: mostly day, all seasons, mostly fair weather.
  init(random: inout SceneRandom) {
    let windows: [(Float, Float)] = [
      (0.24, 0.29), (0.3, 0.42), (0.42, 0.62), (0.62, 0.7), (0.695, 0.77), (0.775, 0.82),
      (0.86, 1),
    ]
    let window = windows[random.index(weights: [0.1, 0.2, 0.26, 0.1, 0.2, 0.06, 0.08])]
    let time = random.between(window.0, window.1)
    let season = random.unit()
    var cover = random.between(0, 0.25)
    var storm: Float = 0
    var haze = random.between(0.05, 0.28)
    switch random.index(weights: [0.56, 0.14, 0.14, 0.09, 0.07]) {
    case 1: haze = random.between(0.3, 0.6)
    case 2: cover = random.between(0.5, 1)
    case 3:
      cover = random.between(0.7, 1)
      storm = random.between(0.5, 1)
      haze = random.between(0.15, 0.4)
    case 4:
      cover = random.between(0.2, 0.7)
      haze = random.between(0.66, 0.95)
    default: break
    }
    self.init(
      timeOfDay: Double(time), season: Double(season), cover: Double(cover), storm: Double(storm),
      haze: Double(haze))
  }
}
