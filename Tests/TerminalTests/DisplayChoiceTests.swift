import Terminal
import Testing

@Suite("Which display") struct DisplayChoiceTests {
  func answers(_ parts: [String], isInTmux: Bool = false) -> TerminalAnswers {
    var reader = AnswerReader(isInTmux: isInTmux)
    for part in parts { reader.feed(Array(part.utf8)) }
    reader.finish()
    return reader.answers
  }

  @Test("Answers of terminals, in pieces of any size", arguments: [1, 3, 7, 1000])
  func reading(size: Int) {
    let said =
      "\u{1B}P>|kitty(0.26.5)\u{1B}\\\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P1+r524742\u{1B}\\\u{1B}[6;18;9t"
      + "\u{1B}[?2026;2$y\u{1B}[?1;0;256S\u{1B}[?62;4;22c"
    var reader = AnswerReader()
    var bytes = Array(said.utf8)[...]
    while !bytes.isEmpty {
      reader.feed(bytes.prefix(size))
      bytes = bytes.dropFirst(size)
    }
    let answers = reader.answers
    #expect(answers.version == "kitty(0.26.5)")
    #expect(answers.hasKittyGraphics && answers.hasTrueColor && answers.hasSynchronizedOutput)
    #expect(answers.cellWidth == 9 && answers.cellHeight == 18)
    #expect(answers.sixelColors == 256 && answers.attributes == [62, 4, 22])
    #expect(answers.isComplete && reader.typed.isEmpty)
  }

  @Test("What was typed meanwhile is kept, also between answers") func typed() {
    var reader = AnswerReader()
    reader.feed(Array("ab\u{1B}[?6cq\u{1B}[A\u{1B}[".utf8))
    reader.finish()
    #expect(reader.answers.isComplete)
    #expect(String(decoding: reader.typed, as: UTF8.self) == "abq\u{1B}[A\u{1B}[")
  }

  @Test("Wrong answers change nothing") func wrong() {
    let answers = answers([
      "\u{1B}[6;0;9t", "\u{1B}[6;99999;9t", "\u{1B}_Gi=31;ENOTSUP\u{1B}\\", "\u{1B}[?1;3;0S",
      "\u{1B}P0+r524742\u{1B}\\", "\u{1B}[?2026;0$y",
    ])
    #expect(answers == TerminalAnswers())
  }

  @Test("A name cannot carry signs that control a terminal") func names() {
    let answers = answers(["\u{1B}P>|ev\u{8}il\u{1B}\\"])
    #expect(answers.version == "evil")
  }

  func choice(
    _ wanted: DisplayMode = .auto, term: String = "xterm-256color", said: [String] = [],
    tmux: Bool = false, passes: Bool = false, screen: Bool = false, depth: ColorDepth = .trueColor,
    unicode: Bool = true, cell: DotGrid? = DotGrid(columns: 8, rows: 16)
  ) -> DisplayChoice {
    DisplayChoice(
      wanted,
      DisplayFacts(
        term: term, isInTmux: tmux, passesThrough: passes, isInScreen: screen, depth: depth,
        usesUnicode: unicode, answers: answers(said, isInTmux: tmux), cellPixels: cell))
  }

  let ok = "\u{1B}_Gi=31;OK\u{1B}\\"
  let outerOK = "\u{1B}_Gi=32;OK\u{1B}\\"
  func named(_ name: String) -> String { "\u{1B}P>|\(name)\u{1B}\\" }
  let end = "\u{1B}[?62;22c"
  let sixels = "\u{1B}[?62;4;22c"

  @Test("Kitty: placements, placeholders from 0.28 on") func kitty() {
    #expect(choice(said: [named("kitty(0.26.5)"), ok, end]).graphics == .kitty)
    #expect(choice(said: [named("kitty(0.28.0)"), ok, end]).graphics == .kittyPlaceholders)
    #expect(choice(said: [named("ghostty 1.1.3"), ok, end]).graphics == .kittyPlaceholders)
    #expect(choice(said: [ok, end]).graphics == .kitty)
  }

  @Test("Sixels where DA1 lists them and the cell's size is known") func sixel() {
    #expect(choice(said: [named("XTerm(379)"), sixels]).graphics == .sixel(colors: 256))
    #expect(
      choice(said: [named("XTerm(379)"), "\u{1B}[?1;0;16S", sixels]).graphics == .sixel(colors: 16))
    let without = choice(said: [sixels], cell: nil)
    #expect(without.graphics == nil && without.reason.contains("pixels"))
  }

  @Test("Signs by table, half blocks for the unknown") func signs() {
    #expect(choice(said: [named("kitty(0.26.5)"), end]).signs == .sextants)
    #expect(choice(said: [named("foot(1.13.1)"), end]).signs == .sextants)
    #expect(choice(said: [named("XTerm(379)"), end]).signs == .quadrants)
    #expect(choice(said: [end]).signs == .halfBlocks)
    #expect(choice(.octants, said: [end]).signs == .octants)
    #expect(choice(unicode: false).signs == .ascii)
    #expect(choice(depth: .monochrome).signs == .shades)
    #expect(choice(.kitty, depth: .monochrome).graphics == nil)
  }

  @Test("tmux: only with pass-through and placeholders outside; screen: signs") func multiplexers()
  {
    let kitty = [named("tmux 3.4"), outerOK, named("kitty(0.32.2)"), end]
    #expect(choice(said: kitty, tmux: true, passes: true).graphics == .kittyPlaceholders)
    #expect(choice(said: kitty, tmux: true).graphics == nil)
    #expect(choice(said: kitty, tmux: true).reason.contains("allow-passthrough"))
    let old = [named("tmux 3.4"), outerOK, named("kitty(0.26.5)"), end]
    #expect(choice(said: old, tmux: true, passes: true).graphics == nil)
    #expect(choice(said: [named("tmux 3.5"), sixels], tmux: true).graphics == .sixel(colors: 256))
    #expect(choice(term: "screen.xterm", said: [sixels], screen: true).graphics == nil)
  }

  @Test("No answer is said to be none") func silent() {
    let silent = choice()
    #expect(silent.graphics == nil && silent.signs == .halfBlocks)
    #expect(silent.reason.contains("did not answer"))
  }
}
