import ArgumentParser
import Foundation
import Imaging
import Inference
import Sessions
import Synthesis
import Tensors

/// `ganvas walk`: the keyframes of a session as PNGs or as a film, without a terminal.
struct WalkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "walk",
    abstract: "Render the walk of a session.",
    discussion: """
      Renders every frame in float32 and writes numbered PNGs, an animated WebP, or, with an \
      installed ffmpeg, GIF, MP4 or WebM. A frame depends on the session and its number alone. \
      Stopped or killed, the same command goes on where it was.

      Examples:
        ganvas walk bay-at-dusk -o bay.webp
        ganvas walk Sessions/bay-at-dusk.session -o frames/ --sheet bay.png

      Exit codes: 0 done, 1 failed, 2 wrong usage, 75 stopped: the same command goes on.
      """)

  @Argument(help: "A session: its name, or the path of its folder.", completion: .directory)
  var session: String

  @Option(help: "Folder of the sessions; the usual place if absent.", completion: .directory)
  var sessions: String?

  @Option(help: "Another model than the session's.")
  var model: String?

  @Option(help: "float32 or bfloat16.")
  var precision = Precision.float32

  @Option(help: "Quality of an animated WebP, 1 to 100.")
  var quality = 85

  @Flag(help: "Store an animated WebP without loss.")
  var lossless = false

  @Option(help: "Also write a sheet of sixteen frames to this file.", completion: .file())
  var sheet: String?

  @Flag(help: "Keep the frames beside a film.")
  var keepFrames = false

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Write a JSON report to the standard output.")
  var json = false

  @Option(name: .shortAndLong, help: "A folder, or a .webp, .gif, .mp4 or .webm file.")
  var output: String

  func validate() throws {
    guard (1...100).contains(quality) else {
      throw ValidationError("--quality is a number from 1 to 100")
    }
  }

  func run() async throws {
    let target: WalkTarget
    do { target = try WalkTarget(output) } catch {
      throw ValidationError(error.description)
    }
    let places = ProgramPlaces()
    let (library, id) = try find(places)
    let contents = try library.open(id, .readOnly).contents
    let source = try WalkSource(contents, id: id, in: library)
    if source.lostMaps > 0 {
      say("\(source.lostMaps) keyframes have lost their map; they show the session's.")
    }
    if case .film(let film) = target.kind { _ = try FilmEncoder.find(for: film) }
    // As the studio does: examples name no model.
    let wanted = model ?? contents.settings.model ?? StudioStart.standardModel(places)
    guard let name = wanted else {
      throw SynthesisError(
        what: "\(contents.name) names no model", advice: "Choose one with --model.")
    }
    let actor = InferenceActor(places.inference(compute))
    let description = try await actor.load(name)
    var fingerprint = RenderFingerprint()
    _ = try fingerprint.add(model: name, in: places.library)
    var export = WalkExport(
      source, to: target, renderer: actor, model: description, precision: precision,
      fingerprint: fingerprint)
    export.quality = lossless ? nil : quality
    export.sheet = sheet.map { URL(fileURLWithPath: $0) }
    export.keepsFrames = keepFrames
    let interrupt = Interrupt()
    export.isStopped = { interrupt.happened }
    var progress = WalkProgress()
    export.onProgress = { progress.tell($0) }
    do {
      let report = try await export.run()
      progress.end()
      let made = "\(report.rendered) frames rendered, \(report.skipped) were there"
      say("written: \(report.output), \(report.bytes / 1024) kB · \(made)")
      if json { print(try Self.text(of: report)) }
    } catch let stopped as WalkExport.Stopped {
      progress.end()
      say("stopped at \(stopped.frames) of \(stopped.total); the same command goes on from there")
      throw ExitCode(75)
    }
  }

  /// The session that was named: a folder, or one among the usual ones.
  private func find(_ places: ProgramPlaces) throws -> (SessionLibrary, String) {
    let folder = URL(fileURLWithPath: session)
    if FileManager.default.fileExists(atPath: folder.appendingPathComponent("session.json").path),
      folder.pathExtension == "session"
    {
      return (
        SessionLibrary(directory: folder.deletingLastPathComponent()),
        folder.deletingPathExtension().lastPathComponent
      )
    }
    let library = SessionLibrary(
      directory: StudioPlaces(places, sessions: sessions).sessions)
    let all = library.list()
    let match =
      all.first { $0.id == session } ?? all.first { $0.name.lowercased() == session.lowercased() }
    guard let match else { throw SessionError.missing(id: session) }
    return (library, match.id)
  }

  private func say(_ words: String) {
    FileHandle.standardError.write(Data((words + "\n").utf8))
  }

  private static func text(of report: WalkExport.Report) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }
}

/// Says how far a walk is: one line that renews itself on a terminal, a line now and then in a log.
struct WalkProgress {
  private let isTerminal = isatty(2) == 1
  private var times: [Double] = []
  private var lastLine = ContinuousClock.now - .seconds(60)
  private var hasLine = false

  /// One more picture is there.
  mutating func tell(_ progress: WalkExport.Progress) {
    if let seconds = progress.seconds, seconds > 0 { times.append(seconds) }
    let pause = ContinuousClock.now - lastLine
    guard pause > (isTerminal ? .milliseconds(200) : .seconds(5)) else { return }
    lastLine = .now
    var words = "\(progress.done) of \(progress.total) · \(progress.words)"
    if !times.isEmpty {
      let median = times.suffix(64).sorted()[times.suffix(64).count / 2]
      let left = RenderProgress.duration(median * Double(progress.total - progress.done))
      words += " · \(left) left at most"
    }
    hasLine = true
    let line = isTerminal ? "\r\u{1B}[K" + words : words + "\n"
    FileHandle.standardError.write(Data(line.utf8))
  }

  /// Ends the line.
  func end() {
    if isTerminal, hasLine { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}
