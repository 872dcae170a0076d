import Canvas
import Imaging

/// One record of a session's journal: what happened on the undo line.
public enum JournalRecord: Hashable, Sendable {
  /// An undo step was finished.
  case stepTaken(UndoStep)
  /// An undo step took the place of the last one (a run of wheel steps is one undo step).
  case amended(UndoStep)
  /// The last undo step was taken back.
  case undone
  /// The next undo step was done again.
  case redone
  /// The last undo step was that of a stroke not yet finished: it goes without a trace.
  case withdrawn

  /// Lets it happen to a history alone: the map knows of it already.
  func replay(in history: inout History<UndoStep>) {
    switch self {
    case .stepTaken(let undoStep): history.record(undoStep)
    case .amended(let undoStep): history.amend(undoStep)
    case .undone: _ = history.undo()
    case .redone: _ = history.redo()
    case .withdrawn: _ = history.withdraw()
    }
  }

  /// Lets it happen to a session's contents, as recovery does.
  public func replay(in contents: inout SessionContents) {
    let undoStep: UndoStep?
    switch self {
    case .stepTaken(let new):
      contents.history.record(new)
      undoStep = new
    case .amended(let new):
      contents.history.amend(new)
      undoStep = new
    case .undone: undoStep = contents.history.undo()?.inverted
    case .redone: undoStep = contents.history.redo()
    case .withdrawn: undoStep = contents.history.withdraw()?.inverted
    }
    guard let undoStep else { return }
    undoStep.apply(
      to: &contents.document, &contents.settings, &contents.walk, &contents.savedLatents.stars)
    if case .walk = undoStep.change { contents.keepMapOfWalk() }
  }
}

extension JournalRecord {
  /// What the first byte of a record says.
  enum Kind: UInt8 {
    case tookMapStep = 1
    case tookSettingsStep = 2
    case amendedMap = 3
    case amendedSettings = 4
    case undone = 5
    case redone = 6
    case tookWalkStep = 7
    case amendedWalk = 8
    case tookObjectsStep = 9
    case amendedObjects = 10
    case tookStarsStep = 11
    case amendedStars = 12
    case withdrawn = 13

    /// Whether it is a change of the walk.
    var isWalk: Bool { self == .tookWalkStep || self == .amendedWalk }

    /// Whether the act takes the place of the last one.
    var amends: Bool {
      switch self {
      case .amendedMap, .amendedSettings, .amendedWalk, .amendedObjects, .amendedStars: true
      case .tookMapStep, .tookSettingsStep, .tookWalkStep, .tookObjectsStep, .tookStarsStep,
        .undone, .redone, .withdrawn:
        false
      }
    }

    /// The kind of an act.
    init(_ change: UndoStep.Change, amends: Bool) {
      switch change {
      case .map: self = amends ? .amendedMap : .tookMapStep
      case .settings: self = amends ? .amendedSettings : .tookSettingsStep
      case .walk: self = amends ? .amendedWalk : .tookWalkStep
      case .objects: self = amends ? .amendedObjects : .tookObjectsStep
      case .stars: self = amends ? .amendedStars : .tookStarsStep
      }
    }
  }

  /// A value before and after, as it stands in the journal.
  private struct Pair<Value: StoredValue>: StoredValue {
    var from: Value
    var to: Value

    mutating func validate(_ faults: inout [String]) {
      from.validate(&faults)
      to.validate(&faults)
    }
  }

  /// The act it brings; `nil` for one that moves on the undo line only.
  var act: UndoStep? {
    switch self {
    case .stepTaken(let act), .amended(let act): act
    case .undone, .redone, .withdrawn: nil
    }
  }

  /// Type byte and payload.
  func encoded() -> [UInt8] {
    switch self {
    case .stepTaken(let act): JournalRecord.encode(act, Kind(act.change, amends: false))
    case .amended(let act): JournalRecord.encode(act, Kind(act.change, amends: true))
    case .undone: [Kind.undone.rawValue]
    case .redone: [Kind.redone.rawValue]
    case .withdrawn: [Kind.withdrawn.rawValue]
    }
  }

