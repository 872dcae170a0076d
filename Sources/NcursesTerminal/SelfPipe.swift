import CNcurses
import Glibc

/// A pipe to ourselves: signal handlers and other threads write a byte, and the loop that waits on
/// it wakes.
final class SelfPipe: Sendable {
  /// The byte other threads write; signal handlers write the signal's number.
  static let wake: UInt8 = 0

  let readEnd: Int32
  let writeEnd: Int32

  init() {
    var ends: [Int32] = [-1, -1]
    // A process without two free descriptors cannot draw either; then nothing ever wakes the loop,
    // and its timer does.
    _ = cncurses_pipe(&ends)
    readEnd = ends[0]
    writeEnd = ends[1]
  }

  /// Writes a byte; a full pipe already wakes the loop, so the result does not matter.
  func write(_ byte: UInt8) {
    withUnsafeBytes(of: byte) { _ = Glibc.write(writeEnd, $0.baseAddress, 1) }
  }

  /// All bytes that wait.
  func drain() -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 256)
    while true {
      let count = read(readEnd, &chunk, chunk.count)
      if count <= 0 { return bytes }
      bytes.append(contentsOf: chunk.prefix(count))
    }
  }

  deinit {
    close(readEnd)
    close(writeEnd)
  }
}

/// Wakes the terminal's loop from any thread.
public struct TerminalWaker: Sendable {
  let pipe: SelfPipe

  /// Makes the loop return `TerminalEvent.woken`, soon and at least once.
  public func wake() {
    pipe.write(SelfPipe.wake)
  }
}
