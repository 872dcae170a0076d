public import Imaging

/// A direction in w, how far a latent is moved along it, and which layers are moved (InterFaceGAN,
/// GANSpace, SeFa). Moved is what truncation left, so that a step is as long at every ψ.
public struct LatentDirection: Hashable, Sendable {
  /// Steps that can be gone, forward and back.
  public static let strengthRange = -100.0...100.0
  /// Most directions that move one latent.
  public static let most = 16
  /// Most numbers of a direction: 64 layers of a w of 8192.
  public static let largestCount = 1 << 19

  /// What it is called: its file, and the component where the file holds several.
  public var name: String
  /// One step: a row for all layers, or a row per layer, `[1 or layers][w]`.
  public var rows: [[Float]]
  /// Steps along it; negative ones go back.
  public var strength: Double
  /// The layers that are moved, ascending from the coarsest; `nil` moves all.
  public var layers: [Int]?

  /// A direction, gone no step.
  public init(name: String, rows: [[Float]], strength: Double = 0, layers: [Int]? = nil) {
    self.name = name
    self.rows = rows
    self.strength = strength
    self.layers = layers
  }

  /// Whether both lead the same way on the same layers, however far.
  public func isParallel(to other: LatentDirection) -> Bool {
    name == other.name && layers == other.layers && rows == other.rows
  }

  /// Directions between two lists: steps blend linearly, what only one list has begins or ends at
  /// no step.
  /// - Parameter fraction: Part of the way, 0…1.
  public static func blended(
    _ first: [LatentDirection], _ second: [LatentDirection], fraction: Double
  ) -> [LatentDirection] {
    if first == second { return first }
    var rest = second
    var result = first.map { direction in
      var direction = direction
      let match = rest.firstIndex { $0.isParallel(to: direction) }
      let end = match.map { rest.remove(at: $0).strength } ?? 0
      direction.strength += (end - direction.strength) * fraction
      return direction
    }
    for var direction in rest {
      direction.strength *= fraction
      result.append(direction)
    }
    return result
  }
}

extension LatentDirection: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, rows, strength, layers
    case width = "w"
  }

  /// Reads a direction; its numbers are the base64 of little-endian float32, row by row.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    name = try box.decode(String.self, forKey: .name)
    strength = try box.decode(Double.self, forKey: .strength)
    layers = try box.decodeIfPresent([Int].self, forKey: .layers)
    let width = try box.decode(Int.self, forKey: .width)
    let text = try box.decode(String.self, forKey: .rows)
    guard let values = FloatText.values(text, most: Self.largestCount), (1...8192).contains(width),
      !values.isEmpty, values.count.isMultiple(of: width)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .rows, in: box, debugDescription: "these are no rows of \(width) numbers")
    }
    rows = stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
  }

  /// Writes what `init(from:)` reads.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(name, forKey: .name)
    try box.encode(strength, forKey: .strength)
    try box.encodeIfPresent(layers, forKey: .layers)
    try box.encode(rows.first?.count ?? 0, forKey: .width)
    try box.encode(FloatText.text(rows.joined()), forKey: .rows)
  }
}

extension LatentDirection: StoredValue {
  /// Numbers are finite, steps in their range, layers exist in some model.
  public mutating func validate(_ faults: inout [String]) {
    StoredText.clean(&name, "a direction's name", &faults)
    StoredNumber.clamp(
      &strength, to: Self.strengthRange, else: 0, "the steps along a direction", &faults)
    for index in rows.indices { StoredNumber.bound(&rows[index], "a direction", &faults) }
    guard let own = layers else { return }
    let known = Set(own.filter { (0...1023).contains($0) }).sorted()
    if known != own {
      faults.append("a direction named layers that no model has")
      layers = known
    }
  }
}
