import Foundation

/// A program on a pseudo-terminal whose other end is ours: what it writes is read here.
final class TerminalProcess {
  private let master: Int32
  private let process: pid_t

  /// Starts a program with a controlling terminal of its own; `nil` when the system refuses.
  init?(
    _ program: String, _ arguments: [String], environment: [String: String], columns: Int,
    rows: Int
  ) {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
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
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: UInt16(8 * columns),
      ws_ypixel: UInt16(16 * rows))
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    for descriptor in Int32(0)...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, name, O_RDWR, 0)
    }
    // `setsid -c` makes the terminal the controlling one, as a login does, and becomes the program.
    let words = ["/usr/bin/setsid", "-c", program] + arguments
    var started: pid_t = 0
    let failure = Self.withStrings(words) { argv in
      Self.withStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
        posix_spawn(&started, words[0], &actions, nil, argv, envp)
      }
    }
    posix_spawn_file_actions_destroy(&actions)
    guard failure == 0 else {
      close(master)
      return nil
    }
    process = started
  }

  /// Ends the program.
  func end() {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    close(master)
  }

  /// Types.
  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  /// What the program wrote, waiting at most that long for the first byte.
  func read(within seconds: Double) -> [UInt8] {
    var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, Int32((seconds * 1000).rounded(.up))) > 0 else { return [] }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = Glibc.read(master, &chunk, chunk.count)
      guard count > 0 else { return bytes }
      bytes.append(contentsOf: chunk.prefix(count))
    }
  }

  /// Seconds of processor time used so far, all threads together.
  var processorSeconds: Double {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return 0 }
    let fields = text[end...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
      return 0
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func withStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    return body(copies)
  }
}
