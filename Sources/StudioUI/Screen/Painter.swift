import Studio
import Terminal

/// A piece of a line: text, ink, and what a click on it does.
struct Span: Hashable {
  var text: String
  var ink: Ink = .normal
  var target: HitTarget?

  init(_ text: String, _ ink: Ink = .normal, _ target: HitTarget? = nil) {
    self.text = text
    self.ink = ink
    self.target = target
  }
}

/// A buffer being drawn together with what its places stand for.
struct Painter {
  var buffer: CellBuffer
  var hits = HitMap()
  /// The picture drawn last.
  var pictureCells: PictureCells?
  /// Texts that had no room and end in `…`: a finished screen should have none but long names.
  private(set) var shortened: [String] = []
  let display: Display
  /// The keys as they are bound, which are the ones to print.
  let keymap: Keymap

  init(size: CellSize, display: Display, keymap: Keymap = Keymap()) {
    buffer = CellBuffer(size)
    self.display = display
    self.keymap = keymap
  }

  /// A span whose text is a key, with the key that does it now.
  private func keyed(_ span: Span) -> Span {
    guard case .press(.character(let sign))? = span.target, span.text == String(sign) else {
      return span
    }
    var printed = span
    printed.text = String(keymap.printed(sign))
    return printed
  }

  /// Columns a line of spans takes.
  func width(of spans: [Span]) -> Int {
    spans.reduce(0) { $0 + SignWidth.columns(of: display.text($1.text)) }
  }

  /// Draws spans from the left edge of a rectangle's first row. What does not fit ends in `…` after
  /// a whole word; a text with a caret scrolls so that the caret is seen.
  /// - Returns: The column behind the last span.
  @discardableResult
  mutating func line(_ spans: [Span], in rect: CellRect, trailing: Bool = false) -> Int {
    let line = rect.line(0)
    let spans = fitted(keymap.own.isEmpty ? spans : spans.map(keyed), to: line.columns)
    var column = trailing ? max(line.column, line.endColumn - width(of: spans)) : line.column
    for span in spans {
      let start = column
      column = buffer.write(
        display.text(span.text), at: CellPoint(column: column, row: line.row),
        style: display.style(span.ink), clippedTo: line)
      if let target = span.target {
        let drawn = CellRect(column: start, row: line.row, columns: column - start, rows: 1)
        hits.add(drawn.intersection(line), target)
      }
    }
    return column
  }

  private var ellipsis: String { display.usesUnicode ? "…" : ".." }

  /// The spans, shortened to a width.
  private mutating func fitted(_ spans: [Span], to columns: Int) -> [Span] {
    guard columns > 0, width(of: spans) > columns else { return spans }
    if let caret = spans.firstIndex(where: { $0.text == "▌" }), caret > 0 {
      return scrolled(spans, caret: caret, to: columns)
    }
    shortened.append(spans.map(\.text).joined())
    var kept: [Span] = []
    var left = columns - ellipsis.count
    for span in spans {
      let width = SignWidth.columns(of: display.text(span.text))
      if width <= left {
        kept.append(span)
        left -= width
        continue
      }
      // Whole words only; a single long one is cut.
      let text = display.text(span.text)
      var part = text.fitted(to: max(0, left), ellipsis: "")
      if let blank = part.lastIndex(of: " ") { part = String(part[..<blank]) }
      var last = span
      last.text = part + ellipsis
      kept.append(last)
      break
    }
    return kept
  }

  /// Spans of which the one before the caret is shown from its end.
  private func scrolled(_ spans: [Span], caret: Int, to columns: Int) -> [Span] {
    var shown = Array(spans[..<(caret - 1)])
    var left = max(1, columns - width(of: shown) - 1)
    let before = display.text(spans[caret - 1].text)
    let after = caret + 1 < spans.count ? display.text(spans[caret + 1].text) : ""
    let ahead = min(SignWidth.columns(of: after), left / 3)
    left -= ahead
    var head = spans[caret - 1]
    head.text = before
    if SignWidth.columns(of: before) > left {
      let reversed = String(before.reversed()).fitted(
        to: max(0, left - ellipsis.count), ellipsis: "")
      head.text = ellipsis + String(reversed.reversed())
    }
    shown += [head, spans[caret]]
    if caret + 1 < spans.count {
      var tail = spans[caret + 1]
      tail.text = after.fitted(to: ahead, ellipsis: "")
      shown.append(tail)
    }
    return shown
  }

