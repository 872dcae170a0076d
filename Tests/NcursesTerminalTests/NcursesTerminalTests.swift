import NcursesTerminal
import Terminal
import Testing

@Suite("Terminal choices") struct TerminalConfigurationTests {
  @Test(
    "The environment decides the colours",
    arguments: [
      (["TERM": "xterm-256color", "COLORTERM": "truecolor"], 256, .trueColor),
      (["TERM": "xterm-256color", "COLORTERM": "24bit"], 256, .trueColor),
      (["TERM": "xterm-direct"], 0x100_0000, .trueColor),
      (["TERM": "xterm-256color"], 256, .indexed256),
      (["TERM": "xterm-16color"], 16, .sixteen),
      (["TERM": "xterm"], 8, .eight),
      (["TERM": "vt100"], 0, .monochrome),
      (["TERM": "dumb"], 8, .monochrome),
      (["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"], 256, .monochrome),
      (["TERM": "xterm-256color", "NO_COLOR": ""], 256, .indexed256),
    ] as [([String: String], Int, ColorDepth)])
  func automatic(environment: [String: String], colors: Int, depth: ColorDepth) {
    let configuration = TerminalConfiguration()
    #expect(configuration.depth(environment: environment, colors: colors) == depth)
  }

  @Test("A flag beats the environment") func flag() {
    let environment = ["TERM": "vt100", "NO_COLOR": "1"]
    let configuration = TerminalConfiguration(color: .truecolor)
    #expect(configuration.depth(environment: environment, colors: 0) == .trueColor)
  }

  @Test("Without a terminal it says what to do instead") func noTerminal() {
    #expect(TerminalError.notATerminal.description.contains("ganvas render"))
    #expect(TerminalError.unknownTerminal(name: "foot").description.contains("foot"))
  }
}
