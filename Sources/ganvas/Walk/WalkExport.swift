import Checksums
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

  private let source: WalkSource
  private let target: WalkTarget
  private let renderer: any Renderer
  private let capabilities: Capabilities
  private let precision: Precision
  private let fingerprint: RenderFingerprint
  private let features: any PictureFeatures
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
  private var report: Report
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
    var encoder: URL?
    if case .film(let film) = target.kind, part.shard == nil {
      encoder = try FilmEncoder.find(for: film)
    }
    try OutputPlace.makeFolder(
      target.kind == .frames ? target.frames : target.place.deletingLastPathComponent())
    if target.kind != .frames {
      try FileManager.default.createDirectory(at: target.frames, withIntermediateDirectories: true)
    }
    if let shard = part.shard { ledger = try Ledger(shard, in: target.frames) }
    let segments = 0..<(walk.speed == .even ? walk.segmentCount : 0)
    let own = (0..<walk.length).filter { part.makes(frame: $0) }
    total = own.count + segments.count { part.measures(segment: $0) } * ArcLengthTable.samples
    let tables = try await measure(segments)
    for number in own { try await make(number, tables) }
    ledger?.flush()
    if part.shard != nil { return report }
    if part != .whole { try checkFrames(tables) }
    try write(using: encoder)
    let isKept = part == .whole ? keepsFrames : part == .assembly(discards: false)
    if target.kind != .frames, !isKept {
      try FileManager.default.removeItem(at: target.frames)
    }
    return report
  }

  // MARK: Frames

  private mutating func make(_ number: Int, _ tables: [Int: ArcLengthTable]) async throws {
    let frame = source.plan.frame(number, tables: tables)
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
      report.rendered += 1
      let bytes = try PNG.encode(
        image, text: [RenderFingerprint.key: print.text, "Software": "ganvas"])
      try AtomicFile.write(bytes, to: file)
      try ledger?.append(
        item: "\(number)", output: file.lastPathComponent, fingerprint: print.text,
        bytes: bytes.count, crc32: CRC32.checksum(of: bytes), seconds: time)
    }
    tell("frame \(number + 1) of \(source.plan.walk.length)", seconds)
  }

  /// Looks whether shards have made every frame.
  /// - Throws: `WalkUnfinished` naming how many are left.
  private mutating func checkFrames(_ tables: [Int: ArcLengthTable]) throws {
    let length = source.plan.walk.length
    var left: [Int] = []
    for number in 0..<length {
      var print = fingerprint
      try source.add(source.plan.frame(number, tables: tables), to: &print)
      if !print.isCarried(by: target.frame(number)) { left.append(number) }
    }
    report.skipped = length - left.count
    guard left.isEmpty else {
      throw WalkUnfinished(
        words: "\(left.count) of \(counted(length, "frame")) are left, the first is "
          + target.frame(left[0]).lastPathComponent, frames: left)
    }
  }

  /// The picture of a frame; of two equal frames one after the other, the second costs nothing.
  private mutating func picture(of frame: WalkFrame) async throws -> (RGBImage, Double) {
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

  private mutating func tell(_ words: String, _ seconds: Double?) {
    done += 1
    onProgress(Progress(done: done, total: total, words: words, seconds: seconds))
  }

  // MARK: Speed

  /// Measures how far the picture goes in each stretch; what was measured before is read, and what
  /// other shards measure is waited for.
  /// - Throws: `WalkUnfinished` where it is not there in time.
  private mutating func measure(_ segments: Range<Int>) async throws -> [Int: ArcLengthTable] {
    guard !segments.isEmpty else { return [:] }
    report.features = features.name
    let speeds = WalkSpeeds(target)
    var tables: [Int: ArcLengthTable] = [:]
    for segment in segments where part.measures(segment: segment) {
      let print = try speedFingerprint(of: segment)
      if let table = speeds.table(print) {
        tables[segment] = table
        for _ in 0..<ArcLengthTable.samples { tell("speed of ◆\(segment + 1)", nil) }
        continue
      }
      let table = try await measured(segment)
      try speeds.keep(table, print)
      tables[segment] = table
    }
    var wait = 0.0
    if case .shard(_, let seconds) = part { wait = seconds }
    let end = ContinuousClock.now + .seconds(wait)
    while true {
      for segment in segments where tables[segment] == nil {
        tables[segment] = WalkSpeeds(target).table(try speedFingerprint(of: segment))
      }
      let left = segments.count - tables.count
      if left == 0 { return tables }
      guard !isStopped() else { throw Stopped(frames: 0, total: report.frames) }
      guard ContinuousClock.now < end else {
        throw WalkUnfinished(
          words: "the speed of \(counted(left, "stretch", "stretches")) is measured by other "
            + "shards and not there yet: run the same command again when they are done, or say "
            + "--wait")
      }
      try await Task.sleep(for: .milliseconds(500))
    }
  }

  private func speedFingerprint(of segment: Int) throws -> RenderFingerprint {
    var print = fingerprint
    print.add(features.name)
    for sample in source.plan.samples(of: segment) { try source.add(sample, to: &print) }
    return print
  }

  private mutating func measured(_ segment: Int) async throws -> ArcLengthTable {
    var pictures: [[Float]] = []
    for sample in source.plan.samples(of: segment) {
      let (image, seconds) = try await picture(of: sample)
      report.measured += 1
      pictures.append(features.features(of: image))
      tell("measuring the speed behind keyframe \(segment + 1)", seconds)
    }
    return ArcLengthTable(
      distances: zip(pictures, pictures.dropFirst()).map { features.distance($0, $1) })
  }

  // MARK: Files

  private mutating func write(using encoder: URL?) throws {
    let walk = source.plan.walk
    let target = target
    func frame(_ number: Int) throws -> RGBImage { try ImageFile.read(target.frame(number)) }
    switch target.kind {
    case .frames:
      report.bytes = (0..<walk.length).reduce(0) { $0 + Self.size(of: target.frame($1)) }
    case .webp:
      var animation = try WebPAnimation(size: try frame(0).size, quality: quality)
      func start(_ number: Int) -> Int { number * 1000 / walk.framesPerSecond }
      for number in 0..<walk.length { try animation.add(try frame(number), at: start(number)) }
      try AtomicFile.write(animation.finish(at: start(walk.length)), to: target.place)
    case .film(let film):
      guard let encoder else { return }
      try FilmEncoder(
        program: encoder, film: film, size: try frame(0).size,
        framesPerSecond: walk.framesPerSecond
      ).write(walk.length, to: target.place, frames: frame)
    }
    if target.kind != .frames { report.bytes = Self.size(of: target.place) }
    if let sheet { try write(sheet: sheet, frame) }
  }

  /// Sixteen frames at equal distances, in four rows.
  private func write(sheet: URL, _ frame: (Int) throws -> RGBImage) throws {
    let length = source.plan.walk.length
    let count = min(16, length)
    var rows: [[RGBImage]] = []
    for index in 0..<count {
      if index % 4 == 0 { rows.append([]) }
      let number = count < 2 ? 0 : index * (length - 1) / (count - 1)
      rows[rows.count - 1].append(try frame(number))
    }
    let picture = ContactSheet.picture(of: rows)
    let format = ImageFormat(fileExtension: sheet.pathExtension) ?? .png
    try AtomicFile.write(try ImageFile.encode(picture, as: format), to: sheet)
  }

  private static func size(of file: URL) -> Int {
    let facts = try? FileManager.default.attributesOfItem(atPath: file.path)
    return facts?[.size] as? Int ?? 0
  }
}
