import Foundation
import Imaging
import Sessions
import Sharding
import Synthesis

/// Renders a walk and writes it. Every frame becomes a PNG that carries the fingerprint of what it
/// was made from; those that are there already are not made again, so that a walk that was
/// stopped, or killed, goes on where it was.
struct WalkExport {
  /// What is known after an export.
  struct Report: Codable, Equatable {
    /// Frames of the walk.
    var frames: Int
    /// Frames that the network made now.
    var rendered = 0
    /// Frames that were there already.
    var skipped = 0
    /// Pictures made to measure the speed.
    var measured = 0
    /// What pictures were compared by; absent when the speed is not measured.
    var features: String?
    /// What was written.
    var output: String
    /// Its size; of a folder, of its frames.
    var bytes = 0
  }

  /// How far an export is.
  struct Progress {
    /// Pictures done, those to measure the speed included.
    var done: Int
    /// Pictures in all.
    var total: Int
    /// What is done, in words.
    var words: String
    /// Seconds the last picture took; `nil` when it was there.
    var seconds: Double?
  }

  /// Somebody stopped it; what is done is kept.
  struct Stopped: Error {
    /// Frames that are there.
    var frames: Int
    /// Frames in all.
    var total: Int
  }

  private(set) var source: WalkSource
  let target: WalkTarget
  let renderer: any Renderer
  let capabilities: Capabilities
  let precision: Precision
  let fingerprint: RenderFingerprint
  let features: any PictureFeatures
  /// Quality of an animated WebP, 1…100; `nil` without loss.
  var quality: Int? = 85
  /// What of the walk is done here.
  var part = WalkPart.whole
  /// Where a sheet of sixteen frames is written.
  var sheet: URL?
  /// Whether the frames stay beside a film.
  var keepsFrames = false
  /// Hears how far it is.
  var onProgress: (Progress) -> Void = { _ in }
  /// Asked between two pictures.
  var isStopped: () -> Bool = { false }
  private var last: (frame: WalkFrame, image: RGBImage)?
  var report: Report
  private var ledger: Ledger?
  private var total = 0
  private var done = 0

  /// An export of a walk with a loaded model.
  /// - Parameter fingerprint: Of the model.
  init(
    _ source: WalkSource, to target: WalkTarget, renderer: any Renderer, model: ModelDescription,
    precision: Precision, fingerprint: RenderFingerprint,
    features: any PictureFeatures = PixelFeatures()
  ) {
    self.source = source
    self.source.prepare(for: model.capabilities)
    self.target = target
    self.renderer = renderer
    capabilities = model.capabilities
    self.precision = precision
    var print = fingerprint
    print.add("\(model.name) \(precision.rawValue)")
    self.fingerprint = print
    self.features = features
    report = Report(frames: source.plan.walk.length, output: target.place.path)
  }

  /// Renders what is missing and writes the film.
  /// - Throws: `Stopped`, `WalkUnfinished`, `SynthesisError`, errors of files.
  mutating func run() async throws -> Report {
    let walk = source.plan.walk
    let encoder = part.shard == nil ? try target.encoder() : nil
    try target.makeFolders()
    if let shard = part.shard { ledger = try Ledger(shard, in: target.frames) }
    let segments = walk.measuredSegments
    let own = (0..<walk.length).filter { part.makes(frame: $0) }
    total = own.count + segments.count { part.measures(segment: $0) } * ArcLengthTable.samples
    let tables = try await measure(segments)
    let frames = source.plan.frames(tables: tables)
    if source.plan.engine == .plain {
      for number in own { try await make(number, frames[number]) }
    } else if !own.isEmpty {
      try await makeFilm(frames)
    }
    ledger?.flush()
    if part.shard != nil { return report }
    if part != .whole { try checkFrames(frames) }
    try write(using: encoder)
    let isKept = part == .whole ? keepsFrames : part == .assembly(discards: false)
    if target.kind != .frames, !isKept {
      try FileManager.default.removeItem(at: target.frames)
    }
    return report
  }

  // MARK: Frames

  private mutating func make(_ number: Int, _ frame: WalkFrame) async throws {
    let file = target.frame(number)
    var print = fingerprint
    try source.add(frame, to: &print)
    var seconds: Double?
    if let image = print.picture(in: file) {
      last = (frame, image)
      report.skipped += 1
    } else {
      let (image, time) = try await picture(of: frame)
      seconds = time
      try write(image, as: number, print, seconds: time)
    }
    tell("frame \(number + 1) of \(source.plan.walk.length)", seconds)
  }

  /// Writes a frame that was made.
  mutating func write(
    _ image: RGBImage, as number: Int, _ print: RenderFingerprint, seconds: Double
  ) throws {
    report.rendered += 1
    try target.write(image, as: number, print, ledger: ledger, seconds: seconds)
  }

  /// Looks whether shards have made every frame.
  /// - Throws: `WalkUnfinished` naming how many are left.
  private mutating func checkFrames(_ frames: [WalkFrame]) throws {
    let length = frames.count
    let prints = try fingerprints(of: frames)
    let left = frames.indices.filter { !prints[$0].isCarried(by: target.frame($0)) }
    report.skipped = length - left.count
    guard left.isEmpty else {
      throw WalkUnfinished(
        words: "\(left.count) of \(counted(length, "frame")) are left, the first is "
          + target.frame(left[0]).lastPathComponent, frames: left)
    }
  }

  /// The picture of a frame; of two equal frames one after the other, the second costs nothing.
  mutating func picture(of frame: WalkFrame) async throws -> (RGBImage, Double) {
    if let last, last.frame == frame { return (last.image, 0) }
    guard !isStopped() else {
      throw Stopped(frames: report.rendered + report.skipped, total: report.frames)
    }
    let request = source.request(
      for: frame, stamp: done, capabilities: capabilities, precision: precision)
    let rendered = try await renderer.render(request)
    last = (frame, rendered.image)
    return (rendered.image, rendered.seconds)
  }

  /// One more picture is done.
  mutating func tell(_ words: String, _ seconds: Double?) {
    done += 1
    onProgress(Progress(done: done, total: total, words: words, seconds: seconds))
  }
}
