import ArgumentParser
import Generators

/// `ganvas directions principal`.
struct PrincipalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "principal",
    abstract: "Principal components of w (GANSpace): where seeds differ most.",
    discussion: """
      Maps seeded latents to w and takes the directions along which they vary most; a step along one is \
      one standard deviation. The file has GANSpace's form: comp, mean, std.

      Example:
        ganvas directions principal skies -o skies-pca.npz
        ganvas render --model skies --seed 3 --direction skies-pca.npz:0=2 -o a.png

      Exit codes: 0 written, 1 failed, 2 wrong usage.
      """)

  @OptionGroup var options: ComputingOptions

  @Option(help: "Latents that are sampled.")
  var samples = 10_240

  @Option(help: "Seed of what is drawn.")
  var seed: UInt64 = 0

  func validate() throws {
    guard (2...10_000_000).contains(samples) else {
      throw ValidationError("--samples is a number from 2 to 10000000")
    }
  }

  func run() throws {
    let model = try options.loaded()
    try DirectionsCommand.write(
      try .principal(of: model, samples: samples, count: options.components, seed: seed),
      to: options.output)
  }
}
