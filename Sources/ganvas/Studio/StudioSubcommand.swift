public import ArgumentParser
import Foundation
import Inference
import NcursesTerminal
import Tensors
import Terminal

/// `ganvas studio`, and `ganvas` alone: paint a label map and see it rendered.
struct StudioSubcommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "studio",
    abstract: "Paint a label map in the terminal and see it rendered while you paint.",
    discussion: """
      Opens the session you left last, or the example that comes with a checkout, or begins one \
      with the bay. Everything is kept as you go; an example becomes an own copy at your first \
      act. ? shows help inside, q leaves. Sessions lie in $XDG_STATE_HOME/ganvas/sessions, in a \
      checkout in its folder Sessions; exports go into the current folder.

      Examples:
        ganvas
        ganvas bay                      opens the session “bay”
        ganvas map-labels.png           begins a session with that map
        ganvas mine.ganvas              goes on with that model (a checkpoint folder works too)
        ganvas skies.ganvas             a model without a map: flies over its seeds
        ganvas studio --color 256 --no-mouse
        ganvas studio --display sextants
      """)

  @Argument(
    help: "A session, a label map (PNG), or a model or checkpoint to go on with.",
    completion: .file())
  var path: String?

  @Option(help: "Name of the session to open, made when there is none.")
  var session: String?

  @Option(help: "Name of a model, or the path of a package or checkpoint folder.")
  var model: String?

  @Option(
    help: """
      How pictures are shown: auto, kitty, sixel, iterm2, octants, sextants, quadrants, half or \
      ascii.
      """)
  var display: DisplayMode?

  @Option(help: "Colours: auto, mono, 8, 16, 256 or truecolor.")
  var color: TerminalConfiguration.ColorMode?

  @Flag(name: .customLong("no-mouse"), help: "Leave the mouse to the terminal.")
  var noMouse = false

  @Flag(help: "Show ASCII signs only.")
  var ascii = false

  @Option(help: "Folder of the sessions; the usual place if absent.", completion: .directory)
  var sessions: String?

  @Option(help: "Where exports are written; the current folder if absent.", completion: .directory)
  var exports: String?

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    if path != nil, session != nil {
      throw ValidationError("give a path or --session, not both")
    }
  }

  @MainActor func run() async throws {
    FreeMemory.keepHeapSmall()
    let places = ProgramPlaces()
    let studio = StudioPlaces(places, sessions: sessions)
    let settings = try StudioSettings.load(from: studio.settingsFile)
    let canAsk = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    let start = try StudioStart(self, studio, places, canAsk: canAsk)
    try StudioProgram(self, start, settings, studio, places).run()
  }
}

extension TerminalConfiguration.ColorMode: ExpressibleByArgument {}
extension DisplayMode: ExpressibleByArgument {}
