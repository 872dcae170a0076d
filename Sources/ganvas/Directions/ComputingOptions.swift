import ArgumentParser
import Foundation
import Generators

/// What commands that compute directions take.
struct ComputingOptions: ParsableArguments {
  @Argument(help: "Name of a model with a w, or the path of a package.")
  var model: String

  @Option(help: "Directions that are kept, the strongest first.")
  var components = 20

  @OptionGroup var processor: ThreadOptions

  @Option(name: .shortAndLong, help: "File: .npz or .safetensors.")
  var output: String

  func validate() throws {
    guard (1...8192).contains(components) else {
      throw ValidationError("--components is a number from 1 to 8192")
    }
    try OutputPlace.check(URL(fileURLWithPath: output), for: ["npz", "safetensors"])
  }

  /// Loads the model.
  /// - Throws: `ValidationError` for a model without w.
  func loaded() throws -> any LatentSampling {
    guard let model = try LoadedModel.generator(named: model, processor).sampling, model.hasStyles
    else { throw ValidationError("\(self.model) has no w: directions lead through w") }
    return model
  }
}
