import Studio
import Terminal

/// The help pages: what one does now comes first; behind them one list of all keys.
struct HelpCard {
  let help: HelpState
  let state: StudioState

  /// A page: its name, and lines under headings. A line's keys are buttons.
  struct Page {
    var name: String
    var sections: [(heading: String, lines: [String])]
  }

  func draw(in area: CellRect, into painter: inout Painter) {
    guard !help.showsList else { return drawList(in: area, into: &painter) }
    let index = min(max(0, help.page), Self.pages.count - 1)
    let shown = Self.pages[index]
    let display = painter.display
    let shownIn =
      display.pictureWords.isEmpty
      ? 0 : display.text(display.pictureWords).wrapped(to: 64).count
    let lines = shown.sections.reduce(shownIn) { $0 + $1.lines.count }
    let frame = CardFrame(
      title: [Span("?", .strong), Span(" Help: \(shown.name)")],
      note: "\(index + 1) of \(Self.pages.count + 1)",
      keys: [
        [
          Span("←", .strong, .press(.key(.left))), Span("→", .strong, .press(.key(.right))),
          Span(" page"),
        ], [Span("typing searches all keys")],
      ], size: CellSize(columns: 78, rows: lines + 2))
    let inside = frame.draw(in: area, into: &painter)
    var row = 0
    for section in shown.sections {
      painter.text(section.heading, in: inside.line(row), .focus)
      for line in section.lines {
        drawLine(line, in: inside.line(row).dropLeft(10), into: &painter)
        row += 1
      }
    }
    guard shownIn > 0 else { return }
    painter.text("SHOWN IN", in: inside.line(row), .focus)
    painter.paragraph(display.pictureWords, in: inside.dropTop(row).dropLeft(10), .quiet)
  }

  private func drawList(in area: CellRect, into painter: inout Painter) {
    let rows = help.rows
    let frame = CardFrame(
      title: [Span("?", .strong), Span(" All keys")], note: "\(rows.count)",
      keys: [
        [Span("typing narrows")], Span.key("↑", "↓ choose"), Span.key("Enter", "do it"),
      ], size: CellSize(columns: 78, rows: min(area.rows, 30)))
    var inside = frame.draw(in: area, into: &painter)
    painter.line([Span("> ", .focus)] + help.query.spans, in: inside.cutTop(1))
    painter.cardRule(in: inside.cutTop(1))
    if rows.isEmpty { painter.text("no key like this", in: inside.line(0), .quiet) }
    painter.list(rows, selected: help.selected, in: inside) { painter, row, line, isChosen in
      var rest = line
      let key = rest.cutLeft(11)
      switch row {
      case .key(let name, let words):
        painter.text(name, in: key, .strong)
        painter.text(words, in: rest)
      case .command(let command):
        let own = painter.keymap.key(of: command)
        painter.text(own ?? ":", in: key, own == nil ? .quiet : .strong)
        let isPossible = command.availability(in: state) == .available
        painter.text(
          command.title, in: rest, isPossible ? (isChosen ? .strong : .normal) : .quiet)
        // The name that config.toml knows it by.
        let name = [Span(command.rawValue, .quiet)]
        if painter.width(of: [Span(command.title + "  ")]) + painter.width(of: name) <= rest.columns
        {
          painter.line(name, in: rest, trailing: true)
        }
      }
    }
  }

  /// A line in which `*b*` marks a key.
  private func drawLine(_ line: String, in rect: CellRect, into painter: inout Painter) {
    var spans: [Span] = []
    for (index, piece) in line.split(separator: "*", omittingEmptySubsequences: false).enumerated()
    where !piece.isEmpty {
      if index.isMultiple(of: 2) {
        spans.append(Span(String(piece)))
      } else {
        spans.append(Span(String(piece), .strong, .press(.key(named: String(piece)))))
      }
    }
    painter.line(spans, in: rect)
  }

