import Foundation
import Imaging
import NcursesTerminal
import Studio
import StudioUI
import Synthesis
import TOMLKit
import Terminal

/// `config.toml`: what a person prefers. Every field may be absent.
///
/// ```toml
/// color = "auto"          # auto, mono, 8, 16, 256, truecolor
/// display = "auto"        # auto, kitty, sixel, iterm2, octants, sextants, quadrants, half, ascii
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
  var display: DisplayMode?
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
    guard FileManager.default.fileExists(atPath: file.path) else { return StudioSettings() }
    let bytes: [UInt8]
    do throws(ImageFileError) {
      bytes = try ImageFile.bytes(of: file, limit: FileLimits.settings)
    } catch {
      throw Malformed(file: file.path, what: error.reason)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Malformed(file: file.path, what: "it is no text in UTF-8")
    }
    do { return try StudioSettings(toml: text) } catch let error as Malformed {
      throw Malformed(file: file.path, what: error.what)
    }
  }

  init() {}

  init(toml text: String) throws {
    if let problem = SettingsText.problem(in: text) {
      throw Malformed(file: "config.toml", what: problem)
    }
    let table: TOMLTable
    do { table = try TOMLTable(string: text) } catch {
      throw Malformed(file: "config.toml", what: "\(error)")
    }
    for key in table.keys {
      let value = table[key]
      switch key {
      case "color": color = try Self.choice(key, value?.string)
      case "display": display = try Self.choice(key, value?.string)
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
      let words = all.count > 9 ? "the name of a command" : "one of " + all.joined(separator: ", ")
      throw Malformed(file: "config.toml", what: "“\(key)” takes \(words)")
    }
    return choice
  }
}
