import Foundation
import Testing

/// The catalogue holds together, and what comments and README cite is there.
@Suite("Documentation") struct DocumentationTests {
  static let catalogue = "Sources/ganvas/Ganvas.docc"

  /// The articles by name, the front page not among them.
  static func articles() throws -> [String: Repository.SourceFile] {
    let files = try Repository.files(below: catalogue, endings: ["md"])
    return Dictionary(
      uniqueKeysWithValues: files.map { file in
        (URL(fileURLWithPath: file.path).deletingPathExtension().lastPathComponent, file)
      })
  }

  static func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: Repository.root.appendingPathComponent(path).path)
  }

  @Test("Articles begin with what a reader can do, and stand in the front page's topics")
  func beginnings() throws {
    let articles = try Self.articles()
    let front = try #require(articles["Ganvas"])
    let topics = try #require(front.text.components(separatedBy: "## Topics").last)
    for (name, file) in articles where name != "Ganvas" {
      let text = file.lines.first { !$0.isEmpty && !$0.hasPrefix("#") } ?? ""
      #expect(text.hasPrefix("After reading this you "), "\(file.path)")
      #expect(topics.contains("- <doc:\(name)>"), "\(name) is no topic")
    }
  }

  @Test("What articles link to is there") func links() throws {
    let articles = try Self.articles()
    for file in articles.values {
      for link in file.text.matches(of: /<doc:(\w+)>/) {
        #expect(articles[String(link.output.1)] != nil, "\(file.path) links to \(link.output.1)")
      }
      for image in file.text.matches(of: /!\[[^\]]*\]\(([^)]+)\)/) {
        let found = ["png", "jpg"].contains {
          Self.isThere("\(Self.catalogue)/Resources/\(image.output.1).\($0)")
        }
        #expect(found, "\(file.path) shows \(image.output.1)")
      }
    }
  }

  @Test("What README links to is there, and README stays a front door") func frontDoor() throws {
    let text = try Repository.text(of: "README.md")
    for link in text.matches(of: /\]\(([^)#]+)\)/) where !link.output.1.contains("://") {
      #expect(Self.isThere(String(link.output.1)), "README links to \(link.output.1)")
    }
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 150)
  }

  @Test("Articles that comments cite are there") func citations() throws {
    let articles = try Self.articles()
    var files = try ["Sources", "Tests"].flatMap {
      try Repository.files(below: $0, endings: ["swift", "c", "cpp", "h", "inc"])
    }
    files.append(.init(path: "Package.swift", text: try Repository.text(of: "Package.swift")))
    for file in files {
      let comments = file.lines.filter { $0.contains("//") || $0.contains(" * ") }
        .joined(separator: " ").replacing(#/ +///? /#, with: " ")
      for citation in comments.matches(of: /\b([A-Z]\w+) article\b/) {
        let name = String(citation.output.1)
        #expect(articles[name] != nil, "\(file.path) cites \(name)")
      }
    }
  }
}
