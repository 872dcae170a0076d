import ArgumentParser
import Foundation

/// How examples get to the training thread.
struct LoadingOptions: ParsableArguments {
  @Option(help: "Threads that draw examples; cores − 2 if absent, at least 1.")
  var loaders: Int?

  @Option(
    help: """
      How often a drawn example is used, each time mirrored, cut and lit a little differently; 1 on \
      the CPU and 8 on a GPU if absent, and what the run began with when it goes on.
      """)
  var uses: Int?

  func validate() throws {
    guard (1...256).contains(loaders ?? 1) else {
      throw ValidationError("--loaders is 1 to 256")
    }
    guard (1...64).contains(uses ?? 1) else { throw ValidationError("--uses is 1 to 64") }
  }

  /// Puts into a run's options what was asked for.
  func apply(to options: inout TrainingOptions) {
    if let loaders { options.loaders = loaders }
    options.uses = uses
  }
}
