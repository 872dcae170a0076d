/// The classes a label map may hold: ids, names and colours.
public struct LabelSet: Hashable, Sendable {
  /// One class.
  public struct Label: Hashable, Sendable, Codable {
    /// The value a label map holds for it.
    public var id: Int
    /// Its name, lower case, as people search for it.
    public var name: String
    /// Its colour on the map.
    public var color: RGB
    /// Its sign in ASCII display; `nil` takes the first free letter of the name.
    public var glyph: String?
    /// The heading it stands under in the palette, for instance `SKY`.
    public var group: String?

    /// Creates a class.
    public init(id: Int, name: String, color: RGB, glyph: String? = nil, group: String? = nil) {
      self.id = id
      self.name = name
      self.color = color
      self.glyph = glyph
      self.group = group
    }
  }

  /// Short name, for instance `coco-stuff`.
  public var name: String
  /// Where it comes from and what its files mean, in a sentence.
  public var source: String
  /// The classes in ascending order of their ids.
  public var labels: [Label]
  /// Class that pixels of unknown content get; `nil` when the set has none.
  public var unlabelled: Int?
  /// Value in files that means "unlabelled" (usually 255), mapped to `unlabelled` when read.
  public var ignore: Int?

  /// Creates a label set; ids must be unique.
  public init(
    name: String, source: String, labels: [Label], unlabelled: Int? = nil, ignore: Int? = nil
  ) {
    self.name = name
    self.source = source
    self.labels = labels.sorted { $0.id < $1.id }
    self.unlabelled = unlabelled
    self.ignore = ignore
  }

  /// The class with this id.
  public func label(id: Int) -> Label? {
    if id >= 0, id < labels.count, labels[id].id == id { return labels[id] }
    return labels.first { $0.id == id }
  }

  /// The class with this name (compared without case).
  public func label(named name: String) -> Label? {
    labels.first { $0.name.lowercased() == name.lowercased() }
  }

  /// Name of a class, or `label 7` for an id the set does not know.
  public func name(of id: Int) -> String { label(id: id)?.name ?? "label \(id)" }
}

extension LabelSet: Codable {
  private enum CodingKeys: CodingKey {
    case name, source, labels, unlabelled, ignore
  }

  /// Reads a label set and checks that ids are unique and within 0…65535.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      source: try container.decodeIfPresent(String.self, forKey: .source) ?? "",
      labels: try container.decode([Label].self, forKey: .labels),
      unlabelled: try container.decodeIfPresent(Int.self, forKey: .unlabelled),
      ignore: try container.decodeIfPresent(Int.self, forKey: .ignore))
    // Names go to every screen: what would steer a terminal comes no further than this.
    name = PrintableText.line(name)
    source = PrintableText.line(source)
    for index in labels.indices {
      labels[index].name = PrintableText.line(labels[index].name)
      labels[index].glyph = labels[index].glyph.map(PrintableText.line)
      labels[index].group = labels[index].group.map(PrintableText.line)
    }
    if let problem {
      throw DecodingError.dataCorruptedError(
        forKey: .labels, in: container, debugDescription: problem)
    }
  }

  /// What is wrong with it, or `nil`.
  private var problem: String? {
    if labels.isEmpty { return "it has no labels" }
    for id in labels.map(\.id) + [unlabelled, ignore].compactMap({ $0 })
    where !(0...65535).contains(id) {
      return "the id \(id) lies outside 0…65535"
    }
    for (label, next) in zip(labels, labels.dropFirst()) where label.id == next.id {
      return "the id \(label.id) stands twice, for “\(label.name)” and “\(next.name)”"
    }
    if let label = labels.first(where: { $0.name.isEmpty }) {
      return "the label \(label.id) has no name"
    }
    if let label = labels.first(where: { $0.glyph.map { $0.count != 1 } ?? false }) {
      return "the glyph of “\(label.name)” must be one character"
    }
    return nil
  }
}
