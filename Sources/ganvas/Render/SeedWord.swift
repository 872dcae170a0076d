import ArgumentParser
import Studio
import Synthesis

/// A seed as it is written: a number, or a word, which is the same seed in the studio.
struct SeedWord: ExpressibleByArgument, Equatable, CustomStringConvertible {
  /// The seed.
  let seed: UInt32
  /// What was written.
  let description: String

  /// Seed 0.
  init() {
    seed = 0
    description = "0"
  }

  /// Reads a number of 32 bits, or any other word; `nil` for nothing, and for a number that is none
  /// of 32 bits.
  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    if let number = UInt32(argument) {
      seed = number
    } else if Double(argument) != nil {
      return nil
    } else {
      seed = Studio.seed(ofWord: argument)
    }
    description = argument
  }

  /// Where it leads with a model: to the code of a word the model knows, else to the seed.
  func source(in capabilities: Capabilities) -> LatentState.Source {
    UInt32(description) == nil
      ? capabilities.source(ofWord: description, seed: Studio.seed(ofWord:)) : .seed(seed)
  }

  /// For the help.
  var defaultValueDescription: String { description }
}
