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
/// theme = "normal"        # normal, dark, light, high-contrast
/// ascii = false
/// mouse = true
/// esc-delay-ms = 25
/// precision = "float32"   # of live pictures; absent: bfloat16 where it is fast
/// exports = "/home/me/pictures"
///
/// [keys]
/// layout = "us"           # us, de (ö ä for [ ]), fr (unshifted digits)
/// Z = "undo"              # own keys: a sign = a command's name, as `?` finds it
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
  /// Own keys that leave a command without any, with their lines.
  private(set) var conflicts: [String] = []

  /// What is wrong with a settings file.
  struct Malformed: Error, CustomStringConvertible {
    var file: String
    var what: String
    /// The key it is about.
    var key: String?

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
      throw Malformed(file: file.path, what: error.what, key: error.key)
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
    do { try read(table) } catch let error as Malformed {
      let line = error.key.flatMap { Self.line(of: $0, in: text) }
      throw Malformed(
        file: "config.toml", what: (line.map { "line \($0): " } ?? "") + error.what, key: error.key)
    }
    conflicts = Self.conflicts(of: keymap, in: text)
  }

  private mutating func read(_ table: TOMLTable) throws {
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
        throw Malformed(file: "config.toml", what: "“\(key)” is no setting", key: key)
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
          file: "config.toml", what: "keys.\(key): one sign, and none that acts inside panes",
          key: key)
      }
      keymap.own[sign] = try Self.choice("keys.\(key)", table[key]?.string)
    }
  }

  /// The line on which a key is set, from 1.
  private static func line(of key: String, in text: String) -> Int? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let index = lines.firstIndex { line in
      let name = line.split(separator: "=", maxSplits: 1).first ?? ""
      guard line.contains("=") else { return false }
      return name.trimmingCharacters(in: CharacterSet(charactersIn: " \t\r\"'")) == key
    }
    return index.map { $0 + 1 }
  }

  /// Commands that own keys leave without any key, in words with the line.
  private static func conflicts(of keymap: Keymap, in text: String) -> [String] {
    keymap.own.sorted { $0.key < $1.key }.compactMap { sign, command in
      guard let before = StudioCommand.command(forKey: String(sign)), before != command,
        !keymap.own.values.contains(before)
      else { return nil }
      let line = line(of: String(sign), in: text).map { "line \($0): " } ?? ""
      return "config.toml, \(line)\(sign) gives \(command.rawValue) and leaves "
        + "\(before.rawValue) (\(before.title)) without a key; : finds it"
    }
  }

  private static func required<Value>(_ key: String, _ value: Value?, _ kind: String) throws
    -> Value
  {
    guard let value else {
      throw Malformed(file: "config.toml", what: "“\(key)” takes \(kind)", key: key)
    }
    return value
  }

  private static func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ text: String?
  ) throws -> Choice where Choice.RawValue == String {
    guard let choice = text.flatMap(Choice.init(rawValue:)) else {
      let all = Choice.allCases.map(\.rawValue)
      let words = all.count > 9 ? "the name of a command" : "one of " + all.joined(separator: ", ")
      throw Malformed(
        file: "config.toml", what: "“\(key)” takes \(words)",
        key: key.split(separator: ".").last.map { String($0) })
    }
    return choice
  }
}