  /// All pages. `*…*` marks a key.
  static let pages: [Page] = [
    Page(
      name: "the brush on the map",
      sections: [
        (
          "HAND",
          [
            "*Space* pen down, pen up     *Enter* one dab, as a click would do",
            "*←**↑**↓**→* or *h* *j* *k* *l* move; keep pressing and they speed up",
            "*[* *]* thinner, thicker   *=* type the size   *B* shape   *m* mirror",
          ]
        ),
        (
          "LABELS",
          [
            "1-9 recent   */* search   *x* the one before   *i* pick from the map",
            "*F* replace everywhere   *H* hold: dim all other labels",
          ]
        ),
        (
          "OBJECTS",
          [
            "*n* new object: next stroke, each, never   *Tab* next object",
            "*I* go on with the object under the cursor   *a* its styles",
          ]
        ),
        (
          "TOOLS",
          [
            "*b* brush  *e* eraser  *f* fill  *L* line  *r* rectangle  *o* oval",
            "*s* select: *y* copy *p* stamp *X* split *J* join *F* relabel *Del* empty",
          ]
        ),
        ("", ["A tool's key again takes its variant."]),
        (
          "ALWAYS",
          ["*u* undo  *U* redo  *:* find a command  *!* messages  *q* quit"]
        ),
      ]),
    Page(
      name: "the picture",
      sections: [
        (
          "LATENT",
          [
            "*d* die: a new seed    *D* type a seed, or a word: a word is a seed",
            "*,* *.* the seed before, the seed after",
            "*t* type ψ (1: as it is, 0: the typical one)   *T* to 1, back",
            "*G* take the light and style of a photo",
          ]
        ),
        (
          "COMPARE",
          [
            "*c* hold: show A    *C* this picture is A from now on",
            "*v* beside, blend, wipe, difference    *(* *)* less, more of it",
            "*V* map as an inset, picture alone, both    *%* nine dice at once",
          ]
        ),
        (
          "TRUTH",
          [
            "*R* exact picture now, in fp32. The title says what you see:",
            "bf16 or fp32, stale 2 (two steps old), exact in 80×96 (corners)",
          ]
        ),
        ("FILES", ["*W* write the picture now (PNG)    *E* export card"]),
        ("", ["The brush works here too: paint on the picture, the map follows."]),
      ]),
    Page(
      name: "labels and numbers",
      sections: [
        (
          "PALETTE",
          [
            "*/* focus it and search: type a part of the name, *Enter* takes it",
            "*Tab* labels, or the objects of the label in hand",
            "The number at the right is the label's share of the map.",
            "≈ stands by colours that look alike; the map shows their signs.",
          ]
        ),
        (
          "INSPECTOR",
          [
            "A click focuses it; *↑* *↓* row, *←* *→* change, *[* *]* ten steps,",
            "a digit or *Enter* types, *Del* brings the default back.",
          ]
        ),
        (
          "NUMBERS",
          [
            "Every valid value is rendered while you type. *Enter* keeps it,",
            "*Esc* brings the old one back. The wheel turns numbers, too.",
          ]
        ),
      ]),
    Page(
      name: "panes and mouse",
      sections: [
        (
          "FOCUS",
          [
            "One pane has the focus: its title is heavy and reversed.",
            "Letters mean the same in all; arrows, Space, digits act there.",
          ]
        ),
        (
          "VIEW",
          [
            "*+* *-* zoom both, *0* fit    *_* names on the map    *#* grid    *;* panels",
            "*PgUp* *PgDn* Home End: a quarter, the edge   *g* photo under the map",
          ]
        ),
        (
          "MOUSE",
          [
            "left: the tool   right click: pick the label   right drag: pan",
            "wheel: zoom at the pointer   a click on a printed key is the key",
            "Shift with the mouse selects text, as in any terminal.",
          ]
        ),
        (
          "STYLES",
          [
            "*a* styles of the selected object or of the label in hand: *←* *→*",
            "try, *Enter* keeps, *Esc* as it was, *A* all of the label, *d* surprise,",
            "*y* copy, *P* paste, *[* *]* nudge, *Tab* component, *Del* own away.",
          ]
        ),
        (
          "WALK",
          [
            "*K* puts a keyframe: *K* d *K* d *K* is a film    *w* its timeline",
            "*←* *→* frame   *↑* *↓* keyframe   *Space* plays   *[* *]* move it",
            "*Tab*, then *[* *]*: frames, fps, path, speed, loop, ease, hold",
          ]
        ),
      ]),
    Page(
      name: "latent space",
      sections: [
        (
          "FLY",
          [
            "*z* the Latent pane. Seed = x + 100 y; in between four blend.",
            "*←* *↑* *↓* *→* or a drag fly, *Space* drifts, a click goes there.",
            "*,* *.* seed before, after   *d* die   *D* type   *+* *-* wheel: zoom",
          ]
        ),
        (
          "STARS",
          ["*Enter* stars this place   1-9 go to a star   *Del* takes it away"]
        ),
        (
          "ψ",
          [
            "*[* *]* ψ by 0.05   *t* type it   *0* the mean (ψ 0)   *T* to 1, back",
            "cutoff: layers from there on keep ψ 1; each layer has its own ψ",
          ]
        ),
        (
          "LAYERS",
          [
            "*Tab* plane, layers, stars. *↑* *↓* row, *←* *→* change, *Space* switches:",
            "a layer into the mix; *[* *]* its ψ; *Del* default; *Enter* types.",
          ]
        ),
        (
          "CLASSES",
          [
            "*/* find by name, *Enter* takes one, *Space* mixes it in, *[* *]* share,",
            "*Tab* the mixture, *Del* out of it, 1-9 recent, *0* all alike.",
          ]
        ),
        ("FILES", ["*:* latent: load and save .npy .npz .safetensors"]),
      ]),
    Page(
      name: "sessions, models, leaving",
      sections: [
        (
          "FILES",
          [
            "*O* sessions   *N* new map: template, image, empty   *S* named copy",
            "*M* models    *G* photo    *E* export    *W* write the picture now",
          ]
        ),
        (
          "SAFE",
          [
            "Everything is kept as you go. After a crash the session",
            "opens at the last stroke, with undo all the way back.",
          ]
        ),
        (
          "LONG WORK",
          ["Its bar says what remains; *^C* stops it. Painting never waits."]
        ),
        (
          "LEAVE",
          [
            "*q* quits without a question    *^Z* to the shell, fg returns",
            "*^L* draws everything anew    own keys: in config.toml",
          ]
        ),
      ]),
  ]
}
