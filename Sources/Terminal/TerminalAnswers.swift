/// What a terminal says about itself when it is asked.
public struct TerminalAnswers: Hashable, Sendable, Codable {
  /// Its name and version as XTVERSION has them, for instance `kitty(0.26.5)`.
  public var version: String?
  /// The same of the terminal outside of tmux.
  public var outerVersion: String?
  /// Whether it takes kitty's pictures.
  public var hasKittyGraphics = false
  /// Whether the terminal outside of tmux does, through tmux.
  public var hasOuterKittyGraphics = false
  /// What DA1 lists: 4 are sixels.
  public var attributes: [Int] = []
  /// Width of a cell in pixels.
  public var cellWidth: Int?
  /// Height of a cell in pixels.
  public var cellHeight: Int?
  /// Colours that sixels may have at once.
  public var sixelColors: Int?
  /// Whether it names a direct colour capability (XTGETTCAP RGB).
  public var hasTrueColor = false
  /// Whether it knows synchronized output (mode 2026).
  public var hasSynchronizedOutput = false
  /// Whether DA1, the last question, was answered: nothing more will come.
  public var isComplete = false

  /// Nothing was said.
  public init() {}

  /// All questions, DA1 last: every terminal answers it, so its answer ends the wait.
  /// - Parameter inTmux: Whether to ask the terminal outside of tmux too.
  public static func questions(inTmux: Bool) -> String {
    let kitty = "\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\"
    let outer = inTmux ? "\u{1B}_Gi=32,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[>0q" : ""
    let passed =
      outer.isEmpty ? "" : String(decoding: TmuxPassage.wrap(Array(outer.utf8)), as: UTF8.self)
    return passed + "\u{1B}[>0q" + (inTmux ? "" : kitty)
      + "\u{1B}P+q524742\u{1B}\\\u{1B}[16t\u{1B}[?2026$p\u{1B}[?1;1;0S\u{1B}[c"
  }
}

/// Picks the answers out of what arrives from a terminal, and keeps the rest, which somebody typed.
public struct AnswerReader: Sendable {
  /// What was said so far.
  public private(set) var answers = TerminalAnswers()
  /// What was no answer.
  public private(set) var typed: [UInt8] = []
  private var pending: [UInt8] = []
  private let isInTmux: Bool

  /// A longer sequence is no answer.
  private static let longest = 1024

  /// - Parameter isInTmux: Whether two terminals may answer.
  public init(isInTmux: Bool = false) {
    self.isInTmux = isInTmux
  }

  /// Takes what arrived.
  public mutating func feed(_ bytes: some Sequence<UInt8>) {
    pending.append(contentsOf: bytes)
    while !pending.isEmpty {
      guard pending[0] == 0x1B else {
        let end = pending.firstIndex(of: 0x1B) ?? pending.count
        typed.append(contentsOf: pending[..<end])
        pending.removeFirst(end)
        continue
      }
      guard let length = Self.length(of: pending) else {
        if pending.count > Self.longest {
          typed.append(contentsOf: pending)
          pending = []
        }
        return
      }
      let sequence = Array(pending.prefix(length))
      pending.removeFirst(length)
      if !take(sequence) { typed.append(contentsOf: sequence) }
    }
  }

  /// Ends the wait: the beginning of a sequence that never went on counts as typed.
  public mutating func finish() {
    typed.append(contentsOf: pending)
    pending = []
  }

  /// Bytes of the escape sequence that begins here; `nil` when it is not complete.
  private static func length(of bytes: [UInt8]) -> Int? {
    guard bytes.count > 1 else { return nil }
    switch bytes[1] {
    case UInt8(ascii: "["):
      let end = bytes.dropFirst(2).firstIndex { !(0x20..<0x40).contains($0) }
      return end.map { $0 + 1 }
    case UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "]"):
      for index in 2..<bytes.count {
        if bytes[index] == 7 { return index + 1 }
        if bytes[index] == 0x1B, index + 1 < bytes.count { return index + 2 }
      }
      return nil
    default: return 2
    }
  }

  private mutating func take(_ sequence: [UInt8]) -> Bool {
    let text = String(decoding: sequence.dropFirst(2), as: UTF8.self)
    switch sequence[1] {
    case UInt8(ascii: "P"):
      if text.hasPrefix(">|") { return takeVersion(Self.body(text.dropFirst(2))) }
      if text.hasPrefix("1+r") { answers.hasTrueColor = true }
      return text.hasPrefix("1+r") || text.hasPrefix("0+r")
    case UInt8(ascii: "_"):
      guard text.hasPrefix("G") else { return false }
      let isOuter = text.contains("i=32")
      if text.contains(";OK") {
        if isOuter {
          answers.hasOuterKittyGraphics = true
        } else {
          answers.hasKittyGraphics = true
        }
      }
      return true
    case UInt8(ascii: "["): return takeControl(text)
    default: return false
    }
  }

  /// The text before the terminator.
  private static func body(_ text: some StringProtocol) -> String {
    String(text.unicodeScalars.prefix { $0 != "\u{1B}" && $0 != "\u{7}" }.map(Character.init))
  }

  private mutating func takeVersion(_ version: String) -> Bool {
    // What a terminal says of itself goes into messages: only what can be printed.
    let name = String(version.prefix(60).filter { $0.isASCII && $0 >= " " && $0 != "\u{7F}" })
    if isInTmux, !name.hasPrefix("tmux") {
      answers.outerVersion = name
    } else {
      answers.version = name
    }
    return true
  }

  private mutating func takeControl(_ text: String) -> Bool {
    guard let final = text.last else { return false }
    let inside = text.dropLast()
    let numbers = inside.drop { !$0.isNumber }.split(separator: ";").map {
      Int($0.prefix { $0.isNumber }) ?? 0
    }
    switch final {
    case "c" where inside.hasPrefix("?"):
      answers.attributes = numbers
      answers.isComplete = true
      return true
    case "t" where numbers.first == 6 && numbers.count == 3:
      if (1...256).contains(numbers[1]), (1...256).contains(numbers[2]) {
        answers.cellHeight = numbers[1]
        answers.cellWidth = numbers[2]
      }
      return true
    case "y" where inside.hasPrefix("?2026;"):
      answers.hasSynchronizedOutput = [1, 2, 3].contains(numbers.last ?? 0)
      return true
    case "S" where inside.hasPrefix("?1;"):
      if numbers.count >= 3, numbers[1] == 0 { answers.sixelColors = numbers[2] }
      return true
    default: return false
    }
  }
}
