import ArgumentParser
import Canvas
import Foundation
import Imaging
import Sessions
import Synthesis

/// Styles of single objects, for models that have them.
struct ObjectStyleOptions: ParsableArguments {
  @Option(
    name: .customLong("style"),
    help: ArgumentHelp(
      "Style of a label (tree=4) or of one object by its number in the instance map (tree:3=4): a "
        + "number as the studio shows it, neutral, a number and what is added (4+0.1,0,-0.2), or "
        + "the feature itself (0.5,-0.1,0.3); repeatable.", valueName: "label[:object]=style"))
  var styles: [String] = []

  @Option(
    help: ArgumentHelp(
      "JSON file of styles: {\"tree\": 4, \"tree:3\": \"4+0.1,0,-0.2\"}, or the one beside an "
        + "exported picture; --style wins over it."), completion: .file())
  var styleFile: String?

  func validate() throws {
    do { for text in styles { _ = try StyleText(text) } } catch {
      throw ValidationError("--style: \(error)")
    }
  }

  /// Whether any style was asked for.
  var isEmpty: Bool { styles.isEmpty && styleFile == nil }

  /// What was asked for; later ones win.
  /// - Throws: What reading the file throws.
  func texts() throws -> [StyleText] {
    let file = try styleFile.map { path in
      try StyleFile.read(ImageFile.bytes(of: URL(fileURLWithPath: path)), named: path)
    }
    return try (file ?? []) + styles.map { try StyleText($0) }
  }
}

/// Dresses the objects of a map as the command line asks, the others as the studio does: in the
/// style that training saw most often.
struct ObjectStyler {
  private let texts: [StyleText]
  private let capabilities: Capabilities

  /// - Throws: `SynthesisError` for styles that were given to a model without any.
  init(_ texts: [StyleText], _ model: ModelDescription) throws {
    capabilities = model.capabilities
    self.texts = texts
    guard texts.isEmpty || capabilities.instanceStyleChannels > 0 && capabilities.labels != nil
    else {
      throw SynthesisError(
        what: "\(model.name) has no styles of single objects",
        advice: "Leave out --style and --style-file.")
    }
  }

  /// Everything a picture depends on, as text; empty where styles change nothing.
  var fingerprint: String {
    guard capabilities.instanceStyleChannels > 0 else { return "" }
    return "dressed " + texts.map { "\($0.styledObject)=\($0.style)" }.joined(separator: " ")
  }

  /// Dresses everything on the map of a conditioning.
  /// - Parameters:
  ///   - shift: How much larger object numbers are than in the file they come from.
  ///   - name: The map's name for messages.
  /// - Returns: What was found, in words.
  /// - Throws: `SynthesisError` for a label, object, style or length that cannot be.
  func apply(
    _ conditioning: inout Conditioning, shift: UInt32, map name: String
  ) throws -> [String] {
    guard let labels = conditioning.labels, let set = conditioning.labelSet,
      let book = StyleBook(capabilities, labelSet: set)
    else { return [] }
    let map = MapContent(labels: labels, instances: conditioning.instances, labelSet: set)
    // Messages speak of the numbers in the file.
    let objects = map.allObjects.map { object in
      ObjectID(label: object.label, number: object.number == 0 ? 0 : object.number - shift)
    }
    var settings = PictureSettings()
    var absent: [String] = []
    for text in texts {
      var choice = try text.assignment(in: set)
      if let problem = book.problem(of: choice, on: objects, map: name) { throw problem }
      if !objects.contains(where: { $0.label == choice.styledObject.label }) {
        absent.append(set.name(of: Int(choice.styledObject.label)))
      }
      if choice.styledObject.number != 0 { choice.styledObject.number += shift }
      settings.give(choice)
    }
    book.apply(&conditioning, map, settings)
    return absent.isEmpty
      ? [] : ["No \(absent.joined(separator: ", ")) on it: those styles change nothing."]
  }
}
