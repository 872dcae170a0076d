import Foundation

/// Where the studio keeps what belongs to a person: sessions, exports, settings, logs.
struct StudioPlaces {
  /// Folder of the sessions: `Sessions/` of a checkout, else `$XDG_STATE_HOME/ganvas/sessions`.
  let sessions: URL
  /// Whether that is the folder of a checkout, which nobody chose.
  let keepsInCheckout: Bool
  /// Map templates; `nil` when nothing is installed beside the program.
  let templates: URL?
  /// `$XDG_CONFIG_HOME/ganvas/config.toml`.
  let settingsFile: URL
  /// What libraries write to the error output while the screen is ours.
  let errorLog: URL
  /// What terminals said about themselves: `$XDG_CACHE_HOME/ganvas/terminals.json`.
  let terminalAnswers: URL
  /// What is remembered about this person, outside sessions.
  let personFile: URL

  /// Finds the places.
  /// - Parameter sessions: Folder of the sessions, when somebody chose one.
  init(
    _ places: ProgramPlaces, sessions chosen: String? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    let home = URL(fileURLWithPath: environment["HOME"] ?? NSHomeDirectory())
    func folder(_ variable: String, _ standard: String) -> URL {
      let given = environment[variable].flatMap {
        $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : nil
      }
      return (given ?? home.appendingPathComponent(standard)).appendingPathComponent("ganvas")
    }
    let state = folder("XDG_STATE_HOME", ".local/state")
    settingsFile = folder("XDG_CONFIG_HOME", ".config").appendingPathComponent("config.toml")
    errorLog = state.appendingPathComponent("studio.log")
    terminalAnswers = folder("XDG_CACHE_HOME", ".cache")
      .appendingPathComponent("terminals.json")
    personFile = state.appendingPathComponent("person.json")
    templates = places.assets?.appendingPathComponent("Maps")
    let checkout = places.assets.flatMap { assets -> URL? in
      let root = assets.deletingLastPathComponent()
      let isCheckout =
        assets.lastPathComponent == "Assets"
        && FileManager.default.fileExists(
          atPath: root.appendingPathComponent("Package.swift").path)
      return isCheckout ? root.appendingPathComponent("Sessions") : nil
    }
    let wanted = chosen.map { URL(fileURLWithPath: ($0 as NSString).expandingTildeInPath) }
    sessions = wanted ?? checkout ?? state.appendingPathComponent("sessions")
    keepsInCheckout = wanted == nil && checkout != nil
  }

  /// Label maps that a session can begin with, by name; the bay first.
  func templateMaps() -> [(name: String, path: String)] {
    let ending = "-labels.png"
    guard let folder = templates,
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    else { return [] }
    let maps = names.filter { $0.hasSuffix(ending) }.sorted().map {
      (name: String($0.dropLast(ending.count)), path: folder.appendingPathComponent($0).path)
    }
    return maps.filter { $0.name == "bay" } + maps.filter { $0.name != "bay" }
  }
}
