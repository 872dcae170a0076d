/// Where the labels of one set stand in another, so that a map can be shown to a model that was
/// trained with other classes. The map itself keeps its labels.
public struct LabelTranslation: Hashable, Sendable {
  /// A label's place in the other set.
  public enum Match: Hashable, Sendable {
    /// A label of the same name.
    case sameName(Int)
    /// A label of another name that means the same or comes close, `lake` → `water-other`.
    case alike(Int)

    /// The id in the other set.
    public var id: Int {
      switch self {
      case .sameName(let id), .alike(let id): id
      }
    }
  }

  /// The labels' own set.
  public let source: LabelSet
  /// The set they are looked up in.
  public let target: LabelSet
  /// Places by id; ids of labels that have none are missing.
  public let matches: [Int: Match]

  /// Finds a place for every label: by name, else by meaning.
  public init(from source: LabelSet, to target: LabelSet) {
    self.source = source
    self.target = target
    let finder = LabelFinder(target: target)
    var matches: [Int: Match] = [:]
    for label in source.labels {
      matches[label.id] =
        if let same = target.label(named: label.name) {
          .sameName(same.id)
        } else if label.id == source.unlabelled {
          target.unlabelled.map { .alike($0) }
        } else {
          finder.alike(label).map { .alike($0) }
        }
    }
    self.matches = matches
  }

  /// Labels without a place, ascending.
  public var homeless: [LabelSet.Label] { source.labels.filter { matches[$0.id] == nil } }

  /// Whether maps stay as they are.
  public var isIdentity: Bool { matches.allSatisfy { $0.key == $0.value.id } && homeless.isEmpty }

  /// The map in the other set's ids; pixels without a place become unlabelled or, where the
  /// other set knows no such class, its first label.
  public func callAsFunction(_ map: LabelMap) -> LabelMap {
    if isIdentity { return map }
    let fallback = UInt16(target.unlabelled ?? target.labels.first?.id ?? 0)
    return mapRuns(map) { id in matches[Int(id)].map { UInt16($0.id) } ?? fallback }
  }

  /// For instance `15 by name · 5 by likeness: sky → sky-other, cloud → clouds, 3 more`.
  ///
  /// - Parameter examples: How many pairs are written out.
  public func summary(examples: Int = 3) -> String {
    let named = matches.values.count {
      if case .sameName = $0 { true } else { false }
    }
    let alike = source.labels.compactMap { label -> String? in
      guard case .alike(let id) = matches[label.id] else { return nil }
      return "\(label.name) → \(target.name(of: id))"
    }
    func list(_ all: [String]) -> String {
      let more = all.count - examples
      return (all.prefix(examples) + (more > 0 ? ["\(more) more"] : [])).joined(separator: ", ")
    }
    var parts = ["\(named) by name"]
    if !alike.isEmpty { parts.append("\(alike.count) by likeness: \(list(alike))") }
    if !homeless.isEmpty {
      parts.append("\(homeless.count) without a place: \(list(homeless.map(\.name)))")
    }
    return parts.joined(separator: " · ")
  }
}

/// Finds labels by meaning.
private struct LabelFinder {
  /// Lowest id of each plain name of the target set.
  private let ids: [String: Int]

  init(target: LabelSet) {
    var ids: [String: Int] = [:]
    for label in target.labels.reversed() where label.id != target.unlabelled {
      ids[plainName(label.name)] = label.id
    }
    self.ids = ids
  }

  func alike(_ label: LabelSet.Label) -> Int? {
    let name = plainName(label.name)
    if let id = ids[name] { return id }
    // `wall-brick` is a wall, `swimming pool` is no pool table: the first word, then the last.
    let words = name.split(separator: " ").map(String.init)
    let names = [name] + (words.count > 1 ? [words.first, words.last].compactMap(\.self) : [])
    for name in names {
      if let id = ids[name] { return id }
      for kin in kinNames[name] ?? [] {
        if let id = ids[kin] { return id }
      }
    }
    return (label.group.flatMap { groupNames[$0] } ?? []).lazy.compactMap { ids[$0] }.first
  }
}

/// A name without what only tells sets apart: capitals, hyphens, plural, `-other`, `-stuff`.
private func plainName(_ name: String) -> String {
  var words = name.lowercased().split { $0 == "-" || $0 == " " || $0 == "_" }.map(String.init)
  if words.count > 1, ["other", "stuff"].contains(words.last) { words.removeLast() }
  if let last = words.last, last.count > 3, last.hasSuffix("s"), !last.hasSuffix("ss") {
    words[words.count - 1] = String(last.dropLast())
  }
  return words.joined(separator: " ")
}

