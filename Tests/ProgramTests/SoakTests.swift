import Foundation
import Testing

/// Long use of the real program: painting, scrubbing, models in turn, undo, playing. Started by
/// `Scripts/soak MINUTES`, which names the program and says how long.
@Suite(
  "An hour of use", .serialized,
  .enabled(
    if: BuiltProgram.path != nil && BuiltProgram.number("GANVAS_SOAK_MINUTES") != nil,
    "not tested: takes long; Scripts/soak 60"))
struct SoakTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("ganvas-soak-\(UUID().uuidString)")

  /// What was measured at a moment at which the first model's picture was ready and nothing worked.
  private struct Measurement {
    var seconds: Double
    var megabytes: Int
    var tensors: Int
  }

  private func start() throws -> PseudoTerminal {
    let environment = ProcessInfo.processInfo.environment
    let variables = [
      "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8",
      "HOME": folder.path, "PATH": "/usr/bin:/bin",
      "LD_LIBRARY_PATH": environment["LD_LIBRARY_PATH"] ?? "",
    ]
    let executable = try #require(BuiltProgram.path)
    let terminal = PseudoTerminal(
      executable,
      [
        "studio", "--sessions", folder.path, "--session", "soak", "--exports", folder.path,
        "--model", Self.models[0],
      ],
      environment: variables, columns: 200, rows: 60)
    return try #require(terminal)
  }

  /// Shipped models, in turn; more than are kept at once. The first one is measured with, the last
  /// one has no map.
  private static let models = ["landscape", "village", "skies"]

  /// Whether the picture is the one of the map on the screen.
  private static func isReady(_ screen: String) -> Bool {
    guard let title = screen.split(separator: "\n").first(where: { $0.contains("Picture ") }) else {
      return false
    }
    return title.contains(" ready ") && !title.contains("stale") && !title.contains("rendering")
  }

  /// Puts the docks away and opens the Inspector, which says how many tensors live.
  private func settle(_ terminal: PseudoTerminal) {
    for (title, key) in [(" w Walk", "w"), (" z Latent", "z")] {
      for _ in 0..<3 where terminal.text.contains(title) {
        terminal.send(key)
        _ = terminal.wait(seconds: 2) { !$0.contains(title) }
      }
    }
    for _ in 0..<3 where !terminal.text.contains("MACHINE") {
      terminal.send(";")
      _ = terminal.wait(seconds: 2) { $0.contains("MACHINE") }
    }
  }

  /// The number before a word on the screen.
  private static func number(before word: String, on screen: String) -> Int? {
    guard let end = screen.range(of: " " + word) else { return nil }
    return Int(String(screen[..<end.lowerBound].reversed().prefix { $0.isNumber }.reversed()))
  }

  /// Lets the first model show the map exactly, and measures.
  private func measure(
    _ terminal: PseudoTerminal, since start: Date, _ list: inout [Measurement]
  ) {
    load(Self.models[0], on: terminal)
    settle(terminal)
    terminal.send("R")
    _ = terminal.wait(seconds: 0.5) { _ in false }
    let isCurrent = terminal.wait(seconds: 180) { Self.isReady($0) }
    #expect(isCurrent, "the picture stays stale:\n\(terminal.text)")
    // The Inspector measures once a second, when something happens.
    for _ in 0..<2 {
      _ = terminal.wait(seconds: 1.2) { _ in false }
      terminal.send("\u{1B}[A")
      _ = terminal.wait(seconds: 1) { _ in false }
    }
    let seconds = Date().timeIntervalSince(start)
    let measured = Measurement(
      seconds: seconds, megabytes: (terminal.residentBytes ?? 0) >> 20,
      tensors: Self.number(before: "tensors", on: terminal.text) ?? -1)
    list.append(measured)
    let line = String(
      format: "soak %6.1f min  %4d MB  %5d tensors\n", seconds / 60, measured.megabytes,
      measured.tensors)
    // At once, whoever reads it: the run is long.
    FileHandle.standardError.write(Data(line.utf8))
  }

  private func load(_ model: String, on terminal: PseudoTerminal) {
    terminal.send("\u{1B}\u{1B}M" + model)
    _ = terminal.wait(seconds: 1) { _ in false }
    terminal.send("\r")
    #expect(
      terminal.wait(seconds: 180) { Self.isReady($0) },
      "\(model) does not get ready:\n\(terminal.text)")
  }

  @Test("Memory and tensors come back to where they were, and no picture stays stale")
  func soak() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let minutes = Double(try #require(BuiltProgram.number("GANVAS_SOAK_MINUTES")))
    let terminal = try start()
    #expect(terminal.wait(seconds: 180) { Self.isReady($0) }, "\(terminal.text)")
    terminal.send("\u{1B}")
    _ = terminal.wait(seconds: 1) { _ in false }
    let start = Date()
    var random = SystemRandomNumberGenerator()
    var measurements: [Measurement] = []
    // Every model once, before anything is compared.
    for model in Self.models { load(model, on: terminal) }
    terminal.send("KdKdK")
    measure(terminal, since: start, &measurements)
    var round = 0
    while Date().timeIntervalSince(start) < 60 * minutes {
      try #require(!terminal.hasEnded, "the program has ended:\n\(terminal.text)")
      round += 1
      for _ in 0..<12 { paint(on: terminal, &random) }
      terminal.send(String(repeating: "u", count: Int.random(in: 1...8, using: &random)))
      terminal.send(String(repeating: "U", count: Int.random(in: 0...4, using: &random)))
      #expect(terminal.wait(seconds: 180) { Self.isReady($0) }, "after painting:\n\(terminal.text)")
      walk(on: terminal, &random)
      if round % 2 == 0 {
        load(Self.models[round / 2 % Self.models.count], on: terminal)
        paint(on: terminal, &random)
      }
      measure(terminal, since: start, &measurements)
    }
    terminal.send("q")
    #expect(terminal.exitStatus(within: 60) == 0)
    report(measurements)
  }

  /// A stroke somewhere, and sometimes new dice or another label.
  private func paint(on terminal: PseudoTerminal, _ random: inout SystemRandomNumberGenerator) {
    func cell() -> (Int, Int) {
      (Int.random(in: 8...60, using: &random), Int.random(in: 6...40, using: &random))
    }
    var (column, row) = cell()
    terminal.send("\u{1B}[<0;\(column);\(row)M")
    for _ in 0..<6 {
      column += Int.random(in: -4...4, using: &random)
      row += Int.random(in: -2...2, using: &random)
      terminal.send("\u{1B}[<32;\(max(2, column));\(max(3, row))M")
      _ = terminal.wait(seconds: 0.03) { _ in false }
    }
    terminal.send("\u{1B}[<0;\(max(2, column));\(max(3, row))m")
    switch Int.random(in: 0..<6, using: &random) {
    case 0: terminal.send("d")
    case 1: terminal.send("x")
    case 2: terminal.send("\(Int.random(in: 1...5, using: &random))")
    default: break
    }
    _ = terminal.wait(seconds: 0.2) { _ in false }
  }

  /// Scrubs and plays the walk, then leaves it.
  private func walk(on terminal: PseudoTerminal, _ random: inout SystemRandomNumberGenerator) {
    terminal.send("w")
    for _ in 0..<20 {
      terminal.send(
        ["\u{1B}[C", "\u{1B}[D", ".", ",", "1", "2", "3"].randomElement(using: &random) ?? "")
      _ = terminal.wait(seconds: 0.1) { _ in false }
    }
    terminal.send(" ")
    _ = terminal.wait(seconds: 6) { _ in false }
    terminal.send(" \u{1B}\u{1B}")
    _ = terminal.wait(seconds: 0.5) { _ in false }
  }

  private func report(_ measurements: [Measurement]) {
    guard let first = measurements.first, let last = measurements.last else { return }
    let middle = measurements[measurements.count / 2]
    for (name, one) in [("start", first), ("middle", middle), ("end", last)] {
      print(
        String(
          format: "%@: %.1f min, %d MB, %d tensors", name, one.seconds / 60, one.megabytes,
          one.tensors))
    }
    // Flat from the fifth minute on; a short run is compared with its first third.
    let early =
      measurements.first { $0.seconds >= 300 } ?? measurements[measurements.count / 3]
    #expect(
      Double(last.megabytes) <= 1.15 * Double(early.megabytes),
      "\(early.megabytes) MB became \(last.megabytes)")
    #expect(last.megabytes < 600)
    // Two models are kept; which the second one is differs from round to round.
    let known = measurements.filter { $0.seconds <= early.seconds }.map(\.tensors)
    #expect(known.contains(last.tensors) && last.tensors > 0, "\(last.tensors), not \(known)")
  }
}
