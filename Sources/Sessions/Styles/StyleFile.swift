import Foundation
public import Synthesis

/// Styles in a JSON file: `{"styles": {"tree": 4, "tree:3": "4+0.1,0,-0.2", "cloud:2": [0.5, -0.1,
/// 0.3]}}`, or the inner object alone. What the studio writes beside a picture is one.
public enum StyleFile {
  /// Reads a file, in the order of the styled objects' names.
  /// - Throws: `SynthesisError` naming the file and what is wrong.
  public static func read(_ bytes: [UInt8], named name: String) throws(SynthesisError)
    -> [StyleText]
  {
    let styles: [String: Style]
    do {
      let data = Data(bytes)
      styles =
        try (try? JSONDecoder().decode(Wrapped.self, from: data))?.styles
        ?? JSONDecoder().decode([String: Style].self, from: data)
    } catch {
      throw SynthesisError(
        what: "it should be an object of styles", location: name,
        advice:
          "For instance {\"tree\": 4, \"tree:3\": \"4+0.1,0,-0.2\", \"cloud\": [0.5, 0, 0.3]}."
      )
    }
    var texts: [StyleText] = []
    for (styledObject, style) in styles.sorted(by: { $0.key < $1.key }) {
      do {
        texts.append(try StyleText(styledObject: styledObject, style: style.text))
      } catch {
        throw SynthesisError(what: error.what, location: name, advice: error.advice)
      }
    }
    return texts
  }

  private struct Wrapped: Decodable {
    var styles: [String: Style]
  }

  /// A style as JSON has it, brought to text.
  private struct Style: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
      let box = try decoder.singleValueContainer()
      if let number = try? box.decode(Int.self) {
        text = "\(number)"
      } else if let feature = try? box.decode([Float].self) {
        // One number alone would be read as that of a style.
        text = feature.map { "\($0)" }.joined(separator: ",")
      } else {
        text = try box.decode(String.self)
      }
    }
  }
}
