import Canvas
import Foundation

/// One record of a session's journal: what happened on the undo line.
public enum JournalRecord: Hashable, Sendable {
  /// An act was finished.
  case acted(Act)
  /// An act took the place of the last one (a run of wheel steps is one act).
  case amended(Act)
  /// The last act was taken back.
  case undone
  /// The next act was done again.
  case redone

  /// Lets it happen to a history alone: the map knows of it already.
  func replay(in history: inout History<Act>) {
    switch self {
    case .acted(let act): history.record(act)
    case .amended(let act): history.amend(act)
    case .undone: _ = history.undo()
    case .redone: _ = history.redo()
    }
  }

  /// Lets it happen to a session's contents, as recovery does.
  public func replay(in contents: inout SessionContents) {
    switch self {
    case .acted(let act):
      act.apply(to: &contents.document, &contents.settings)
      contents.history.record(act)
    case .amended(let act):
      act.apply(to: &contents.document, &contents.settings)
      contents.history.amend(act)
    case .undone:
      contents.history.undo()?.inverted.apply(to: &contents.document, &contents.settings)
    case .redone:
      contents.history.redo()?.apply(to: &contents.document, &contents.settings)
    }
  }
}

extension JournalRecord {
  /// What the first byte of a record says.
  private enum Kind: UInt8 {
    case actedOnMap = 1
    case actedOnSettings = 2
    case amendedMap = 3
    case amendedSettings = 4
    case undone = 5
    case redone = 6
  }

  /// Settings before and after, as they stand in the journal.
  private struct SettingsPair: Codable {
    var from: PictureSettings
    var to: PictureSettings
  }

  /// Type byte and payload.
  func encoded() -> [UInt8] {
    switch self {
    case .acted(let act):
      return JournalRecord.encode(act, map: .actedOnMap, settings: .actedOnSettings)
    case .amended(let act):
      return JournalRecord.encode(act, map: .amendedMap, settings: .amendedSettings)
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
    case .actedOnMap, .actedOnSettings:
      guard let act = JournalRecord.act(payload, isMap: kind == .actedOnMap) else { return nil }
      self = .acted(act)
    case .amendedMap, .amendedSettings:
      guard let act = JournalRecord.act(payload, isMap: kind == .amendedMap) else { return nil }
      self = .amended(act)
    }
  }

  /// Payload of an act: two bytes of name length, name, then the patch or JSON.
  private static func encode(_ act: Act, map: Kind, settings: Kind) -> [UInt8] {
    let name = Array(act.name.utf8.prefix(Int(UInt16.max)))
    let length = [UInt8(name.count & 0xFF), UInt8(name.count >> 8)]
    switch act.change {
    case .map(let patch):
      return [map.rawValue] + length + name + patch.encoded()
    case .settings(let from, let to):
      // Settings are numbers and strings; JSON of them cannot fail but for NaN, which has no
      // place there: such an act is kept as "nothing changed".
      let pair = SettingsPair(from: from, to: to)
      let json = (try? JSONEncoder().encode(pair)) ?? Data()
      return [settings.rawValue] + length + name + json
    }
  }

  private static func act(_ payload: ArraySlice<UInt8>, isMap: Bool) -> Act? {
    guard payload.count >= 2 else { return nil }
    let start = payload.startIndex
    let length = Int(payload[start]) | Int(payload[start + 1]) << 8
    guard payload.count >= 2 + length else { return nil }
    let name = String(decoding: payload[(start + 2)..<(start + 2 + length)], as: UTF8.self)
    let rest = payload[(start + 2 + length)...]
    if isMap {
      guard let patch = try? Patch(decoding: rest) else { return nil }
      return Act(name: name, change: .map(patch))
    }
    guard let pair = try? JSONDecoder().decode(SettingsPair.self, from: Data(rest)) else {
      return nil
    }
    return Act(name: name, change: .settings(from: pair.from, to: pair.to))
  }
}
