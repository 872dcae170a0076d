/// The first sequence in a run of bytes from a terminal.
struct InputSequence {
  /// What the run begins with.
  enum Parsed: Equatable {
    /// One event, and the bytes it took.
    case event(TerminalEvent, used: Int)
    /// Several at once.
    case events([TerminalEvent], used: Int)
    /// A bracketed paste begins.
    case pasteBegins(used: Int)
    /// Something without meaning here.
    case nothing(used: Int)
    /// More bytes are needed.
    case incomplete
  }

  private let bytes: ArraySlice<UInt8>
  /// Whether no more bytes will come.
  private let isFinal: Bool

  init(_ bytes: ArraySlice<UInt8>, isFinal: Bool) {
    self.bytes = bytes
    self.isFinal = isFinal
  }

  private func byte(_ index: Int) -> UInt8? {
    index < bytes.count ? bytes[bytes.startIndex + index] : nil
  }

  func parse() -> Parsed {
    guard let first = byte(0) else { return .incomplete }
    switch first {
    case 0x1B: return parseEscape()
    case 0x0D, 0x0A: return .event(.key(.enter), used: 1)
    case 0x09: return .event(.key(.tab), used: 1)
    case 0x08, 0x7F: return .event(.key(.backspace), used: 1)
    case 0x00: return .event(.key(.control("@")), used: 1)
    case 0x01...0x1A: return .event(.key(.control(letter(first + 0x60))), used: 1)
    case 0x1C...0x1F: return .event(.key(.control(letter(first + 0x40))), used: 1)
    case 0x20..<0x7F: return .event(.character(letter(first)), used: 1)
    default: return parseUTF8(lead: first)
    }
  }

  private func letter(_ value: UInt8) -> Character { Character(Unicode.Scalar(value)) }

