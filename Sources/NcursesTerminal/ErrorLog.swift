import Glibc

/// Sends what libraries write to the error output into a file while the screen is ours, so that it
/// cannot scribble over it.
struct ErrorLog {
  private var saved: Int32 = -1

  /// Redirects descriptor 2 to `path` (appending), or to nowhere.
  mutating func begin(path: String?) {
    guard saved < 0 else { return }
    let target = path.map { open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) } ?? -1
    let file = target >= 0 ? target : open("/dev/null", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    saved = dup(STDERR_FILENO)
    dup2(file, STDERR_FILENO)
    close(file)
  }

  /// Gives descriptor 2 back.
  mutating func end() {
    guard saved >= 0 else { return }
    dup2(saved, STDERR_FILENO)
    close(saved)
    saved = -1
  }
}
