import Foundation
import Glibc
import Imaging
import Synchronization
import Synthesis

/// A command of this program as a process of its own, for the studio: painting and rendering go first,
/// and what is stopped leaves nothing behind in them.
struct ToolProcess: Sendable {
  /// The program.
  let executable: URL
  /// 0…19: how far it stands back behind everything else.
  let niceness: Int

  /// Runs a command to its end.
  /// - Parameters:
  ///   - arguments: The command with its options.
  ///   - subject: What it is about, for errors.
  ///   - progress: Gets the part that is done, 0…1, from any thread, as lines `progress 0.25` say.
  /// - Throws: `SynthesisError` with the command's own words, `CancellationError`.
  func run(
    _ arguments: [String], subject: String,
    _ progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["nice", "-n", "\(niceness)", executable.path] + arguments
    process.standardInput = FileHandle.nullDevice
    let words = Pipe()
    let errors = Pipe()
    process.standardOutput = words
    process.standardError = errors
    let reader = ProgressReader(progress)
    let complaint = Complaint()
    let running = RunningProcess(process)
    let status = try await withTaskCancellationHandler {
      let reading = DispatchGroup()
      Self.read(words, in: reading) { reader.take($0) }
      Self.read(errors, in: reading) { complaint.take($0) }
      let status = try await running.finished()
      // Both pipes end with the process; until then nobody closes them under a reader.
      await withCheckedContinuation { done in reading.notify(queue: .global()) { done.resume() } }
      return status
    } onCancel: {
      running.stop()
    }
    if Task.isCancelled { throw CancellationError() }
    guard status == 0 else {
      // Behind wrong use stand lines about its options.
      let lines = complaint.text.split(separator: "\n").map { String($0) }
      let last = (lines.last { $0.hasPrefix("Error: ") } ?? lines.last).map {
        PrintableText.line($0.hasPrefix("Error: ") ? String($0.dropFirst(7)) : $0)
      }
      let command = arguments.first ?? ""
      throw SynthesisError(
        what: last ?? "ganvas \(command) ended with \(status)", location: subject,
        advice: "ganvas \(command) does the same with more words.")
    }
  }

  /// Reads a pipe to its end on a thread that may wait; the pipe lives as long.
  private static func read(
    _ pipe: Pipe, in group: DispatchGroup, _ take: @escaping @Sendable (Data) -> Void
  ) {
    let descriptor = dup(pipe.fileHandleForReading.fileDescriptor)
    guard descriptor >= 0 else { return }
    DispatchQueue.global(qos: .background).async(group: group) {
      var bytes = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        take(Data(bytes.prefix(count)))
      }
      close(descriptor)
    }
  }
}

/// The end of what a process complains about.
private final class Complaint: Sendable {
  private let kept = Mutex("")

  var text: String { kept.withLock { $0 } }

  func take(_ data: Data) {
    let words = String(decoding: data, as: UTF8.self)
    kept.withLock { $0 = String(($0 + words).suffix(4000)) }
  }
}

/// Lines `progress 0.25` as they come, cut anywhere.
private final class ProgressReader: Sendable {
  private let rest = Mutex("")
  private let progress: @Sendable (Double) -> Void

  init(_ progress: @escaping @Sendable (Double) -> Void) { self.progress = progress }

  func take(_ data: Data) {
    let lines = rest.withLock { rest in
      var lines = (rest + String(decoding: data, as: UTF8.self))
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      rest = lines.popLast() ?? ""
      return lines
    }
    for line in lines where line.hasPrefix("progress ") {
      if let part = Double(line.dropFirst("progress ".count)) { progress(part) }
    }
  }
}

/// A process that is waited for and may be stopped before it runs, while it does, and after.
private final class RunningProcess: Sendable {
  private struct State {
    nonisolated(unsafe) var process: Process
    var isStopped = false
  }

  private let state: Mutex<State>

  init(_ process: sending Process) { state = Mutex(State(process: process)) }

  func finished() async throws -> Int32 {
    try await withCheckedThrowingContinuation { continuation in
      state.withLock { state in
        guard !state.isStopped else {
          continuation.resume(throwing: CancellationError())
          return
        }
        state.process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
        do { try state.process.run() } catch { continuation.resume(throwing: error) }
      }
    }
  }

  func stop() {
    state.withLock { state in
      state.isStopped = true
      if state.process.isRunning { state.process.terminate() }
    }
  }
}
