/// What people call a colour, roughly: `dark blue`, `light grey`.
struct ColorName {
  /// Light, middle or dark, as a palette's headings.
  let group: String
  private let shade: String
  private let hue: String

  init(_ color: RGB) {
    let channels = [color.red, color.green, color.blue].map { Double($0) / 255 }
    let high = max(channels[0], channels[1], channels[2])
    let low = min(channels[0], channels[1], channels[2])
    let lightness = (high + low) / 2
    group = lightness > 0.62 ? "LIGHT" : lightness > 0.33 ? "MIDDLE" : "DARK"
    let chroma = high - low
    guard chroma > 0.09 else {
      hue = lightness > 0.9 ? "white" : lightness < 0.09 ? "black" : "grey"
      shade = hue == "grey" ? Self.shade(of: lightness) : ""
      return
    }
    let sector: Double
    if high == channels[0] {
      sector = (channels[1] - channels[2]) / chroma
    } else if high == channels[1] {
      sector = 2 + (channels[2] - channels[0]) / chroma
    } else {
      sector = 4 + (channels[0] - channels[1]) / chroma
    }
    let angle = sector < 0 ? 60 * sector + 360 : 60 * sector
    hue = Self.hue(at: angle, lightness: lightness, chroma: chroma)
    shade = Self.shade(of: lightness)
  }

  /// The whole name.
  var text: String { shade.isEmpty ? hue : "\(shade) \(hue)" }

  /// Names of colours, each once: equal ones are numbered.
  static func names(of colors: [RGB]) -> [String] {
    let plain = colors.map { ColorName($0).text }
    var counts: [String: Int] = [:]
    return plain.map { name in
      counts[name, default: 0] += 1
      let number = counts[name] ?? 1
      return number == 1 ? name : "\(name) \(number)"
    }
  }

  private static func shade(of lightness: Double) -> String {
    switch lightness {
    case ..<0.12: "deep"
    case ..<0.33: "dark"
    case ..<0.62: ""
    case ..<0.82: "light"
    default: "pale"
    }
  }

  private static func hue(at angle: Double, lightness: Double, chroma: Double) -> String {
    switch angle {
    case ..<18, 345...: return lightness > 0.7 ? "pink" : "red"
    case ..<45: return lightness < 0.45 || chroma < 0.35 ? "brown" : "orange"
    case ..<70: return lightness < 0.4 ? "olive" : "yellow"
    case ..<160: return "green"
    case ..<195: return "teal"
    case ..<255: return "blue"
    case ..<290: return "violet"
    default: return "purple"
    }
  }
}
