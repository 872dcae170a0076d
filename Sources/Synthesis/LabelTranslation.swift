public import Imaging

/// How a map painted with one label set is read by a model of another: every class finds the one
/// of the same name, a synonym, one alike, or the model's "unlabelled".
public struct LabelTranslation: Hashable, Sendable {
  /// Why a class got its place.
  public enum Reason: Hashable, Sendable {
    /// Both sets have the name.
    case name
    /// A synonym or something alike.
    case likeness
    /// Nothing fits: it is painted as unlabelled, or as ground where the model has no such class.
    case nothing
  }

  /// One class of the painted set.
  public struct Entry: Hashable, Sendable {
    /// The class as painted.
    public let label: LabelSet.Label
    /// Id in the model's set.
    public let target: Int
    /// Name in the model's set.
    public let targetName: String
    /// Why.
    public let reason: Reason
  }

  /// All classes of the painted set, by ascending id.
  public let entries: [Entry]
  private let targets: [UInt16]
  private let fallback: UInt16

  /// Whether both sets mean the same by the same ids, so that no translation is needed.
  public static func isNeeded(from source: LabelSet, to target: LabelSet) -> Bool {
    if source.name == target.name { return false }
    let meanings = Dictionary(target.labels.map { ($0.id, $0.name) }) { first, _ in first }
    return !source.labels.allSatisfy { meanings[$0.id] == $0.name }
  }

  /// Finds a place in `target` for every class of `source`.
  public init(from source: LabelSet, to target: LabelSet) {
    let table = Self.names(of: target)
    let fallback = Self.fallback(in: target, table)
    entries = source.labels.map { label in
      func entry(_ id: Int, _ reason: Reason) -> Entry {
        Entry(label: label, target: id, targetName: target.name(of: id), reason: reason)
      }
      if label.id == source.unlabelled { return entry(fallback, .name) }
      if let same = target.label(named: label.name) { return entry(same.id, .name) }
      let name = LabelSynonyms.plain(label.name)
      for candidate in [name] + LabelSynonyms.alternatives(of: name) {
        if let id = table[candidate] { return entry(id, .likeness) }
      }
      if let id = Self.mostAlike(to: name, in: table) { return entry(id, .likeness) }
      return entry(fallback, .nothing)
    }
    self.fallback = UInt16(clamping: fallback)
    let count = (source.labels.last?.id ?? -1) + 1
    var targets = [UInt16](repeating: self.fallback, count: max(0, min(count, 65536)))
    for entry in entries where targets.indices.contains(entry.label.id) {
      targets[entry.label.id] = UInt16(clamping: entry.target)
    }
    self.targets = targets
  }

  /// The map in the model's ids; ids the painted set does not know become the fallback.
  public func callAsFunction(_ map: LabelMap) -> LabelMap {
    map.map { Int($0) < targets.count ? targets[Int($0)] : fallback }
  }

  /// Entries whose class goes by another name.
  public var alike: [Entry] { entries.filter { $0.reason == .likeness } }

  /// Entries without a fitting class.
  public var missing: [Entry] { entries.filter { $0.reason == .nothing } }

  /// For people: `15 by name · 5 by likeness: sky → sky-other, cloud → clouds, 3 more`.
  /// - Parameter used: Ids that occur in the map; `nil` counts all.
  public func summary(of used: Set<Int>? = nil, listing limit: Int = 3) -> String {
    let counted = entries.filter { used?.contains($0.label.id) ?? true }
    func list(_ entries: [Entry]) -> String {
      let shown = entries.prefix(limit).map { "\($0.label.name) → \($0.targetName)" }
      let rest = entries.count - shown.count
      return (shown + (rest > 0 ? ["\(rest) more"] : [])).joined(separator: ", ")
    }
    let named = counted.count { $0.reason == .name }
    let alike = counted.filter { $0.reason == .likeness }
    let missing = counted.filter { $0.reason == .nothing }
    var parts = ["\(named) by name"]
    if !alike.isEmpty { parts.append("\(alike.count) by likeness: \(list(alike))") }
    if !missing.isEmpty { parts.append("\(missing.count) without a place: \(list(missing))") }
    return parts.joined(separator: " · ")
  }

  private static func names(of set: LabelSet) -> [String: Int] {
    var names: [String: Int] = [:]
    for label in set.labels where names[LabelSynonyms.plain(label.name)] == nil {
      names[LabelSynonyms.plain(label.name)] = label.id
    }
    return names
  }

  private static func fallback(in set: LabelSet, _ names: [String: Int]) -> Int {
    if let unlabelled = set.unlabelled { return unlabelled }
    let neutral = ["unlabelled", "unlabeled", "unknown", "void", "ground", "terrain", "grass"]
    return neutral.compactMap { names[$0] }.first ?? set.labels.first?.id ?? 0
  }

  /// The class that shares most words, at least half of all; of equals the lowest id.
  private static func mostAlike(to name: String, in names: [String: Int]) -> Int? {
    let words = Set(name.split(separator: " "))
    var best: (score: Double, id: Int)?
    for (other, id) in names {
      let others = Set(other.split(separator: " "))
      let score = Double(words.intersection(others).count) / Double(words.union(others).count)
      guard score >= 0.5 else { continue }
      if let found = best, (found.score, -found.id) >= (score, -id) { continue }
      best = (score, id)
    }
    return best?.id
  }
}
