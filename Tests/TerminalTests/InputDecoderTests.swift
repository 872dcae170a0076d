import Terminal
import Testing

/// All events of a text that arrives in one piece, with the wait after it over.
func decoded(_ text: String) -> [TerminalEvent] {
  var decoder = InputDecoder()
  return decoder.feed(Array(text.utf8)) + decoder.timeout()
}

func pointer(
  _ phase: PointerEvent.Phase, _ column: Int, _ row: Int,
  button: PointerEvent.Button = .left, modifiers: Modifiers = []
) -> TerminalEvent {
  .pointer(
    PointerEvent(
      phase, at: CellPoint(column: column, row: row), button: button, modifiers: modifiers))
}

@Suite("Bytes to events") struct InputDecoderTests {
  @Test(
    "Keys",
    arguments: [
      ("\u{1B}[A", .key(.up)), ("\u{1B}OB", .key(.down)), ("\u{1B}[1;5C", .key(.right, .control)),
      ("\u{1B}[1;2D", .key(.left, .shift)), ("\u{1B}[H", .key(.home)), ("\u{1B}[4~", .key(.end)),
      ("\u{1B}[5~", .key(.pageUp)), ("\u{1B}[6;5~", .key(.pageDown, .control)),
      ("\u{1B}[3~", .key(.delete)), ("\u{1B}[Z", .key(.backTab, .shift)), ("\t", .key(.tab)),
      ("\r", .key(.enter)), ("\u{7F}", .key(.backspace)), ("\u{8}", .key(.backspace)),
      ("\u{3}", .key(.control("c"))), ("\u{1A}", .key(.control("z"))),
      ("\u{0}", .key(.control("@"))),
      ("\u{1B}OP", .key(.function(1))), ("\u{1B}[11~", .key(.function(1))),
      ("\u{1B}[[A", .key(.function(1))), ("\u{1B}[24~", .key(.function(12))),
      ("\u{1B}[27u", .key(.escape)), ("\u{1B}[97;5u", .key(.control("a"))),
      ("a", .character("a")), ("é", .character("é")), ("ψ", .character("ψ")),
      ("海", .character("海")), ("😀", .character("😀")), ("\u{1B}", .key(.escape)),
      ("\u{1B}[I", .focus(true)), ("\u{1B}[O", .focus(false)), ("\u{1B}Oq", .character("1")),
    ] as [(String, TerminalEvent)])
  func keys(bytes: String, event: TerminalEvent) {
    #expect(decoded(bytes) == [event])
  }

  @Test(
    "Mouse",
    arguments: [
      ("\u{1B}[<0;1;1M", pointer(.pressed, 0, 0)),
      ("\u{1B}[<32;12;7M", pointer(.dragged, 11, 6)),
      ("\u{1B}[<0;250;80m", pointer(.released, 249, 79)),
      ("\u{1B}[<2;5;5M", pointer(.pressed, 4, 4, button: .right)),
      ("\u{1B}[<33;5;5M", pointer(.dragged, 4, 4, button: .middle)),
      ("\u{1B}[<35;5;5M", pointer(.moved, 4, 4, button: .none)),
      ("\u{1B}[<64;5;5M", pointer(.wheel(1), 4, 4, button: .none)),
      ("\u{1B}[<65;5;5M", pointer(.wheel(-1), 4, 4, button: .none)),
      ("\u{1B}[<20;5;5M", pointer(.pressed, 4, 4, modifiers: [.shift, .control])),
      ("\u{1B}[M !!", pointer(.pressed, 0, 0)),
      ("\u{1B}[M#!!", pointer(.released, 0, 0, button: .none)),
    ] as [(String, TerminalEvent)])
  func mouse(bytes: String, event: TerminalEvent) {
    #expect(decoded(bytes) == [event])
  }

  @Test("A burst of drags arrives whole and in order") func burst() {
    let bytes = (1...40).map { "\u{1B}[<32;\($0);3M" }.joined()
    #expect(decoded(bytes) == (0..<40).map { pointer(.dragged, $0, 2) })
  }

