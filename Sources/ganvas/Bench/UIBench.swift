import Foundation
import NcursesTerminal
import Terminal

/// One run of the studio on a pseudo-terminal, measured from outside.
struct UIBench {
  let display: DisplayMode
  let color: TerminalConfiguration.ColorMode
  let columns: Int
  let rows: Int
  let strokes: Int
  let model: String?

  /// What was measured.
  struct Result: Codable {
    var display: String
    var color: String
    var window: String
    /// Milliseconds from input to the end of the next frame.
    var inputMedian: Double
    var inputP99: Double
    /// Inputs that no frame followed within half a second.
    var unanswered: Int
    var strokeBytesMedian: Int
    var redrawBytes: Int
    /// Bytes of a whole redraw per cell of the window.
    var redrawBytesPerCell: Double
    /// Bytes that came outside of synchronized frames after the start.
    var tornBytes: Int
    /// Share of one processor at rest.
    var idle: Double

    var line: String {
      let name = "\(display) \(color)".padding(toLength: 22, withPad: " ", startingAt: 0)
      return name
        + String(
          format: "input %5.1f ms, p99 %5.1f ms (%d unanswered) · stroke %6d B · ", inputMedian,
          inputP99, unanswered, strokeBytesMedian)
        + String(
          format: "redraw %7d B, %4.1f B/cell · idle %.2f %% · torn %d B", redrawBytes,
          redrawBytesPerCell, 100 * idle, tornBytes)
    }

    func json() throws -> String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }

  /// Why nothing could be measured.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  func run() throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-bench-\(getpid())-\(display.rawValue)-\(color.rawValue)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    guard let terminal = start(in: folder) else {
      throw Failure(description: "no pseudo-terminal could be opened")
    }
    defer { terminal.end() }
    var stream = FrameStream()
    guard settle(terminal, &stream, quiet: 2, longest: 60) > 0 else {
      throw Failure(description: "the studio drew nothing within a minute")
    }
    // No tour, no hover of an old place.
    terminal.send("\u{1B}")
    settle(terminal, &stream, quiet: 1, longest: 30)
    stream.torn = 0

    var latencies: [Double] = []
    var unanswered = 0
    var bytes: [Int] = []
    for stroke in 0..<strokes {
      let before = stream.count
      for (step, report) in reports(of: stroke).enumerated() {
        if let latency = answer(to: report, terminal, &stream) {
          if step > 0 { latencies.append(latency) }
        } else {
          unanswered += 1
        }
        read(terminal, &stream, for: 0.012)
      }
      settle(terminal, &stream, quiet: 0.5, longest: 8)
      bytes.append(stream.count - before)
    }
    settle(terminal, &stream, quiet: 1.5, longest: 20)
    let before = stream.count
    terminal.send("\u{0C}")
    settle(terminal, &stream, quiet: 0.4, longest: 3)
    let redraw = stream.count - before
    let used = terminal.processorSeconds
    read(terminal, &stream, for: 5)
    let idle = (terminal.processorSeconds - used) / 5
    latencies.sort()
    return Result(
      display: display.rawValue, color: color.rawValue, window: "\(columns)×\(rows)",
      inputMedian: 1000 * (Self.quantile(latencies, 0.5)),
      inputP99: 1000 * (Self.quantile(latencies, 0.99)), unanswered: unanswered,
      strokeBytesMedian: bytes.sorted()[bytes.count / 2], redrawBytes: redraw,
      redrawBytesPerCell: Double(redraw) / Double(columns * rows), tornBytes: stream.torn,
      idle: idle)
  }

  private func start(in folder: URL) -> TerminalProcess? {
    var environment = ProcessInfo.processInfo.environment
    for name in ["TMUX", "STY", "NO_COLOR", "SSH_CONNECTION", "SSH_TTY"] { environment[name] = nil }
    environment["TERM"] = "xterm-256color"
    environment["COLORTERM"] = "truecolor"
    environment["LANG"] = "C.UTF-8"
    environment["XDG_STATE_HOME"] = folder.path
    environment["XDG_CACHE_HOME"] = folder.path
    environment["XDG_CONFIG_HOME"] = folder.path
    var arguments = [
      "studio", "--sessions", folder.path, "--session", "bench", "--display", display.rawValue,
      "--color", color.rawValue,
    ]
    if let model { arguments += ["--model", model] }
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    return program.flatMap {
      TerminalProcess(
        $0, arguments, environment: environment, columns: columns, rows: rows)
    }
  }

  /// Mouse reports of a stroke across the map: a press, twelve drags, a release.
  private func reports(of stroke: Int) -> [String] {
    let row = rows / 4 + stroke * 7 % (rows / 3)
    let column = columns / 5 + stroke * 11 % (columns / 8)
    var reports = ["\u{1B}[<0;\(column);\(row)M"]
    for step in 1...12 { reports.append("\u{1B}[<32;\(column + step);\(row + step % 3)M") }
    reports.append("\u{1B}[<0;\(column + 12);\(row)m")
    return reports
  }

  /// Seconds until the end of the first frame after an input.
  private func answer(
    to report: String, _ terminal: TerminalProcess, _ stream: inout FrameStream
  ) -> Double? {
    // Frames that are on their way already answer nothing.
    stream.take(terminal.read(within: 0))
    let frames = stream.frames
    let start = ContinuousClock.now
    terminal.send(report)
    while stream.frames == frames {
      let waited = (ContinuousClock.now - start) / .seconds(1)
      guard waited < 0.5 else { return nil }
      stream.take(terminal.read(within: 0.5 - waited))
    }
    return (ContinuousClock.now - start) / .seconds(1)
  }

  private func read(
    _ terminal: TerminalProcess, _ stream: inout FrameStream, for seconds: Double
  ) {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      stream.take(terminal.read(within: max(0, (end - ContinuousClock.now) / .seconds(1))))
    }
  }

  /// Reads until nothing came for a while; the header's clock alone is nothing.
  /// - Returns: Bytes read.
  @discardableResult
  private func settle(
    _ terminal: TerminalProcess, _ stream: inout FrameStream, quiet: Double, longest: Double
  ) -> Int {
    let begin = stream.count
    let start = ContinuousClock.now
    var last = start
    while (ContinuousClock.now - last) / .seconds(1) < quiet,
      (ContinuousClock.now - start) / .seconds(1) < longest
    {
      let bytes = terminal.read(within: 0.1)
      stream.take(bytes)
      if bytes.count > 300 { last = .now }
      if stream.count == begin { last = .now }
    }
    return stream.count - begin
  }

  private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    guard !sorted.isEmpty else { return .nan }
    return sorted[min(sorted.count - 1, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
  }
}

/// Counts synchronized frames in a stream of bytes.
struct FrameStream {
  /// Bytes so far.
  private(set) var count = 0
  /// Frames that ended.
  private(set) var frames = 0
  /// Bytes that stood in no frame.
  var torn = 0

  private static let begin = word("\u{1B}[?2026h")
  private static let end = word("\u{1B}[?2026l")
  private var isInFrame = false
  /// The last eight bytes.
  private var tail: UInt64 = 0

  /// Eight letters as one number.
  private static func word(_ text: String) -> UInt64 {
    text.utf8.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Takes what arrived.
  mutating func take(_ bytes: [UInt8]) {
    count += bytes.count
    for byte in bytes {
      if !isInFrame { torn += 1 }
      tail = tail << 8 | UInt64(byte)
      if tail == Self.begin {
        isInFrame = true
        torn -= 8
      } else if tail == Self.end {
        isInFrame = false
        frames += 1
      }
    }
  }
}
