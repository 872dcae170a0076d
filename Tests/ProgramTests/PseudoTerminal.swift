import Foundation
import Glibc

/// The real program on a pseudo-terminal: keys go in, the screen it draws comes out.
final class PseudoTerminal {
  private let master: Int32
  /// The program's own process: `setsid` makes way for it.
  let process: pid_t
  private var screen: TextScreen
  private var status: Int32?
  /// The latest bytes of its output, at most 64 KiB.
  private var output: [UInt8] = []

  /// Starts a program with a controlling terminal of its own.
  init?(
    _ program: String, _ arguments: [String], environment: [String: String], columns: Int,
    rows: Int
  ) {
    screen = TextScreen(columns: columns, rows: rows)
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    guard master >= 0 else { return nil }
    // TIOCSPTLCK and TIOCGPTN, which are macros: unlock the other end and ask for its number.
    var locked: Int32 = 0
    var number: Int32 = 0
    guard ioctl(master, 0x4004_5431, &locked) == 0, ioctl(master, 0x8004_5430, &number) == 0 else {
      close(master)
      return nil
    }
    let name = "/dev/pts/\(number)"
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    for descriptor in Int32(0)...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, name, O_RDWR, 0)
    }
    posix_spawn_file_actions_addclose(&actions, master)
    // `setsid -c` makes the terminal the controlling one, as a login does.
    let words = ["/usr/bin/setsid", "-c", "-w", program] + arguments
    // Threads that run tests hold signals back; the program is not to inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var started: pid_t = 0
    let failure = Self.withStrings(words) { argv in
      Self.withStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
        posix_spawn(&started, words[0], &actions, &attributes, argv, envp)
      }
    }
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
    guard failure == 0 else { return nil }
    process = started
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
    close(master)
  }

  /// Ends the program as `kill -9` does: at once, whatever it is doing.
  func killNow() {
    guard status == nil else { return }
    kill(process, SIGKILL)
    var result: Int32 = 0
    waitpid(process, &result, 0)
    status = result
  }

  /// Bytes the program has in memory; `nil` when it has ended.
  var residentBytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .ascii) else {
      return nil
    }
    let fields = text.split(separator: " ")
    return fields.count > 1 ? Int(fields[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) } : nil
  }

  /// What it wrote lately, with all its controls.
  var lastOutput: String { String(decoding: output, as: UTF8.self) }

  /// The text on the screen.
  var text: String { screen.text }

  /// Sends keys.
  func send(_ keys: String) {
    let bytes = Array(keys.utf8)
    _ = write(master, bytes, bytes.count)
  }

  /// Reads what the program draws until its screen is as wanted.
  /// - Returns: Whether it came to that within the time.
  func wait(seconds: Double, until isWanted: (String) -> Bool) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      poll(&waiting, 1, 50)
      _ = take()
      if isWanted(text) { return true }
      if hasEnded { return isWanted(text) }
    }
    return false
  }

  /// Reads what is there; `false` when nothing is.
  private func take() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = read(master, &chunk, chunk.count)
    guard count > 0 else { return false }
    screen.take(chunk.prefix(count))
    output = Array((output + chunk.prefix(count)).suffix(65536))
    return true
  }

  /// Waits for the end.
  /// - Returns: The exit status; `nil` when it goes on longer than that.
  func exitStatus(within seconds: Double) -> Int32? {
    _ = wait(seconds: seconds) { _ in hasEnded }
    if status != nil { while take() {} }
    return status.map { $0 >> 8 & 0xFF }
  }

  /// Whether the program has ended.
  var hasEnded: Bool {
    if status != nil { return true }
    var result: Int32 = 0
    guard waitpid(process, &result, WNOHANG) == process else { return false }
    status = result
    return true
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(copies)
  }
}

/// A screen that understands what the studio sends in true colour; colours are dropped.
struct TextScreen {
  private let columns: Int
  private var cells: [[Character]]
  private var column = 0
  private var row = 0
  private var pending: [UInt8] = []

  init(columns: Int, rows: Int) {
    self.columns = columns
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
  }

  var text: String { cells.map { String($0) }.joined(separator: "\n") }

  mutating func take(_ bytes: some Sequence<UInt8>) {
    pending.append(contentsOf: bytes)
    var index = 0
    while index < pending.count, let used = step(pending[index...]) { index += used }
    pending.removeFirst(index)
  }

  /// Handles what the bytes begin with; `nil` waits for more.
  private mutating func step(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    if first == 0x1B { return escape(Array(bytes.prefix(64))) }
    if first < 0x20 {
      if first == 0x0D { column = 0 }
      if first == 0x0A { row = min(row + 1, cells.count - 1) }
      return 1
    }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard bytes.count >= length else { return nil }
    if row < cells.count, column < columns {
      cells[row][column] = String(decoding: bytes.prefix(length), as: UTF8.self).first ?? "?"
    }
    column += 1
    return length
  }

  private mutating func escape(_ bytes: [UInt8]) -> Int? {
    guard bytes.count > 1 else { return nil }
    guard bytes[1] == UInt8(ascii: "[") else {
      // Character sets take one byte more.
      return bytes[1] == UInt8(ascii: "(") ? (bytes.count > 2 ? 3 : nil) : 2
    }
    guard let end = bytes.dropFirst(2).firstIndex(where: { (0x40..<0x7F).contains($0) }) else {
      return nil
    }
    let inside = String(decoding: bytes[2..<end], as: UTF8.self)
    let numbers = inside.split(separator: ";").map { Int($0) ?? 0 }
    switch bytes[end] {
    case UInt8(ascii: "H"):
      row = max(0, (numbers.first ?? 1) - 1)
      column = max(0, (numbers.count > 1 ? numbers[1] : 1) - 1)
    case UInt8(ascii: "C"): column += max(1, numbers.first ?? 1)
    case UInt8(ascii: "J"):
      cells = Array(repeating: Array(repeating: " ", count: columns), count: cells.count)
    default: break
    }
    return end + 1
  }
}
