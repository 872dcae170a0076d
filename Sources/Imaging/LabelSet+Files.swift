public import Foundation

/// Why a label set could not be loaded.
public enum LabelSetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// No file of that name; `available` are the names there are.
  case notFound(name: String, folder: String, available: [String])
  /// The file system refused.
  case unreadable(file: String, reason: String)
  /// Not the JSON of a label set; the reason names the place.
  case malformed(file: String, reason: String)

  /// A sentence or two for the person who named the set.
  public var description: String {
    switch self {
    case .notFound(let name, let folder, let available):
      "There is no label set “\(name)” in \(folder); there are: "
        + (available.isEmpty ? "none" : available.joined(separator: ", ")) + "."
    case .unreadable(let file, let reason):
      "The label set \(file) cannot be read: \(reason)."
    case .malformed(let file, let reason):
      "\(file) is no label set: \(reason)."
    }
  }
}

extension LabelSet {
  /// Loads the label set `<name>.json` of a folder.
  public static func load(named name: String, in folder: URL) throws(LabelSetError) -> LabelSet {
    let file = folder.appendingPathComponent(name + ".json")
    let isPlainName = !name.isEmpty && !name.contains("/") && !name.hasPrefix(".")
    guard isPlainName, FileManager.default.fileExists(atPath: file.path) else {
      throw .notFound(name: name, folder: folder.path, available: names(in: folder))
    }
    return try load(from: file)
  }

  /// Loads a label set from its JSON file.
  public static func load(from file: URL) throws(LabelSetError) -> LabelSet {
    let bytes: [UInt8]
    do throws(ImageFileError) {
      bytes = try ImageFile.bytes(of: file, limit: FileLimits.labelSet)
    } catch {
      throw .unreadable(file: file.path, reason: error.reason)
    }
    guard NestingDepth.of(bytes) <= FileLimits.depth else {
      throw .malformed(
        file: file.path, reason: "it is nested more than \(FileLimits.depth) times")
    }
    do {
      return try JSONDecoder().decode(LabelSet.self, from: Data(bytes))
    } catch {
      throw .malformed(file: file.path, reason: Self.explain(error))
    }
  }

  /// Names of the label sets in a folder, sorted.
  public static func names(in folder: URL) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// Its JSON with one label a line, as the shipped sets are written.
  public var json: String {
    func quoted(_ text: String) -> String {
      let data = try? JSONEncoder.plain.encode(text)
      return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
    var lines = ["{", "  \"name\": \(quoted(name)),", "  \"source\": \(quoted(source)),"]
    if let unlabelled { lines.append("  \"unlabelled\": \(unlabelled),") }
    if let ignore { lines.append("  \"ignore\": \(ignore),") }
    lines.append("  \"labels\": [")
    let rows = labels.map { label in
      var fields = [
        "\"id\": \(label.id)", "\"name\": \(quoted(label.name))", "\"color\": \"\(label.color)\"",
      ]
      if let glyph = label.glyph { fields.append("\"glyph\": \(quoted(glyph))") }
      if let group = label.group { fields.append("\"group\": \(quoted(group))") }
      return "    {" + fields.joined(separator: ", ") + "}"
    }
    lines.append(rows.joined(separator: ",\n"))
    return (lines + ["  ]", "}"]).joined(separator: "\n") + "\n"
  }

  /// Words for what the decoder found.
  private static func explain(_ error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty
        ? ""
        : " at "
          + path.map { $0.intValue.map(String.init) ?? $0.stringValue }
          .joined(separator: ".")
    }
    return switch error {
    case DecodingError.keyNotFound(let key, let context):
      "“\(key.stringValue)” is missing\(place(context.codingPath))"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "a value has the wrong type\(place(context.codingPath))"
    case DecodingError.dataCorrupted(let context):
      context.debugDescription.trimmingCharacters(in: ["."]) + place(context.codingPath)
    default: "\(error)"
    }
  }
}

extension LabelSet {
  /// Channels of a one-hot map: one more than the highest id it may hold.
  public var channelCount: Int { Swift.max(labels.last?.id ?? -1, unlabelled ?? -1) + 1 }

  /// Whether label maps of this set may hold the id.
  public func contains(id: Int) -> Bool { id == unlabelled || label(id: id) != nil }

  /// The colour of a class; mid gray for an id the set does not know.
  public func color(of id: Int) -> RGB { label(id: id)?.color ?? RGB(128, 128, 128) }

  /// Colours by id, `channelCount` of them.
  public var palette: [RGB] { (0..<channelCount).map { color(of: $0) } }
}

extension JSONEncoder {
  /// Writes slashes as they are.
  fileprivate static var plain: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return encoder
  }
}