  private func parseUTF8(lead: UInt8) -> Parsed {
    let length: Int
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return .nothing(used: 1)
    }
    for index in 1..<length {
      guard let next = byte(index) else {
        return isFinal ? .nothing(used: bytes.count) : .incomplete
      }
      if next & 0xC0 != 0x80 { return .nothing(used: index) }
    }
    let text = String(decoding: bytes.prefix(length), as: UTF8.self)
    guard let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1,
      scalar != "\u{FFFD}" || lead == 0xEF, scalar.value >= 0xA0
    else { return .nothing(used: length) }
    return .event(.character(Character(scalar)), used: length)
  }

  private func parseEscape() -> Parsed {
    guard let second = byte(1) else {
      return isFinal ? .event(.key(.escape), used: 1) : .incomplete
    }
    switch second {
    case UInt8(ascii: "["): return parseControlSequence()
    case UInt8(ascii: "O"): return parseSingleShift()
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"),
      UInt8(ascii: "X"):
      return parseString()
    case 0x1B: return .event(.key(.escape), used: 1)
    default:
      // Alt with a key arrives as ESC and the key: nothing here is bound to Alt, so it is dropped,
      // except where it is a mere ESC typed fast before a key.
      let inner = InputSequence(bytes.dropFirst(), isFinal: isFinal).parse()
      switch inner {
      case .event(.key(let key, let modifiers), let used):
        return .event(.key(key, modifiers.union(.alt)), used: used + 1)
      case .event(let event, let used):
        return .events([.key(.escape), event], used: used + 1)
      case .nothing(let used): return .nothing(used: used + 1)
      case .incomplete: return .incomplete
      default: return .nothing(used: 2)
      }
    }
  }

  /// `ESC O x`: keypad and function keys in application mode.
  private func parseSingleShift() -> Parsed {
    guard let third = byte(2) else {
      return isFinal
        ? .events([.key(.escape), .character("O")], used: 2) : .incomplete
    }
    if let key = Self.finals[third] { return .event(.key(key), used: 3) }
    switch third {
    case UInt8(ascii: "M"): return .event(.key(.enter), used: 3)
    case UInt8(ascii: "I"): return .event(.key(.tab), used: 3)
    case UInt8(ascii: "j")...UInt8(ascii: "y"):  // keypad: * + , - . / 0 … 9
      return .event(.character(letter(third - 0x40)), used: 3)
    case 0x1B: return .nothing(used: 2)
    default: return .nothing(used: 3)
    }
  }

  /// OSC, DCS, APC, PM, SOS: answers of the terminal, up to BEL or ST.
  private func parseString() -> Parsed {
    var index = 2
    while let next = byte(index) {
      if next == 0x07 { return .nothing(used: index + 1) }
      if next == 0x1B {
        guard let after = byte(index + 1) else { break }
        return .nothing(used: after == UInt8(ascii: "\\") ? index + 2 : index)
      }
      index += 1
    }
    return isFinal ? .nothing(used: bytes.count) : .incomplete
  }

  /// `ESC [ parameters intermediates final`.
  private func parseControlSequence() -> Parsed {
    // The Linux console sends F1…F5 as ESC [ [ A…E.
    if byte(2) == UInt8(ascii: "[") {
      guard let fourth = byte(3) else { return isFinal ? .nothing(used: 3) : .incomplete }
      let number = Int(fourth) - 0x40
      return (1...5).contains(number)
        ? .event(.key(.function(number)), used: 4) : .nothing(used: 4)
    }
    var index = 2
    while let next = byte(index), (0x20..<0x40).contains(next) { index += 1 }
    guard let final = byte(index) else {
      if !isFinal { return .incomplete }
      return index == 2
        ? .events([.key(.escape), .character("[")], used: 2) : .nothing(used: bytes.count)
    }
    let used = index + 1
    // A new ESC or a control byte inside breaks the sequence off.
    guard (0x40..<0x7F).contains(final) else { return .nothing(used: index) }
    let inside = Array(bytes.dropFirst(2).prefix(index - 2))
    if final == UInt8(ascii: "M"), inside.isEmpty { return parseOldMouse(used: used) }
    if inside.first == UInt8(ascii: "<") {
      return parseMouse(Array(inside.dropFirst()), final: final, used: used)
    }
    if let first = inside.first, (0x3C..<0x40).contains(first) { return .nothing(used: used) }
    return parseKey(ControlParameters(inside), final: final, used: used)
  }

  private func parseKey(_ parameters: ControlParameters, final: UInt8, used: Int) -> Parsed {
    let modifiers = Modifiers(rawValue: max(0, parameters[1, default: 1] - 1) & 7)
    if final == UInt8(ascii: "I"), parameters.isEmpty { return .event(.focus(true), used: used) }
    if final == UInt8(ascii: "O"), parameters.isEmpty { return .event(.focus(false), used: used) }
    if final == UInt8(ascii: "Z") { return .event(.key(.backTab, .shift), used: used) }
    if let key = Self.finals[final] { return .event(.key(key, modifiers), used: used) }
    if final == UInt8(ascii: "u") {
      return parseUnicodeKey(parameters[0, default: 0], modifiers, used: used)
    }
    guard final == UInt8(ascii: "~") || final == UInt8(ascii: "^") || final == UInt8(ascii: "$")
    else { return .nothing(used: used) }
    let number = parameters[0, default: 0]
    if number == 200 { return .pasteBegins(used: used) }
    if number == 27 { return parseUnicodeKey(parameters[2, default: 0], modifiers, used: used) }
    guard let key = Self.numbered[number] else { return .nothing(used: used) }
    return .event(.key(key, modifiers), used: used)
  }

  /// `CSI code ; modifiers u` of the kitty protocol and of xterm's `modifyOtherKeys`.
  private func parseUnicodeKey(_ code: Int, _ modifiers: Modifiers, used: Int) -> Parsed {
    switch code {
    case 13: return .event(.key(.enter, modifiers), used: used)
    case 27: return .event(.key(.escape, modifiers), used: used)
    case 9:
      return modifiers.contains(.shift)
        ? .event(.key(.backTab, modifiers), used: used)
        : .event(.key(.tab, modifiers), used: used)
    case 8, 127: return .event(.key(.backspace, modifiers), used: used)
    default:
      guard code >= 0x20, code < 0xE000 || code > 0xF8FF,
        let scalar = UInt32(exactly: code).flatMap(Unicode.Scalar.init)
      else { return .nothing(used: used) }
      if modifiers.contains(.control) {
        return .event(.key(.control(Character(scalar))), used: used)
      }
      return .event(.character(Character(scalar)), used: used)
    }
  }

  /// `ESC [ < b ; x ; y M|m`: press and drag end in `M`, release in `m`.
  private func parseMouse(_ inside: [UInt8], final: UInt8, used: Int) -> Parsed {
    let parameters = ControlParameters(inside)
    guard final == UInt8(ascii: "M") || final == UInt8(ascii: "m"), parameters.count >= 3
    else { return .nothing(used: used) }
    return pointer(
      code: parameters[0, default: 0], column: parameters[1, default: 1] - 1,
      row: parameters[2, default: 1] - 1, released: final == UInt8(ascii: "m"), used: used)
  }

  /// `ESC [ M b x y` with each value a byte raised by 32.
  private func parseOldMouse(used: Int) -> Parsed {
    guard let button = byte(used), let column = byte(used + 1), let row = byte(used + 2) else {
      return isFinal ? .nothing(used: bytes.count) : .incomplete
    }
    guard button >= 32, column > 32, row > 32 else { return .nothing(used: used + 3) }
    let code = Int(button) - 32
    return pointer(
      code: code, column: Int(column) - 33, row: Int(row) - 33,
      released: code & 0x43 == 3 && code & 32 == 0, used: used + 3)
  }

  private func pointer(code: Int, column: Int, row: Int, released: Bool, used: Int) -> Parsed {
    guard column >= 0, row >= 0, column < 10_000, row < 10_000 else {
      return .nothing(used: used)
    }
    let buttons: [PointerEvent.Button] = [.left, .middle, .right, .none]
    var modifiers: Modifiers = []
    if code & 4 != 0 { modifiers.insert(.shift) }
    if code & 8 != 0 { modifiers.insert(.alt) }
    if code & 16 != 0 { modifiers.insert(.control) }
    let point = CellPoint(column: column, row: row)
    if code & 64 != 0 {
      guard code & 3 < 2 else { return .nothing(used: used) }  // sideways
      let wheel = PointerEvent.Phase.wheel(code & 3 == 0 ? 1 : -1)
      return .event(
        .pointer(PointerEvent(wheel, at: point, button: .none, modifiers: modifiers)),
        used: used)
    }
    let button = buttons[code & 3]
    let phase: PointerEvent.Phase
    if released {
      phase = .released
    } else if code & 32 != 0 {
      phase = button == .none ? .moved : .dragged
    } else {
      phase = .pressed
    }
    return .event(
      .pointer(PointerEvent(phase, at: point, button: button, modifiers: modifiers)), used: used)
  }

  /// Keys by their final byte, after `ESC [` and after `ESC O`.
  private static let finals: [UInt8: Key] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right,
    UInt8(ascii: "D"): .left, UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end,
    UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2),
    UInt8(ascii: "R"): .function(3), UInt8(ascii: "S"): .function(4),
  ]

  /// Keys by their number in `ESC [ n ~`.
  private static let numbered: [Int: Key] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
    23: .function(11), 24: .function(12),
  ]
}

/// The numbers of a control sequence; missing ones read as the default given.
struct ControlParameters {
  private let values: [Int?]

  /// Reads `n ; n ; n`; of sub-parameters after a colon only the first counts. Numbers above
  /// 999 999 999 are cut.
  init(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else {
      values = []
      return
    }
    values = bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
      var value: Int?
      for byte in $0 {
        guard (0x30...0x39).contains(byte) else { break }
        value = min((value ?? 0) * 10 + Int(byte) - 0x30, 999_999_999)
      }
      return value
    }
  }

  var isEmpty: Bool { values.isEmpty }
  var count: Int { values.count }

  subscript(index: Int, default missing: Int) -> Int {
    index < values.count ? values[index] ?? missing : missing
  }
}