  /// Reads what `encoded()` wrote; `nil` when the bytes are no record. An act whose change cannot
  /// be read keeps its place on the undo line and changes nothing.
  /// - Parameter file: The journal and where the bytes begin in it: the change is read from there
  ///   when it is needed. `nil` reads it now.
  init?(decoding bytes: ArraySlice<UInt8>, in file: (OpenFile, start: Int)? = nil) {
    guard let first = bytes.first, let kind = Kind(rawValue: first) else { return nil }
    switch kind {
    case .undone:
      self = .undone
      return
    case .redone:
      self = .redone
      return
    case .withdrawn:
      self = .withdrawn
      return
    default: break
    }
    guard let name = JournalRecord.name(in: bytes) else { return nil }
    let store: UndoStepStore
    if let (journal, start) = file {
      store = UndoStepStore(
        UndoStepStore.Place(
          file: journal, start: start + name.end, count: bytes.count - name.end, kind: kind))
    } else {
      store = UndoStepStore(JournalRecord.change(bytes.dropFirst(name.end), kind) ?? .nothing)
    }
    let act = UndoStep(name: name.text, store: store)
    self = kind.amends ? .amended(act) : .stepTaken(act)
  }

  /// Bytes before the payload of an act.
  static func headSize(of act: UndoStep) -> Int { 3 + nameBytes(of: act).count }

  private static func nameBytes(of act: UndoStep) -> [UInt8] {
    Array(act.name.utf8.prefix(Int(UInt16.max)))
  }

  /// The name of an act and where it ends.
  private static func name(in bytes: ArraySlice<UInt8>) -> (text: String, end: Int)? {
    let start = bytes.startIndex
    guard bytes.count >= 3 else { return nil }
    let length = Int(bytes[start + 1]) | Int(bytes[start + 2]) << 8
    guard bytes.count >= 3 + length else { return nil }
    let text = String(decoding: bytes[(start + 3)..<(start + 3 + length)], as: UTF8.self)
    return (PrintableText.line(text), 3 + length)
  }

  /// An act: type, two bytes of name length, name, then the patch or JSON; for objects both, with
  /// four bytes of JSON length before them.
  private static func encode(_ act: UndoStep, _ kind: Kind) -> [UInt8] {
    let name = nameBytes(of: act)
    let head = [kind.rawValue, UInt8(name.count & 0xFF), UInt8(name.count >> 8)] + name
    // Numbers and strings always encode; numbers that are none are written as words.
    func json(_ value: some Encodable) -> [UInt8] { (try? StoredJSON.encode(value)) ?? [] }
    switch act.change {
    case .map(let patch): return head + patch.encoded()
    case .settings(let from, let to): return head + json(Pair(from: from, to: to))
    case .walk(let from, let to): return head + json(Pair(from: from, to: to))
    case .objects(let patch, let from, let to):
      let pair = json(Pair(from: from, to: to))
      let bytes = withUnsafeBytes(of: UInt32(pair.count).littleEndian) { Array($0) }
      return head + bytes + pair + patch.encoded()
    case .stars(let from, let to): return head + json(Pair(from: from, to: to))
    }
  }

  /// Reads the payload of an act; `nil` when it is none.
  static func change(_ payload: ArraySlice<UInt8>, _ kind: Kind) -> UndoStep.Change? {
    func pair<Value: StoredValue>(
      _ type: Value.Type, _ json: ArraySlice<UInt8>? = nil
    ) -> Pair<Value>? {
      try? StoredJSON.decode(Pair<Value>.self, from: json ?? payload)
    }
    switch kind {
    case .tookMapStep, .amendedMap: return (try? Patch(decoding: payload)).map { .map($0) }
    case .tookSettingsStep, .amendedSettings:
      return pair(PictureSettings.self).map { .settings(from: $0.from, to: $0.to) }
    case .tookWalkStep, .amendedWalk:
      return pair(Walk.self).map { .walk(from: $0.from, to: $0.to) }
    case .tookObjectsStep, .amendedObjects:
      let length = payload.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      let json = payload.dropFirst(4).prefix(length)
      guard json.count == length, let settings = pair(PictureSettings.self, json),
        let patch = try? Patch(decoding: payload.dropFirst(4 + length))
      else { return nil }
      return .objects(patch, from: settings.from, to: settings.to)
    case .tookStarsStep, .amendedStars:
      return pair([Star].self).map { .stars(from: $0.from, to: $0.to) }
    case .undone, .redone, .withdrawn: return nil
    }
  }
}
