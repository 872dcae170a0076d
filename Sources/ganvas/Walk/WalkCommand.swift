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
    abstract: "Render the walk of a session, or the photo of a model in motion.",
    discussion: """
      Renders every frame in float32 and writes numbered PNGs, an animated WebP, or, with an \
      installed ffmpeg, GIF, MP4 or WebM. A frame depends on the session and its number alone. \
      Stopped or killed, the same command goes on where it was. \
      Shards make their frames in FILE.frames; where the speed is even, each first measures its \
      stretches and ends with 75 while others are missing: a second pass makes the frames. \
      --assemble then writes the film.

      Examples:
        ganvas walk bay-at-dusk -o bay.webp
        ganvas walk Sessions/bay-at-dusk.session -o frames/ --sheet bay.png
        ganvas walk --model balloons --frames 60 --loop 0.4 -o balloons.webp
        ganvas walk bay-at-dusk -o bay.webp --shard 0/3
        ganvas walk bay-at-dusk -o bay.webp --assemble

      Exit codes: 0 done, 1 failed, 2 wrong usage, 75 stopped: the same command goes on; 143 \
      stopped by SIGTERM.
      """)

  @Argument(help: "A session: its name, or the path of its folder.", completion: .directory)
  var session: String?

  @Option(help: "Folder of the sessions; the usual place if absent.", completion: .directory)
  var sessions: String?

  @Option(help: "Another model than the session's; without a session one learned from a photo.")
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

  @OptionGroup var motion: MotionOptions

  @OptionGroup var parts: WalkPartOptions

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Write a JSON report to the standard output.")
  var json = false

  @Option(name: .shortAndLong, help: "A folder, or a .webp, .gif, .mp4 or .webm file.")
  var output: String

  func validate() throws {
    guard (1...100).contains(quality) else {
      throw ValidationError("--quality is a number from 1 to 100")
    }
    guard session != nil || model != nil else {
      throw ValidationError("name a session, or a model learned from one photo with --model")
    }
  }

  func run() async throws {
    var target: WalkTarget
    do { target = try WalkTarget(output) } catch {
      throw ValidationError(error.description)
    }
    target.isShared = parts.isShared
    if case .frames = target.kind {
    } else {
      try OutputPlace.check(target.place, for: WalkTarget.endings)
    }
    if let sheet {
      try OutputPlace.check(URL(fileURLWithPath: sheet), for: OutputPlace.pictures)
    }
    let places = ProgramPlaces()
    guard let session else {
      try await walk(target, places)
      return
    }
    let (library, id) = try find(session, places)
    let contents = try library.open(id, .readOnly).contents
    let source = try WalkSource(contents, id: id, in: library)
    if source.lostMaps > 0 {
      let lost = source.lostMaps
      tell(
        "\(counted(lost, "keyframe")) \(lost == 1 ? "has" : "have") lost "
          + "\(lost == 1 ? "its" : "their") map: the session's is shown.")
    }
    let part = try parts.part(frames: source.plan.walk.length, compute)
    if case .film(let film) = target.kind, part.shard == nil {
      _ = try FilmEncoder.find(for: film)
    }
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
    export.part = part
    let interrupt = Interrupt()
    export.isStopped = { interrupt.happened }
    var progress = WalkProgress()
    export.onProgress = { progress.tell($0) }
    do {
      let report = try await export.run()
      progress.end()
      let made = "\(counted(report.rendered, "frame")) rendered, \(report.skipped) there already"
      tell(
        part.shard == nil
          ? "written: \(report.output), \(report.bytes / 1024) kB · \(made)"
          : "\(made): \(target.frames.path)")
      if json { print(try Self.text(of: report)) }
    } catch let unfinished as WalkUnfinished {
      progress.end()
      throw parts.end(with: unfinished)
    } catch let stopped as WalkExport.Stopped {
      progress.end()
      tell("stopped at \(stopped.frames) of \(stopped.total); the same command goes on from there")
      throw ExitCode(interrupt.exitCode)
    }
  }

  /// How many frames the walk has, and how often shards run over them: even speed is measured first.
  func walkLength() throws -> (frames: Int, passes: Int) {
    guard let session else { return (motion.frames, 1) }
    let (library, id) = try find(session, ProgramPlaces())
    let walk = try library.open(id, .readOnly).contents.walk
    return (walk.length, walk.measuredSegments.isEmpty ? 1 : 2)
  }

  /// The walk of a model around its photo.
  private func walk(_ target: WalkTarget, _ places: ProgramPlaces) async throws {
    guard let model else { return }
    let part = try parts.part(frames: motion.frames, compute)
    let actor = InferenceActor(places.inference(compute))
    let description = try await actor.load(model)
    var fingerprint = RenderFingerprint()
    _ = try fingerprint.add(model: model, in: places.library)
    let interrupt = Interrupt()
    var progress = WalkProgress()
    do {
      try await MotionWalk(
        options: motion, target: target, quality: lossless ? nil : quality, part: part
      )
      .run(with: actor, description, fingerprint: fingerprint) { number, seconds in
        progress.tell(
          .init(
            done: number + 1, total: motion.frames,
            words: "frame \(number + 1) of \(motion.frames)", seconds: seconds))
      } isStopped: {
        interrupt.happened
      }
      progress.end()
      tell(
        part.shard == nil
          ? "written: \(target.place.path), \(motion.frames) frames"
          : "made: \(target.frames.path)")
    } catch let unfinished as WalkUnfinished {
      progress.end()
      throw parts.end(with: unfinished)
    } catch let stopped as WalkExport.Stopped {
      progress.end()
      tell("stopped at \(stopped.frames) of \(stopped.total); the same command goes on from there")
      throw ExitCode(interrupt.exitCode)
    }
  }

  /// The session that was named: a folder, or one among the usual ones.
  func find(
    _ session: String, _ places: ProgramPlaces
  ) throws -> (SessionLibrary, String) {
    let folder = URL(fileURLWithPath: session).standardizedFileURL
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
    guard let match = StudioTarget.match(session, in: all) else {
      let meant = Spelling.nearest(to: session, among: all.flatMap { [$0.id, $0.name] })
      throw ValidationError(
        "there is no session \(session) in \(library.directory.path)"
          + (meant.map { "; did you mean \($0)?" }
            ?? "; ganvas sessions list shows what there is"))
    }
    return (library, match.id)
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
    if isTerminal { ProgressLine.show(words) } else { ganvas.tell(words) }
  }

  /// Ends the line.
  func end() {
    if isTerminal, hasLine { ProgressLine.clear() }
  }
}