/// What stands in for a label that a set lacks, the closest first.
private let kinNames: [String: [String]] = [
  "cloud": ["sky"], "fog": ["cloud", "sky"], "sun glow": ["sky"],
  "mountain": ["hill", "rock", "terrain", "ground"],
  "hill": ["mountain", "terrain", "earth", "ground"],
  "snow": ["ground", "terrain", "sand"], "rock": ["stone", "mountain", "terrain", "ground"],
  "stone": ["rock", "terrain", "ground"], "sand": ["dirt", "earth", "ground", "terrain"],
  "wood": ["fence", "branch", "tree"],
  "dirt": ["earth", "ground", "terrain", "path", "sand"],
  "mud": ["dirt", "earth", "ground", "path", "sand"],
  "earth": ["dirt", "ground", "terrain", "path"], "gravel": ["path", "dirt", "ground", "sand"],
  "ground": ["dirt", "earth", "terrain", "path", "grass"],
  "terrain": ["grass", "dirt", "earth", "ground"], "land": ["ground", "earth", "grass"],
  "field": ["grass", "terrain"], "playingfield": ["grass", "field", "terrain"],
  "grass": ["field", "terrain", "vegetation", "plant"],
  "flower": ["plant", "vegetation", "bush", "grass"],
  "bush": ["plant", "vegetation", "tree"], "plant": ["bush", "vegetation", "grass"],
  "tree": ["palm", "vegetation", "plant", "bush"], "palm": ["tree", "vegetation"],
  "vegetation": ["tree", "bush", "plant"], "leave": ["bush", "tree", "vegetation"],
  "branch": ["tree", "vegetation"], "moss": ["grass", "plant"], "straw": ["field", "grass"],
  "sea": ["water", "lake", "river"], "lake": ["water", "river", "sea"],
  "river": ["water", "lake", "sea"], "water": ["lake", "sea", "river"],
  "waterdrop": ["water", "river"], "waterfall": ["water", "river"],
  "swimming pool": ["water", "lake"], "fountain": ["water", "lake"],
  "road": ["path", "pavement", "sidewalk"], "runway": ["road"],
  "path": ["dirt track", "sidewalk", "pavement", "dirt", "road"],
  "dirt track": ["path", "dirt", "road"],
  "sidewalk": ["pavement", "path", "road"], "pavement": ["sidewalk", "path", "road"],
  "parking": ["road", "pavement"], "railroad": ["rail track", "road"],
  "rail track": ["railroad", "road"], "platform": ["pavement", "sidewalk", "path"],
  "house": ["building", "hovel"], "building": ["house", "skyscraper"],
  "skyscraper": ["building", "tower", "house"], "tower": ["skyscraper", "building", "house"],
  "hovel": ["house", "building"], "roof": ["house", "building"], "tent": ["house", "building"],
  "fence": ["railing", "guard rail", "wall"], "railing": ["fence", "guard rail", "bannister"],
  "guard rail": ["railing", "fence"], "wall": ["building", "house"],
  "bridge": ["pier", "road"], "pier": ["platform", "bridge"], "tunnel": ["bridge"],
  "stair": ["stairway", "step", "path"], "pole": ["streetlight", "fence"],
  "polegroup": ["pole"], "streetlight": ["pole", "light"],
  "sign": ["street sign", "traffic sign", "signboard"],
  "street sign": ["traffic sign", "sign", "signboard"], "stop sign": ["traffic sign", "sign"],
  "traffic sign": ["street sign", "sign", "signboard"],
  "signboard": ["street sign", "traffic sign", "sign"],
  "person": ["pedestrian"], "pedestrian": ["person"],
  "rider": ["bicyclist", "person"], "bicyclist": ["rider", "person"],
  "car": ["van", "truck"], "van": ["car"], "caravan": ["van", "truck", "car"],
  "trailer": ["truck"], "truck": ["van", "car"], "bus": ["truck", "car"], "train": ["bus"],
  "motorcycle": ["minibike", "bicycle"], "minibike": ["motorcycle"],
  "bicycle": ["motorcycle"], "boat": ["ship"], "ship": ["boat"],
  "couch": ["sofa", "seat"], "sofa": ["couch"], "tv": ["television", "screen"],
  "television": ["tv"], "window": ["windowpane"], "windowpane": ["window"],
  "carpet": ["rug", "floor"], "rug": ["carpet", "mat"], "table": ["dining table"],
  "dining table": ["table"],
]

/// What stands in for any label of a group, last of all.
private let groupNames: [String: [String]] = [
  "SKY": ["sky"], "LAND": ["ground", "earth", "dirt", "terrain", "grass"],
  "PLANTS": ["plant", "vegetation", "bush", "grass"], "WATER": ["water", "lake", "sea"],
  "BUILT": ["building", "house"], "WALLS": ["wall", "building", "house"],
  "ANIMALS": ["animal"], "FOOD": ["food"], "VEHICLES": ["car"], "PEOPLE": ["person"],
]
