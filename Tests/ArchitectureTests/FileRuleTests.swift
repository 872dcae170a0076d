import Foundation
import Testing

@Suite("What files look like") struct FileRuleTests {
  static let sourceEndings: Set = ["swift", "c", "cpp", "h"]
  static let textEndings: Set = ["swift", "c", "cpp", "h", "json", "md", "toml", "sh", ""]

  @Test("No file has more than 500 lines, and above 400 its head says why (\"Long: …\")")
  func lengths() throws {
    for file in try Repository.files(below: "Sources", endings: Self.sourceEndings) {
      let count = file.lines.count
      #expect(count <= 500, "\(file.path) has \(count) lines")
      guard count > 400 else { continue }
      let isExplained = file.lines.prefix(20).contains {
        $0.hasPrefix("//") && $0.contains("Long: ")
      }
      #expect(isExplained, "\(file.path) has \(count) lines and does not say why")
    }
  }

  @Test("No path of a person's machine is written down") func machinePaths() throws {
    var folders = ["home/(?!me/)", "Users/", "root/", "mnt/"]
    let common: Set = ["usr", "var", "opt", "tmp", "src", "app", "build"]
    let own = Repository.root.pathComponents.dropFirst().first
    if let own, !common.contains(own) { folders.append(own + "/") }
    let beginnings = "(^|[\\s\"'`(=:])"
    let rule = try NSRegularExpression(
      pattern: "\(beginnings)/(\(folders.joined(separator: "|")))\\w",
      options: .anchorsMatchLines)
    var files = try ["Sources", "Tests", "Scripts", "Assets", ".ci"].flatMap {
      try Repository.files(below: $0, endings: Self.textEndings.subtracting([""]))
    }
    for path in ["Scripts/setup", "Scripts/test", "Scripts/studio", "Scripts/bridge", ".ci/run"] {
      files.append(.init(path: path, text: try Repository.text(of: path)))
    }
    for file in files {
      let range = NSRange(file.text.startIndex..., in: file.text)
      let found = rule.firstMatch(in: file.text, range: range)
      let place = found.flatMap { Range($0.range, in: file.text) }.map { file.text[$0] }
      #expect(place == nil, "\(file.path) names \(place ?? "")")
    }
  }

  @Test("The top folder holds only what the layout names") func topFolder() throws {
    let allowed: Set = [
      "Package.swift", "Package.resolved", "Sources", "Tests", "Assets", "Sessions", "Scripts",
      "README.md", "LICENSE",
    ]
    let ignored = Set(
      try Repository.text(of: ".gitignore").split(separator: "\n").map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: "/"))
      })
    let names = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path)
    for name in names where !name.hasPrefix(".") && !ignored.contains(name) {
      #expect(allowed.contains(name), "\(name) lies in the top folder")
    }
  }

  @Test("No forced unwrapping shortcuts and no open ends") func shortcuts() throws {
    for file in try Repository.files(below: "Sources", endings: ["swift"]) {
      for (index, line) in file.lines.enumerated() {
        let code = line.split(separator: "//", omittingEmptySubsequences: false).first ?? ""
        let place = "\(file.path):\(index + 1)"
        #expect(!code.contains(/\btry!/), "\(place) forces an error away")
        #expect(!code.contains(/\bas!/), "\(place) forces a type")
        #expect(!line.contains(/\b(TODO|FIXME|XXX)\b/), "\(place) leaves an open end")
      }
    }
  }
}