  /// Draws groups of spans with two blanks between, as many as fit; the first ones matter most.
  @discardableResult
  mutating func groups(_ groups: [[Span]], in rect: CellRect, gap: Int = 2) -> Int {
    let line = rect.line(0)
    var column = line.column
    for group in groups {
      let width = width(of: group)
      guard column + width <= line.endColumn else { break }
      let place = CellRect(column: column, row: line.row, columns: width, rows: 1)
      self.line(group, in: place)
      column += width + gap
    }
    return column
  }

  /// Draws text in one ink, ending in `…` where it does not fit.
  mutating func text(
    _ text: String, in rect: CellRect, _ ink: Ink = .normal, trailing: Bool = false
  ) {
    let shown = display.text(text)
    if SignWidth.columns(of: shown) > rect.columns, rect.columns > 0 { shortened.append(text) }
    buffer.write(
      shown, in: rect, style: display.style(ink), trailing: trailing, ellipsis: ellipsis)
  }

  /// Draws text over several rows, broken between words.
  /// - Returns: Rows used.
  @discardableResult
  mutating func paragraph(_ text: String, in rect: CellRect, _ ink: Ink = .normal) -> Int {
    let lines = display.text(text).wrapped(to: rect.columns)
    let isCut = lines.count > rect.rows
    if isCut { shortened.append(text) }
    for (index, line) in lines.prefix(rect.rows).enumerated() {
      let goesOn = isCut && index == rect.rows - 1
      buffer.write(
        goesOn ? line + " " + ellipsis : line, in: rect.line(index), style: display.style(ink),
        ellipsis: ellipsis)
    }
    return min(lines.count, rect.rows)
  }

  /// Draws the rule of a pane's title row: heavy and focused, or quiet.
  mutating func rule(in rect: CellRect, isFocused: Bool) {
    buffer.drawRule(
      isFocused ? display.box.heavy : display.box.horizontal, in: rect,
      style: display.style(isFocused ? .focus : .quiet))
  }
}

extension Span {
  /// A key and its words, as a button: `f fill`.
  static func key(_ key: String, _ words: String, _ target: HitTarget? = nil) -> [Span] {
    let target = target ?? .press(.key(named: key))
    return [Span(key, .strong, target), Span(" " + words, .normal, target)]
  }
}

extension TerminalEvent {
  /// The event of a key as it is printed on the screen: `f`, `Space`, `Enter`, `^C`.
  static func key(named name: String) -> TerminalEvent {
    switch name {
    case "Space": return .character(" ")
    case "Enter": return .key(.enter)
    case "Esc": return .key(.escape)
    case "Tab": return .key(.tab)
    case "Del": return .key(.delete)
    case "↑": return .key(.up)
    case "↓": return .key(.down)
    case "←": return .key(.left)
    case "→": return .key(.right)
    case "PgUp": return .key(.pageUp)
    case "PgDn": return .key(.pageDown)
    default:
      if name.count == 2, name.first == "^", let letter = name.lowercased().last {
        return .key(.control(letter))
      }
      return .character(name.first ?? " ")
    }
  }
}

extension String {
  /// The text in lines of at most `columns`, broken between words; a word longer than a line is
  /// cut.
  func wrapped(to columns: Int) -> [String] {
    guard columns > 0 else { return [] }
    var lines: [String] = []
    for paragraph in split(separator: "\n", omittingEmptySubsequences: false) {
      var line = ""
      for word in paragraph.split(separator: " ") {
        let joined = line.isEmpty ? String(word) : line + " " + word
        if SignWidth.columns(of: joined) <= columns {
          line = joined
          continue
        }
        if !line.isEmpty { lines.append(line) }
        line = String(word)
        while SignWidth.columns(of: line) > columns {
          let head = line.fitted(to: columns, ellipsis: "")
          guard !head.isEmpty else { break }
          lines.append(head)
          line = String(line.unicodeScalars.dropFirst(head.unicodeScalars.count))
        }
      }
      lines.append(line)
    }
    return lines
  }
}