  @Test("Pasted text comes in one piece, with its escapes inside") func paste() {
    #expect(
      decoded("\u{1B}[200~one\ntwo \u{1B}[A\u{1B}[201~x")
        == [.paste("one\ntwo \u{1B}[A"), .character("x")])
  }

  @Test("Answers of the terminal are never taken for typing") func answers() {
    let answers =
      "\u{1B}[?62;4c\u{1B}]11;rgb:0000/0000/0000\u{1B}\\\u{1B}P>|xterm(390)\u{1B}\\\u{1B}[?2026;2$y"
    #expect(decoded(answers + "q") == [.character("q")])
    #expect(decoded("\u{1B}]52;c;!\u{7}q") == [.character("q")])
  }

  @Test("Broken sequences are dropped whole, what follows is read") func broken() {
    #expect(decoded("\u{1B}[12\u{1B}[A") == [.key(.up)])
    #expect(decoded("\u{1B}[<0;1M" + "a") == [.character("a")])
    #expect(decoded("\u{1B}[<99999999999999999999;1;1M" + "a") == [.character("a")])
    #expect(decoded("\u{1B}[<0;0;0Ma") == [.character("a")])
    var decoder = InputDecoder()
    #expect(
      decoder.feed([0xC3, 0x28, 0xFF, 0xE2, 0x82, 0x41]) == [.character("("), .character("A")])
    #expect(decoder.feed([0xED, 0xA0, 0x80, 0x62]) == [.character("b")])
  }

  @Test("Escape before another key is Escape; Alt with a key is no letter's verb") func escape() {
    #expect(decoded("\u{1B}q") == [.key(.escape), .character("q")])
    #expect(decoded("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
    #expect(decoded("\u{1B}\r") == [.key(.enter, .alt)])
  }

  @Test("Wherever a sequence is cut, the events are the same", arguments: 0..<60)
  func cutAnywhere(seed: UInt64) {
    var random = SplitMix(state: seed)
    let parts = [
      "\u{1B}[<32;10;4M", "\u{1B}[1;5A", "é", "海", "x", "\u{1B}OP",
      "\u{1B}[200~p\u{1B}q\u{1B}[201~",
      "\u{1B}]11;rgb:1/2/3\u{1B}\\", "\u{1B}[6~", "\r",
    ]
    let bytes = Array((0..<12).map { _ in parts[random.int(0...parts.count - 1)] }.joined().utf8)
    var whole = InputDecoder()
    let expected = whole.feed(bytes)
    var pieces = InputDecoder()
    var events: [TerminalEvent] = []
    var position = 0
    while position < bytes.count {
      let end = min(bytes.count, position + random.int(1...4))
      events += pieces.feed(bytes[position..<end])
      position = end
    }
    #expect(events == expected)
    #expect(!pieces.isWaiting)
  }

  @Test("No bytes can trap it, and it always comes to rest", arguments: 0..<300)
  func anyBytes(seed: UInt64) {
    var random = SplitMix(state: seed)
    var decoder = InputDecoder()
    let likely: [UInt8] = [0x1B, 0x5B, 0x3C, 0x3B, 0x4D, 0x6D, 0x4F, 0x5D, 0x50, 0x07, 0x30, 0x39]
    for _ in 0..<20 {
      let bytes = (0..<random.int(0...40)).map { _ in
        random.int(0...2) == 0
          ? UInt8(random.int(0...255)) : likely[random.int(0...likely.count - 1)]
      }
      _ = decoder.feed(bytes)
      if random.int(0...3) == 0 { _ = decoder.timeout() }
    }
    _ = decoder.timeout()
    #expect(!decoder.isWaiting)
  }

  @Test("An endless sequence does not fill the memory or turn into typing") func endless() {
    var decoder = InputDecoder()
    var events: [TerminalEvent] = []
    events += decoder.feed(Array("\u{1B}]".utf8))
    for _ in 0..<5 { events += decoder.feed([UInt8](repeating: 0x61, count: 1000)) }
    #expect(events.count < 1000)
  }
}
