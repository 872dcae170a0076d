import Foundation
import Testing

@Suite("Who imports whom") struct ImportTests {
  let table = LayerTable.design

  @Test("Every target of the tree stands in the table, and the other way round")
  func targetsAreListed() throws {
    #expect(try Repository.targets() == Set(table.rows.keys))
  }

  @Test("The table only points downwards, and its halves meet in Synthesis alone")
  func tableIsSound() {
    for (name, row) in table.rows where name != "CTorchBridge" {
      for imported in row.mayImport {
        #expect((table.rows[imported]?.level ?? .max) < row.level, "\(name) imports \(imported)")
      }
    }
    for name in LayerTable.paintingHalf {
      #expect(!table.reachable(from: name).contains("Tensors"), "\(name) reaches Tensors")
    }
    for name in LayerTable.networkHalf {
      let reached = table.reachable(from: name)
      #expect(reached.isDisjoint(with: LayerTable.paintingHalf), "\(name) reaches the painter")
    }
  }

  @Test("Swift files import only what their row allows") func swiftImports() throws {
    for file in try Repository.files(below: "Sources", endings: ["swift"]) {
      let allowed = table.rows[file.target]?.mayImport ?? []
      for module in Self.imports(of: file.text) {
        let isAllowed =
          LayerTable.system.contains(module) || allowed.contains(module)
          || LayerTable.packages[module]?.contains(file.target) == true
        #expect(isAllowed, "\(file.path) imports \(module)")
      }
    }
  }

  @Test("C and C++ files include only what is theirs") func includes() throws {
    let libraries: [(prefix: String, target: String)] = [
      ("ATen/", "CTorchBridge"), ("c10/", "CTorchBridge"), ("torch/", "CTorchBridge"),
      ("dnnl", "COneDNN"), ("ncurses", "CNcurses"), ("curses", "CNcurses"), ("png", "CImageIO"),
      ("turbojpeg", "CImageIO"), ("jpeglib", "CImageIO"), ("webp/", "CImageIO"),
      ("gif_lib", "CImageIO"), ("avif/", "CImageIO"), ("sixel/", "CSixel"),
    ]
    for file in try Repository.files(below: "Sources", endings: ["c", "cpp", "h"]) {
      let others = try Repository.targets().subtracting([file.target])
        .subtracting(table.rows[file.target]?.mayImport ?? [])
      for header in Self.includes(of: file.text) {
        for library in libraries where header.hasPrefix(library.prefix) {
          #expect(file.target == library.target, "\(file.path) includes \(header)")
        }
        let name = header.split(separator: "/").last?.split(separator: ".").first.map(String.init)
        #expect(!others.contains(name ?? ""), "\(file.path) includes \(header)")
      }
    }
  }

  @Test("Package.swift grants no more than the table") func manifest() throws {
    let manifest = try Repository.text(of: "Package.swift")
    let rule = /\.swift\(\s*"(?<name>\w+)",\s*\[(?<list>[^\]]*)\]\s*\)/
    var seen: Set<String> = []
    for match in manifest.matches(of: rule) {
      let granted = Set(match.output.list.matches(of: /"(\w+)"/).map { String($0.output.1) })
      let name = String(match.output.name)
      seen.insert(name)
      #expect(granted == table.rows[name]?.mayImport, "the dependencies of \(name)")
    }
    #expect(seen == Set(table.rows.keys).subtracting(LayerTable.cTargets.union(["ganvas"])))
  }

  @Test("The reader of imports sees every form") func importForms() {
    let text = """
      import A
      public import B
      @testable import C
      @preconcurrency internal import D
      import struct E.Thing
      import F.Sub
      // import G
      let text = "import H"
      """
    #expect(Self.imports(of: text) == ["A", "B", "C", "D", "E", "F"])
  }

  /// Modules that a Swift file imports.
  static func imports(of text: String) -> [String] {
    let kinds = "struct|class|enum|protocol|typealias|func|let|var"
    let pattern =
      "^\\s*(?:@\\w+\\s+)*(?:(?:public|package|internal|fileprivate|private)\\s+)?"
      + "import\\s+(?:(?:\(kinds))\\s+)?(\\w+)"
    return matches(pattern, in: text)
  }

  /// Headers that a C or C++ file includes.
  static func includes(of text: String) -> [String] {
    matches("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]", in: text)
  }

  private static func matches(_ pattern: String, in text: String) -> [String] {
    guard let rule = try? NSRegularExpression(pattern: pattern, options: .anchorsMatchLines) else {
      Issue.record("the pattern \(pattern) is wrong")
      return []
    }
    return rule.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap {
      Range($0.range(at: 1), in: text).map { String(text[$0]) }
    }
  }
}
