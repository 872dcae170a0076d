import ArgumentParser

/// `ganvas sweep`: grids of pictures over models, seeds, ψ, styles, maps and any render option.
struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Render a grid: every combination of models, seeds, psi, styles, maps, options.",
    discussion: """
      A plan is JSON with axes, which are options of render, and with options that are the same for \
      all. Without a further word the options are those of `run`.

      Example:
        {"options": {"precision": "float32"},
         "axes": {"models": ["skies", "biomes"], "seeds": "1-200", "psi": [0.5, 0.7, 1]}}
        ganvas sweep plan.json -o grid/ --dry
        ganvas sweep plan.json -o grid/ --shard 0/4
        ganvas sweep sheet grid/ --rows seed --columns psi

      Exit codes: 0 all pictures are there, 1 some failed, 2 wrong usage, 75 stopped: the same \\
      command goes on; 143 stopped by SIGTERM.
      """,
    subcommands: [SweepRunCommand.self, SweepSheetCommand.self],
    defaultSubcommand: SweepRunCommand.self)
}
