import Foundation
import Imaging
import Sessions
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
  /// - Throws: `Stopped`, `SynthesisError`, errors of files.
  mutating func run() async throws -> Report {
    let walk = source.plan.walk
    var encoder: URL?
    if case .film(let film) = target.kind { encoder = try FilmEncoder.find(for: film) }
    try OutputPlace.makeFolder(
      target.kind == .frames ? target.frames : target.place.deletingLastPathComponent())
    if target.kind != .frames {
      try FileManager.default.createDirectory(at: target.frames, withIntermediateDirectories: true)
    }
    let measures = walk.speed == .even ? walk.segmentCount : 0
    total = walk.length + measures * ArcLengthTable.samples
    let tables = try await measure(measures)
    for number in 0..<walk.length { try await make(number, tables) }
    try write(using: encoder)
    if target.kind != .frames, !keepsFrames {
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
      try AtomicFile.write(
        try PNG.encode(
          image, text: [RenderFingerprint.key: print.text, "Software": "ganvas"]), to: file)
    }
    tell("frame \(number + 1) of \(source.plan.walk.length)", seconds)
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

  /// Measures how far the picture goes in each stretch; what was measured before is read.
  private mutating func measure(_ count: Int) async throws -> [Int: ArcLengthTable] {
    guard count > 0 else { return [:] }
    report.features = features.name
    var known = measuredBefore()
    var tables: [Int: ArcLengthTable] = [:]
    for segment in 0..<count {
      let samples = source.plan.samples(of: segment)
      var print = fingerprint
      print.add(features.name)
      for sample in samples { try source.add(sample, to: &print) }
      let name = print.text
      if let table = known[name] {
        tables[segment] = table
        for _ in samples { tell("speed of ◆\(segment + 1)", nil) }
        continue
      }
      var pictures: [[Float]] = []
      for sample in samples {
        let (image, seconds) = try await picture(of: sample)
        report.measured += 1
        pictures.append(features.features(of: image))
        tell("measuring the speed behind keyframe \(segment + 1)", seconds)
      }
      let table = ArcLengthTable(
        distances: zip(pictures, pictures.dropFirst()).map { features.distance($0, $1) })
      tables[segment] = table
      known[name] = table
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try AtomicFile.write(try encoder.encode(known), to: target.lengths)
    }
    return tables
  }

  private func measuredBefore() -> [String: ArcLengthTable] {
    guard let bytes = try? ImageFile.bytes(of: target.lengths, limit: FileLimits.packageManifest)
    else { return [:] }
    return (try? JSONDecoder().decode([String: ArcLengthTable].self, from: Data(bytes))) ?? [:]
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
