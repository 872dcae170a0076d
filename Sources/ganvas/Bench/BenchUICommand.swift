import ArgumentParser
import Foundation
import NcursesTerminal
import Terminal

/// `ganvas bench ui`: how quickly the screen follows the hand, on a pseudo-terminal.
struct BenchUICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ui",
    abstract: "Measure the studio's screen: input to screen, bytes sent, idle processor time.",
    discussion: """
      Starts the studio on a pseudo-terminal, strokes across the map with the mouse while pictures \
      are rendered, and reads what it draws. input: from a mouse report to the end of the next \
      frame. stroke: bytes from the press until the screen rests, picture included. redraw: bytes \
      of a whole screen (Ctrl-L), and per cell of it. idle: processor time per second of rest. \
      torn: bytes outside of synchronized frames.

      Examples:
        ganvas bench ui
        ganvas bench ui --display sextants --model village --strokes 60
        ganvas bench ui --display half --color 256 --json
      """)

  @Option(help: "One display; all glyph modes if absent.")
  var display: DisplayMode?

  @Option(help: "Colours: truecolor, 256, 16 or 8; with all displays truecolor and each of them.")
  var color: TerminalConfiguration.ColorMode?

  @Option(help: "Columns of the window.")
  var columns = 200

  @Option(help: "Rows of the window.")
  var rows = 60

  @Option(help: "Strokes of twelve drags each.")
  var strokes = 25

  @Option(help: "Model that renders; the studio's own choice if absent.")
  var model: String?

  @Flag(help: "One JSON object per line.")
  var json = false

  func validate() throws {
    guard (80...500).contains(columns), (24...300).contains(rows) else {
      throw ValidationError("the window must be from 80×24 to 500×300")
    }
    guard (1...10_000).contains(strokes) else {
      throw ValidationError("--strokes is a number from 1 to 10000")
    }
  }

  func run() throws {
    let all: [(DisplayMode, TerminalConfiguration.ColorMode)] = [
      (.half, .truecolor), (.quadrants, .truecolor), (.sextants, .truecolor),
      (.octants, .truecolor), (.half, .indexed), (.half, .sixteen), (.half, .eight),
      (.ascii, .truecolor),
    ]
    let chosen = display.map { [($0, color ?? .truecolor)] } ?? all
    for (display, color) in chosen {
      let result = try UIBench(
        display: display, color: color, columns: columns, rows: rows, strokes: strokes,
        model: model
      ).run()
      print(json ? try result.json() : result.line)
    }
  }
}
