/// Which classes of the shipped label sets mean the same, or can stand for each other.
enum LabelSynonyms {
  /// A name without capitals, hyphens and the suffixes of COCO-Stuff.
  static func plain(_ name: String) -> String {
    let words = name.lowercased().split { $0 == "-" || $0 == "_" || $0 == " " }
    let kept = words.filter { $0 != "other" && $0 != "stuff" }
    return (kept.isEmpty ? words : kept).joined(separator: " ")
  }

  /// What can stand for a class, best first; names in plain form.
  static func alternatives(of name: String) -> [String] { table[name] ?? [] }

  /// Plain names to their stand-ins. Later rows do not overwrite earlier ones.
  private static let table: [String: [String]] = {
    var table: [String: [String]] = [:]
    for (names, alternatives) in rows {
      for name in names where table[name] == nil {
        table[name] = alternatives.filter { $0 != name }
      }
    }
    return table
  }()

  private static let rows: [(names: [String], alternatives: [String])] = [
    // Sky.
    (["sky"], ["clouds", "cloud"]),
    (["cloud", "clouds", "fog"], ["clouds", "cloud", "fog", "sky"]),
    (["sun glow", "sun"], ["sky", "clouds"]),
    // Land.
    (["mountain"], ["hill", "rock"]),
    (["snow"], ["mountain", "hill"]),
    (["hill"], ["mountain", "grass", "terrain", "field", "land"]),
    (["rock", "stone"], ["rock", "stone", "mountain", "hill", "earth", "terrain"]),
    (
      ["sand", "dirt", "mud", "earth", "gravel", "ground", "land"],
      ["earth", "dirt", "sand", "ground", "land", "gravel", "terrain", "path", "grass"]
    ),
    (
      ["grass", "field", "terrain", "playingfield", "moss", "straw"],
      ["grass", "field", "terrain", "land", "playingfield", "earth", "vegetation"]
    ),
    // Plants.
    (["flower"], ["plant", "potted plant", "bush", "grass", "vegetation", "tree"]),
    (
      ["bush", "plant", "leaves", "potted plant", "branch"],
      ["bush", "plant", "leaves", "tree", "vegetation", "grass"]
    ),
    (["tree", "palm", "vegetation"], ["tree", "vegetation", "palm", "bush", "plant", "leaves"]),
    // Water.
    (["sea"], ["water", "lake", "river"]),
    (["lake"], ["water", "river", "sea"]),
    (["river"], ["water", "lake", "sea"]),
    (
      ["water", "waterfall", "waterdrops", "fountain", "swimming pool"],
      ["water", "lake", "sea", "river"]
    ),
    // Ways.
    (
      ["road", "runway", "parking", "platform"],
      ["road", "runway", "pavement", "sidewalk", "path", "ground"]
    ),
    (
      ["path", "dirt track", "rail track", "railroad"],
      [
        "path", "dirt track", "railroad", "rail track", "dirt", "gravel", "pavement", "sidewalk",
        "road", "ground",
      ]
    ),
    (["sidewalk", "pavement"], ["sidewalk", "pavement", "path", "road", "ground"]),
    // Built.
    (["house", "hovel", "tent"], ["house", "building", "skyscraper", "tower"]),
    (
      ["building", "skyscraper", "tower", "roof", "structural"],
      ["building", "house", "skyscraper", "tower"]
    ),
    (
      ["fence", "railing", "guard rail", "bannister", "net", "cage"],
      ["fence", "railing", "guard rail", "bannister", "wall"]
    ),
    (["wall", "wall brick", "wall concrete", "wall stone", "wall wood"], ["wall", "building"]),
    (["bridge", "pier"], ["bridge", "pier", "platform", "road", "path"]),
    (
      ["pole", "polegroup", "column", "streetlight"],
      ["pole", "streetlight", "column", "polegroup", "metal"]
    ),
    (
      ["sign", "traffic sign", "street sign", "stop sign", "signboard", "banner", "trade name"],
      ["traffic sign", "street sign", "sign", "signboard", "stop sign", "banner"]
    ),
    (["traffic light"], ["streetlight", "light", "sign", "pole"]),
    (["light", "lamp"], ["light", "lamp", "streetlight"]),
    // Who and what moves.
    (["person", "pedestrian"], ["person", "pedestrian", "rider"]),
    (["bicyclist", "rider"], ["rider", "bicyclist", "person", "pedestrian"]),
    (["bicycle", "motorcycle", "minibike"], ["bicycle", "motorcycle", "minibike", "bicyclist"]),
    (
      ["car", "van", "caravan", "truck", "bus", "trailer", "train"],
      ["car", "van", "truck", "bus"]
    ),
    (["boat", "ship"], ["boat", "ship"]),
    (
      ["bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe"],
      ["animal"]
    ),
    // Inside.
    (["couch", "sofa"], ["sofa", "couch", "armchair"]),
    (["tv", "television"], ["television", "tv", "screen", "monitor"]),
    (["window", "windowpane"], ["windowpane", "window", "glass"]),
    (["dining table", "table"], ["table", "dining table", "desk"]),
    (["rug", "carpet", "mat"], ["rug", "carpet", "mat", "floor"]),
    (
      ["floor", "floor marble", "floor stone", "floor tile", "floor wood"],
      ["floor", "floor wood", "floor tile", "floor stone", "ground", "pavement"]
    ),
    (["clothes", "cloth", "textile", "apparel"], ["clothes", "apparel", "cloth", "textile"]),
    (["cabinet", "cupboard", "wardrobe"], ["cabinet", "cupboard", "wardrobe", "furniture"]),
  ]
}
