import ArgumentParser

/// What `ganvas train` asks for alike where style-based generators learn.
struct StyleOptions: ParsableArguments {
  @OptionGroup var run: RunOptions

  @Flag(help: "Learn from the skies of the scenes alone.")
  var skies = false

  @Option(help: "Channels times resolution (32768 in the reference).")
  var base = 4096

  @Option(help: "Largest number of channels (512 in the reference).")
  var largest = 128

  @Option(name: .customLong("z"), help: "Length of z and w.")
  var latent = 128

  @Option(help: "Layers of the mapping network (8 in the reference).")
  var mapping = 4

  func validate() throws {
    guard run.size >= 8, run.size.nonzeroBitCount == 1, run.size <= 1024 else {
      throw ValidationError("--size is a power of 2 from 8 to 1024")
    }
    guard base >= run.size, (1...2048).contains(largest), (1...8192).contains(latent),
      (1...32).contains(mapping)
    else { throw ValidationError("--base, --largest, --z or --mapping is out of range") }
  }

  /// Channels at 4×4, 8×8, … up to the pictures' side.
  var widths: [Int] {
    (2...run.size.trailingZeroBitCount).map { min(base >> $0, largest) }
  }

  /// What to learn from where there are no classes.
  var examples: RunOptions.Examples { skies ? .skies : .pictures }
}
