import ArgumentParser

/// `ganvas scenes`: procedural landscapes with their maps, as pictures or as films.
struct ScenesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenes",
    abstract: "Draw procedural landscapes with label and instance maps.",
    discussion: """
      The pictures carry nobody's licence: they are drawn from seeds. Without a further word the \
      options are those of `draw`.

      Example:
        ganvas scenes --count 100 -o data/landscapes
        ganvas scenes --count 24 --sheet sheet.png
        ganvas scenes film --seed 7 --frames 48 -o data/film
        ganvas scenes --list

      Exit codes: 0 all are there, 1 some could not be written, 2 wrong usage.
      """,
    subcommands: [DrawScenesCommand.self, FilmScenesCommand.self],
    defaultSubcommand: DrawScenesCommand.self)
}
