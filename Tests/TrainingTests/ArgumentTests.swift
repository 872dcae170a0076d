import ArgumentParser
import Generators
import Testing

@testable import Training

/// Flags that cannot be are refused in words before anything is computed; none of them traps.
@Suite("Arguments of training") struct ArgumentTests {
  private func isRefused(_ family: String, _ arguments: [String]) throws -> Bool {
    let family = try #require(TrainableFamilyTable.builtIn[family])
    func parse<Arguments: TrainingArguments>(_ type: Arguments.Type) -> Bool {
      do {
        _ = try type.parse(["--scenes", "4", "-o", "none"] + arguments)
        return false
      } catch {
        return true
      }
    }
    return parse(family.arguments)
  }

  @Test(
    "Counts and sizes that no run can have",
    arguments: ["spade", "pix2pixhd", "stylegan", "stylegan2", "biggan", "ssgan"])
  func common(family: String) throws {
    #expect(try !isRefused(family, []))
    for wrong in [
      ["--batch", "-1"], ["--batch", "0"], ["--batch", "100000"], ["--size", "0"],
      ["--size", "63"], ["--size", "1000000"], ["--pictures", "0"], ["--pictures", "-5"],
    ] {
      #expect(try isRefused(family, wrong), "\(family) \(wrong)")
    }
    for wrong in ["0", "-1", "99999999999"] {
      #expect(throws: (any Error).self) { try ExampleOptions.parse(["--scenes", wrong]) }
    }
  }

  @Test(
    "Options of one family",
    arguments: [
      ("pix2pixhd", ["--downsamplings", "64"]), ("pix2pixhd", ["--downsamplings", "-1"]),
      ("pix2pixhd", ["--ngf", "0"]), ("pix2pixhd", ["--enhancers", "64"]),
      ("pix2pixhd", ["--crop", "4096"]), ("pix2pixhd", ["--layers", "1"]),
      ("spade", ["--ngf", "0"]), ("spade", ["--crop", "512"]), ("spade", ["--z", "-1"]),
      ("spade", ["--measure", "0"]), ("biggan", ["--discriminator-steps", "0"]),
      ("stylegan", ["--largest", "0"]), ("stylegan2", ["--mapping", "0"]),
    ])
  func own(family: String, arguments: [String]) throws {
    #expect(try isRefused(family, arguments))
  }

  @Test("Configurations are checked once more as a whole, stored ones too") func configurations() {
    var spade = SPADETrainingConfiguration(generator: SPADEConfiguration(labelCount: 3))
    #expect(throws: Never.self) { try spade.validate() }
    spade.generatorRate = .nan
    #expect(throws: ConfigurationError.self) { try spade.validate() }
    spade = SPADETrainingConfiguration(generator: SPADEConfiguration(labelCount: 3))
    spade.crop = 100
    #expect(throws: ConfigurationError.self) { try spade.validate() }
    var pair = Pix2PixHDTrainingConfiguration(
      generator: Pix2PixHDConfiguration(labelCount: 3), pictures: 100)
    #expect(throws: Never.self) { try pair.validate() }
    pair.generator.downsamplings = 64
    #expect(throws: ConfigurationError.self) { try pair.validate() }
    pair.generator.downsamplings = 4
    pair.discriminator.ndf = 0
    #expect(throws: ConfigurationError.self) { try pair.validate() }
  }
}
