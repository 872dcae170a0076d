import Foundation
import Terminal

/// Asks the terminal what it can do: one write, and at most a tenth of a second of waiting. An
/// answer that comes later is kept for the next start.
struct CapabilityProbe {
  /// Longest wait for the last answer, seconds.
  static let deadline = 0.1

  /// What was answered, now or, if nothing was, at an earlier start.
  private(set) var answers: TerminalAnswers
  /// What somebody typed meanwhile.
  private(set) var typed: [UInt8]

  private var reader: AnswerReader
  private let cache: AnswerCache

  /// Asks and waits. The terminal must not echo and not wait for whole lines.
  init(environment: [String: String], cache file: String?) {
    cache = AnswerCache(file: file, environment: environment)
    let isInTmux = !(environment["TMUX"] ?? "").isEmpty
    reader = AnswerReader(isInTmux: isInTmux)
    answers = TerminalAnswers()
    typed = []
    guard Self.isWorthAsking(environment["TERM"] ?? "") else { return }
    let question = Array(TerminalAnswers.questions(inTmux: isInTmux).utf8)
    guard
      question.withUnsafeBytes({ write(STDOUT_FILENO, $0.baseAddress, $0.count) })
        == question.count
    else { return }
    let start = ContinuousClock.now
    while !reader.answers.isComplete {
      let left = Self.deadline - (ContinuousClock.now - start) / .seconds(1)
      var source = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      guard left > 0, poll(&source, 1, Int32((left * 1000).rounded(.up))) > 0 else { break }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      guard count > 0 else { break }
      reader.feed(chunk.prefix(count))
    }
    typed = reader.typed
    if reader.answers.isComplete {
      answers = reader.answers
      cache.store(answers)
    } else if let earlier = cache.load() {
      answers = earlier
    } else {
      answers = reader.answers
    }
  }

  /// Looks at what arrives after the wait; the input decoder drops answers by itself.
  /// - Returns: Whether the last answer came, and said something else than was thought.
  mutating func hear(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard !reader.answers.isComplete else { return false }
    reader.feed(bytes)
    guard reader.answers.isComplete else { return false }
    cache.store(reader.answers)
    defer { answers = reader.answers }
    return answers != reader.answers
  }

  /// Whether kitty's pictures may come to this terminal.
  var mayHaveKitty: Bool { answers.hasKittyGraphics || !reader.answers.isComplete }

  /// Terminals that would print the question instead of answering it.
  private static func isWorthAsking(_ term: String) -> Bool {
    !(term.isEmpty || term == "dumb" || term == "linux" || term.hasPrefix("vt") || term == "ansi")
  }
}

/// What terminals answered at earlier starts, in one small file.
struct AnswerCache {
  private let file: String?
  /// What tells terminals apart before they are asked.
  private let key: String

  /// More terminals than anyone sits at; the file is begun anew then.
  private static let most = 64

  init(file: String?, environment: [String: String]) {
    self.file = file
    let client = environment["SSH_CONNECTION"]?.split(separator: " ").first.map(String.init)
    let names = ["TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "LC_TERMINAL"]
    key =
      (names.map { environment[$0] ?? "" }
      + [client ?? "", (environment["TMUX"] ?? "").isEmpty ? "" : "tmux"])
      .joined(separator: "|")
  }

  /// The answers of this terminal, if it gave any before.
  func load() -> TerminalAnswers? { all()[key] }

  /// Keeps answers; a file that cannot be written only costs the memory.
  func store(_ answers: TerminalAnswers) {
    guard let file else { return }
    var known = all()
    if known[key] == answers { return }
    if known.count >= Self.most { known = [:] }
    known[key] = answers
    guard let data = try? JSONEncoder().encode(known) else { return }
    let url = URL(fileURLWithPath: file)
    try? FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? data.write(to: url, options: .atomic)
  }

  private func all() -> [String: TerminalAnswers] {
    guard let file, let data = FileManager.default.contents(atPath: file), data.count < 1 << 20
    else { return [:] }
    return (try? JSONDecoder().decode([String: TerminalAnswers].self, from: data)) ?? [:]
  }
}
