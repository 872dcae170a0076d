import ArgumentParser
import Foundation
import Generators
import Imaging
import Tensors
import Training

/// `ganvas models light`: seeds that draw real light, words that say which.
struct LightCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "light",
    abstract: "Fit a model's seeds to real light, and give words like dusk and snow codes.",
    discussion: """
      For models that take the style of a photo. Seeds draw from the codes of 240 drawn scenes instead \
      of the standard normal distribution, of which an encoder uses a part only; words such as dusk get \
      the mean code of scenes in that light, and --seed dusk and the studio's seed box then give dusk. \
      Other words stay seeds. --start is the seed or word a new session begins with. All of it is \
      written into the package's model.json; ganvas train pack does it by itself.

      Examples:
        ganvas models light landscape --start noon
        ganvas models light ./mine.ganvas --no-seeds --emphasis 1
      """)

  @Argument(help: "Name of a model, or the path of a package.")
  var model: String

  @Option(help: "Scenes of each word's light.")
  var layouts = LightWords().layouts

  @Option(help: "How far words' codes may go beyond the mean of all words; 1 leaves them.")
  var emphasis = LightWords().emphasis

  @Option(help: "The seed or word a new session begins with, chosen by eye.")
  var start: String?

  @Flag(inversion: .prefixedNo, help: "Find the words' codes.")
  var words = true

  @Flag(inversion: .prefixedNo, help: "Fit what seeds draw from.")
  var seeds = true

  @OptionGroup var processor: ThreadOptions

  func validate() throws {
    guard (1...1000).contains(layouts) else { throw ValidationError("--layouts is 1…1000") }
    guard (0.0...4).contains(emphasis) else { throw ValidationError("--emphasis is 0…4") }
    if let start, SeedWord(argument: start) == nil {
      throw ValidationError("--start is a seed or a word")
    }
  }

  func run() throws {
    guard case .package(let package) = try ProgramPlaces().library.find(model) else {
      throw ModelError.request(
        reason: "\(model) is no model package", advice: "Import it first: ganvas models import")
    }
    var finder = LightWords()
    finder.layouts = layouts
    finder.emphasis = emphasis
    var codes: [String: [Float]]?
    var prior: LatentPrior?
    if words || seeds {
      let generator = try LoadedModel.generator(named: model, processor)
      if words { codes = try finder.codes(of: generator) }
      if seeds { prior = try finder.prior(of: generator) }
    }
    let noted = try package.noting(prior: prior, words: codes, start: start)
    if let prior { print("seeds: \(prior.axes.count) directions of real light") }
    if let codes { print("words: " + codes.keys.sorted().joined(separator: ", ")) }
    if let start { print("sessions begin with seed \(start)") }
    if prior != nil {
      let library = ProgramPlaces().library
      let model = try FamilyTable.builtIn.load(noted, from: library)
      try noted.noting(codeDistance: model.codeDistance())
      try noted.noting(preview: model.preview())
    }
    print("written: \(PrintableText.line(package.folder.path))")
  }
}
