import Canvas
import Foundation

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

  /// Lets it happen to a history alone: the map knows of it already.
  func replay(in history: inout History<UndoStep>) {
    switch self {
    case .stepTaken(let undoStep): history.record(undoStep)
    case .amended(let undoStep): history.amend(undoStep)
    case .undone: _ = history.undo()
    case .redone: _ = history.redo()
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
    }
    guard let undoStep else { return }
    undoStep.apply(
      to: &contents.document, &contents.settings, &contents.walk, &contents.savedLatents.stars)
    if case .walk = undoStep.change { contents.keepMapOfWalk() }
  }
}

extension JournalRecord {
  /// What the first byte of a record says.
  private enum Kind: UInt8 {
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
  }

  /// A value before and after, as it stands in the journal.
  private struct Pair<Value: Codable>: Codable {
    var from: Value
    var to: Value
  }

  /// Type byte and payload.
  func encoded() -> [UInt8] {
    switch self {
    case .stepTaken(let undoStep):
      return JournalRecord.encode(
        undoStep, map: .tookMapStep, settings: .tookSettingsStep, walk: .tookWalkStep,
        objects: .tookObjectsStep, stars: .tookStarsStep)
    case .amended(let undoStep):
      return JournalRecord.encode(
        undoStep, map: .amendedMap, settings: .amendedSettings, walk: .amendedWalk,
        objects: .amendedObjects, stars: .amendedStars)
    case .undone: return [Kind.undone.rawValue]
    case .redone: return [Kind.redone.rawValue]
    }
  }

  /// Reads what `encoded()` wrote; `nil` when the bytes are no record.
  init?(decoding bytes: ArraySlice<UInt8>) {
    guard let first = bytes.first, let kind = Kind(rawValue: first) else { return nil }
    let payload = bytes.dropFirst()
    switch kind {
    case .undone: self = .undone
    case .redone: self = .redone
    case .tookMapStep, .tookSettingsStep, .tookWalkStep, .tookObjectsStep, .tookStarsStep:
      guard let undoStep = JournalRecord.undoStep(payload, kind) else { return nil }
      self = .stepTaken(undoStep)
    case .amendedMap, .amendedSettings, .amendedWalk, .amendedObjects, .amendedStars:
      guard let undoStep = JournalRecord.undoStep(payload, kind) else { return nil }
      self = .amended(undoStep)
    }
  }

  /// Payload of an undo step: two bytes of name length, name, then the patch or JSON; for objects
  /// both, with four bytes of JSON length before them.
  private static func encode(
    _ undoStep: UndoStep, map: Kind, settings: Kind, walk: Kind, objects: Kind, stars: Kind
  ) -> [UInt8] {
    // Settings and walks are numbers and strings; JSON of them cannot fail but for NaN, which has
    // no place there: such an undo step is kept as "nothing changed".
    func json(_ value: some Encodable) -> Data { (try? JSONEncoder().encode(value)) ?? Data() }
    let name = Array(undoStep.name.utf8.prefix(Int(UInt16.max)))
    let length = [UInt8(name.count & 0xFF), UInt8(name.count >> 8)]
    switch undoStep.change {
    case .map(let patch):
      return [map.rawValue] + length + name + patch.encoded()
    case .settings(let from, let to):
      return [settings.rawValue] + length + name + json(Pair(from: from, to: to))
    case .walk(let from, let to):
      return [walk.rawValue] + length + name + json(Pair(from: from, to: to))
    case .objects(let patch, let from, let to):
      let pair = Array(json(Pair(from: from, to: to)))
      let bytes = withUnsafeBytes(of: UInt32(pair.count).littleEndian) { Array($0) }
      return [objects.rawValue] + length + name + bytes + pair + patch.encoded()
    case .stars(let from, let to):
      return [stars.rawValue] + length + name + json(Pair(from: from, to: to))
    }
  }

  private static func undoStep(_ payload: ArraySlice<UInt8>, _ kind: Kind) -> UndoStep? {
    guard payload.count >= 2 else { return nil }
    let start = payload.startIndex
    let length = Int(payload[start]) | Int(payload[start + 1]) << 8
    guard payload.count >= 2 + length else { return nil }
    let name = String(decoding: payload[(start + 2)..<(start + 2 + length)], as: UTF8.self)
    let rest = payload[(start + 2 + length)...]
    func pair<Value: Codable>(
      _ type: Value.Type, _ json: ArraySlice<UInt8>? = nil
    ) -> Pair<Value>? {
      try? JSONDecoder().decode(Pair<Value>.self, from: Data(json ?? rest))
    }
    let change: UndoStep.Change?
    switch kind {
    case .tookMapStep, .amendedMap: change = (try? Patch(decoding: rest)).map { .map($0) }
    case .tookSettingsStep, .amendedSettings:
      change = pair(PictureSettings.self).map { .settings(from: $0.from, to: $0.to) }
    case .tookWalkStep, .amendedWalk:
      change = pair(Walk.self).map { .walk(from: $0.from, to: $0.to) }
    case .tookObjectsStep, .amendedObjects:
      let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
      let json = rest.dropFirst(4).prefix(length)
      let patch = try? Patch(decoding: rest.dropFirst(4 + length))
      let settings = pair(PictureSettings.self, json)
      if let patch, let settings, json.count == length {
        change = .objects(patch, from: settings.from, to: settings.to)
      } else {
        change = nil
      }
    case .tookStarsStep, .amendedStars:
      change = pair([Star].self).map { .stars(from: $0.from, to: $0.to) }
    case .undone, .redone: change = nil
    }
    return change.map { UndoStep(name: name, change: $0) }
  }
}
