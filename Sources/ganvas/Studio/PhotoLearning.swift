import Foundation
import Generators
import Imaging
import Studio
import Training

/// Learning from photos as processes of their own: this program as it trains, at the lowest
/// priority. They go on when the studio ends; everything about them lies in the runs' folders.
struct PhotoLearning: Sendable {
  /// Folder of the runs, one folder each.
  let folder: URL
  /// The program that learns.
  var program = ProgramPlaces.executable

  /// What is noted about a run beside what the training writes.
  private struct Note: Codable {
    var preset: LearningPreset
    var process: Int32
    var began: Date
  }

  private static let noteName = "learning.json"
  private static let logName = "learning.log"

  // MARK: Starting and stopping

  /// Starts to learn a photo.
  /// - Returns: The run's name, made from that of the photo.
  /// - Throws: `UserFacingError` for a file that is no photo, or one without a pyramid.
  func start(_ path: String, _ preset: LearningPreset, avoiding taken: [String]) throws -> String {
    let file = URL(fileURLWithPath: (path as NSString).expandingTildeInPath)
    try check(file, preset)
    let name = freeName(for: file, avoiding: taken)
    let place = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try launch(photo: file, preset, in: place)
    return name
  }

  /// Goes on with a run that was stopped.
  func resume(_ name: String) throws {
    let place = folder.appendingPathComponent(name)
    guard let note = note(in: place), !isAlive(note, in: place) else { return }
    try launch(photo: place.appendingPathComponent("photo.png"), note.preset, in: place)
  }

  /// Asks a run to stop at its next step, as Ctrl-C does.
  func stop(_ name: String) {
    let place = folder.appendingPathComponent(name)
    guard let note = note(in: place), isAlive(note, in: place) else { return }
    kill(note.process, SIGINT)
  }

  private func check(_ file: URL, _ preset: LearningPreset) throws {
    do {
      let photo = try ImageFile.read(file)
      let largest = preset == .draft ? 128 : 250
      try PhotoTraining.check(photo: photo.size, maximumSize: largest)
    } catch {
      throw UserFacingError(
        title: "Not learned: \(file.lastPathComponent)", what: "\(error)",
        advice: "Choose another photo.")
    }
  }

  private func arguments(_ photo: URL, _ preset: LearningPreset, to place: URL) -> [String] {
    ["train", PhotoTraining.command, photo.path, "--recipe", preset.rawValue, "-o", place.path]
  }

  private func launch(photo: URL, _ preset: LearningPreset, in place: URL) throws {
    let log = place.appendingPathComponent(Self.logName)
    guard FileManager.default.createFile(atPath: log.path, contents: nil) else {
      throw UserFacingError(
        title: "Nothing is learned", what: "\(place.path) cannot be written",
        advice: "Make room, or set XDG_DATA_HOME to another folder.")
    }
    let process = process(arguments(photo, preset, to: place))
    let output = try FileHandle(forWritingTo: log)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let note = Note(preset: preset, process: process.processIdentifier, began: Date())
    try AtomicFile.write(
      [UInt8](JSONEncoder().encode(note)), to: place.appendingPathComponent(Self.noteName))
  }

  /// The program at the lowest priority, in a process group of its own, whose threads sleep while
  /// they wait.
  private func process(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["nice", "-n", "19", program.path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["OMP_WAIT_POLICY": "PASSIVE"]
    ) { own, _ in own }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  private func freeName(for file: URL, avoiding taken: [String]) -> String {
    let stem = file.deletingPathExtension().lastPathComponent
    let plain = String(stem.map { $0.isLetter || $0.isNumber || "-_".contains($0) ? $0 : "-" })
    let wanted = plain.isEmpty ? "photo" : String(plain.prefix(40))
    func isFree(_ name: String) -> Bool {
      !taken.contains(name)
        && !FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }
    if isFree(wanted) { return wanted }
    var number = 2
    while !isFree("\(wanted)-\(number)") { number += 1 }
    return "\(wanted)-\(number)"
  }

  // MARK: Looking

  /// What a training would take, in words: the end of the plan that the training itself prints.
  func plan(_ path: String, _ preset: LearningPreset) async throws -> String {
    let file = URL(fileURLWithPath: (path as NSString).expandingTildeInPath)
    try check(file, preset)
    let pipe = Pipe()
    let process = process(
      arguments(file, preset, to: folder.appendingPathComponent(".plan")) + ["--plan-only"])
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let asked = AskedProcess(process)
    let text = await withTaskCancellationHandler {
      let read = pipe.fileHandleForReading.readDataToEndOfFile()
      asked.process.waitUntilExit()
      return String(decoding: read, as: UTF8.self)
    } onCancel: {
      // It holds nothing, and would note a milder signal only.
      kill(asked.process.processIdentifier, SIGKILL)
    }
    return text.split(separator: "\n").last.map { String($0) } ?? ""
  }

  /// The runs there are, the latest first.
  func runs() -> [LearningRun] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let found = names.compactMap { name -> (LearningRun, Date)? in
      let place = folder.appendingPathComponent(name)
      guard let note = note(in: place) else { return nil }
      return (run(name, note, in: place), note.began)
    }
    return found.sorted { ($1.1, $0.0.name) < ($0.1, $1.0.name) }.map(\.0)
  }

  private func run(_ name: String, _ note: Note, in place: URL) -> LearningRun {
    var run = LearningRun(name: name, preset: note.preset, isRunning: isAlive(note, in: place))
    if let progress = PhotoTraining.progress(in: place) {
      run.sizes = progress.sizes
      run.scale = progress.finished
      run.fraction = progress.fraction
      run.scaleSecondsLeft = progress.scaleSecondsLeft
      run.secondsLeft = progress.secondsLeft
      run.sample = progress.sample
      run.isFinished = progress.finished == progress.sizes.count
    }
    if !run.isRunning, !run.isFinished { run.failure = failure(in: place) }
    return run
  }

  /// Why a training ended: the last line it wrote, unless it was stopped.
  private func failure(in place: URL) -> String? {
    guard
      let text = try? String(
        contentsOf: place.appendingPathComponent(Self.logName), encoding: .utf8),
      let last = text.split(separator: "\n").last,
      last.hasPrefix("Error") || last.hasPrefix("ganvas")
    else { return nil }
    return PrintableText.line(String(last.drop { $0 != ":" }.dropFirst().drop { $0 == " " }))
  }

  private func note(in place: URL) -> Note? {
    // A regular file of sound size: a pipe of that name must not make the list of models wait.
    guard
      let bytes = try? ImageFile.bytes(
        of: place.appendingPathComponent(Self.noteName), limit: 1 << 16)
    else { return nil }
    return try? JSONDecoder().decode(Note.self, from: Data(bytes))
  }

  /// Whether a run's process lives. Where it can be asked, what it is called is compared too:
  /// numbers of processes are used again.
  private func isAlive(_ note: Note, in place: URL) -> Bool {
    guard note.process > 1, kill(note.process, 0) == 0 else { return false }
    guard let line = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(note.process)/cmdline"))
    else { return true }
    return String(decoding: line, as: UTF8.self).contains(place.path)
  }
}

/// A process that another thread may end.
///
/// `@unchecked Sendable`: Foundation's `Process` may be ended from any thread once it runs; nothing
/// else is done with it there.
private struct AskedProcess: @unchecked Sendable {
  let process: Process

  init(_ process: Process) { self.process = process }
}
