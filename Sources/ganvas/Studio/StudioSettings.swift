import Foundation
import NcursesTerminal
import Studio
import StudioUI
import Synthesis
import TOMLKit

/// `config.toml`: what a person prefers. Every field may be absent.
///
/// ```toml
/// color = "auto"          # auto, mono, 16, 256, truecolor
/// theme = "normal"        # normal, high-contrast
/// ascii = false
/// mouse = true
/// esc-delay-ms = 25
/// precision = "float32"   # of live pictures; absent: bfloat16 where it is fast
/// exports = "/home/me/pictures"
///
/// [keys]
/// layout = "us"           # us, de (ö ä for [ ]), fr (unshifted digits)
/// Z = "undo"              # own keys: a sign = a command's name
/// ```
struct StudioSettings: Equatable {
  var color: TerminalConfiguration.ColorMode?
  var theme: Display.Theme?
  var ascii: Bool?
  var mouse: Bool?
  var escapeDelay: Double?
  var precision: Precision?
  var exports: String?
  var keymap = Keymap()

  /// What is wrong with a settings file.
  struct Malformed: Error, CustomStringConvertible {
    var file: String
    var what: String

    var description: String { "\(file): \(what)" }
  }

  /// Reads a file; without one the defaults hold.
  static func load(from file: URL) throws -> StudioSettings {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      return StudioSettings()
    }
    do { return try StudioSettings(toml: text) } catch let error as Malformed {
      throw Malformed(file: file.path, what: error.what)
    }
  }

  init() {}

  init(toml text: String) throws {
    let table: TOMLTable
    do { table = try TOMLTable(string: text) } catch {
      throw Malformed(file: "config.toml", what: "\(error)")
    }
    for key in table.keys {
      let value = table[key]
      switch key {
      case "color": color = try Self.choice(key, value?.string)
      case "theme": theme = try Self.choice(key, value?.string)
      case "ascii": ascii = try Self.required(key, value?.bool, "true or false")
      case "mouse": mouse = try Self.required(key, value?.bool, "true or false")
      case "esc-delay-ms":
        let delay = try Self.required(key, value?.int, "a number of milliseconds")
        escapeDelay = Double(min(max(0, delay), 2000)) / 1000
      case "precision": precision = try Self.choice(key, value?.string)
      case "exports": exports = try Self.required(key, value?.string, "a folder")
      case "keys":
        try readKeys(try Self.required(key, value?.table, "a table"))
      default:
        throw Malformed(file: "config.toml", what: "“\(key)” is no setting")
      }
    }
  }

  private mutating func readKeys(_ table: TOMLTable) throws {
    for key in table.keys {
      if key == "layout" {
        keymap.layout = try Self.choice("keys.layout", table[key]?.string)
        continue
      }
      guard let sign = key.first, key.count == 1, !Keymap.paneKeys.contains(sign) else {
        throw Malformed(
          file: "config.toml", what: "keys.\(key): one sign, and none that acts inside panes")
      }
      keymap.own[sign] = try Self.choice("keys.\(key)", table[key]?.string)
    }
  }

  private static func required<Value>(_ key: String, _ value: Value?, _ kind: String) throws
    -> Value
  {
    guard let value else {
      throw Malformed(file: "config.toml", what: "“\(key)” takes \(kind)")
    }
    return value
  }

  private static func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ text: String?
  ) throws -> Choice where Choice.RawValue == String {
    guard let choice = text.flatMap(Choice.init(rawValue:)) else {
      let all = Choice.allCases.map(\.rawValue)
      let words = all.count > 8 ? "the name of a command" : "one of " + all.joined(separator: ", ")
      throw Malformed(file: "config.toml", what: "“\(key)” takes \(words)")
    }
    return choice
  }
}
