import ArgumentParser
import Foundation
import Generators
import Synthesis

/// `FILE[:component]=steps[@layers]`: a direction from a file and how far the latent is moved.
struct DirectionOption: Equatable {
  /// The file.
  let path: String
  /// Number or name of the direction, where the file holds several.
  let component: String?
  /// Steps.
  let strength: Double
  /// Layers that are moved; `nil` for all.
  let layers: [Int]?

  /// Takes the text apart from its end: paths may hold any of its signs.
  /// - Throws: `ValidationError`.
  init(_ text: String) throws {
    guard let sign = text.lastIndex(of: "="), sign > text.startIndex else {
      throw ValidationError(
        "--direction is a file and steps, for instance pca.pt:3=2.5@0-3; “\(text)” has no =")
    }
    let parts = text[text.index(after: sign)...].split(
      separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard let strength = Double(parts[0]),
      LatentDirection.strengthRange.contains(strength)
    else {
      throw ValidationError("--direction: “\(parts[0])” are no steps from −100 to 100")
    }
    self.strength = strength
    layers = try parts.dropFirst().first.map {
      Set(try LatentOptions.layers($0, of: "--direction", example: "pca.pt:3=2.5@0-3")).sorted()
    }
    (path, component) = Self.place(String(text[..<sign]))
  }

  /// File and component of `FILE[:component]`; a file of that whole name is one.
  static func place(_ text: String) -> (path: String, component: String?) {
    guard !FileManager.default.fileExists(atPath: text), let colon = text.lastIndex(of: ":"),
      colon > text.startIndex
    else { return (text, nil) }
    return (String(text[..<colon]), String(text[text.index(after: colon)...]))
  }

  /// The direction.
  /// - Parameter layers: Layers of w of the model.
  /// - Throws: `CheckpointError`, `ModelError.request`, `SynthesisError` for a model without w.
  func direction(ofLayers count: Int) throws -> LatentDirection {
    guard count > 0 else {
      throw SynthesisError(
        what: "this model has no w, which directions lead through",
        advice: "Leave out --direction.")
    }
    var direction = try DirectionFile(reading: path, layers: count).direction(component)
    direction.strength = strength
    direction.layers = layers
    return direction
  }
}
