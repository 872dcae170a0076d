import Checksums
import Foundation
import Generators
import Imaging
import Inference
import Sharding
import Synthesis

/// Works through the jobs of `ganvas render` with one loaded model.
struct MapRenderer {
  private let options: RenderCommand
  private let actor: InferenceActor
  private let description: ModelDescription
  /// The model's own label set; `nil` for models without labels.
  private let modelSet: LabelSet?
  private let reader: MapReader
  private let style: RGBImage?
  private let pyramid: PyramidRequest?
  private let styler: ObjectStyler
  private let statistics: NormalizationStatistics
  private let classWeights: [Int: Double]
  private let directions: [LatentDirection]
  private let fingerprint: RenderFingerprint
  private let loadSeconds: Double

  /// Pictures of the folder are noted in it.
  var ledger: Ledger?
  /// Asked between two pictures.
  var isStopped: () -> Bool = { false }

  /// Loads the model and everything all jobs share.
  /// - Parameter shared: Keeps models that were loaded for other renderers.
  init(_ options: RenderCommand, sharing shared: InferenceActor? = nil) async throws {
    self.options = options
    let places = ProgramPlaces()
    reader = MapReader(
      paintedSet: try options.labelSet.map { try places.labelSet($0) },
      wantsInstances: options.instances != nil, isOneBased: options.oneBased,
      unknown: options.unknown, nearest: options.nearest)
    let styleBytes = try options.styleImage.map {
      try ImageFile.bytes(of: URL(fileURLWithPath: $0))
    }
    style = try styleBytes.map { try ImageFile.decode($0, named: options.styleImage ?? "") }
    actor = shared ?? InferenceActor(places.inference(options.compute))
    let clock = ContinuousClock.now
    description = try await actor.load(options.model)
    loadSeconds = (ContinuousClock.now - clock) / .seconds(1)
    modelSet = description.capabilities.labels?.labelSet
    // A model with a map of its own needs none: what is painted differs from that.
    let needsMap = modelSet != nil && description.capabilities.labels?.startMap == nil
    if needsMap && options.labels == nil || modelSet == nil && options.labels != nil {
      throw SynthesisError(
        what: modelSet == nil
          ? "\(description.name) takes no label map" : "\(description.name) needs a label map",
        advice: modelSet == nil ? "Leave out --labels." : "Say which with --labels.")
    }

    var fingerprint = RenderFingerprint()
    let preferred = try fingerprint.add(model: options.model, in: places.library)
    statistics = options.statistics ?? preferred ?? .running
    fingerprint.add(
      "\(description.name) \(options.latent.fingerprint) \(options.precision) \(statistics) "
        + "\(options.labelSet ?? "") \(options.oneBased)"
        + (options.unknown.map { " unknown \($0)" } ?? "") + (options.nearest ? " nearest" : ""))
    fingerprint.add(styleBytes ?? [])
    styler = try ObjectStyler(options.objects.texts(), description)
    fingerprint.add(styler.fingerprint)
    pyramid = try options.pyramid.request(for: description)
    if pyramid != nil {
      fingerprint.add(options.pyramid.fingerprint)
      for file in options.pyramid.files { fingerprint.add(try ImageFile.bytes(of: file)) }
    }
    if case .z(let code) = options.latent.seedWord.source(in: description.capabilities) {
      fingerprint.add("\(code)")
    }
    if let file = options.latent.latent { try fingerprint.add(file: URL(fileURLWithPath: file)) }
    _ = try options.latent.state(for: description.capabilities)
    let layers = description.capabilities.latent?.layers ?? 0
    directions = try options.latent.directions().map { option in
      try fingerprint.add(file: URL(fileURLWithPath: option.path))
      return try option.direction(ofLayers: layers)
    }
    classWeights = try options.latent.classWeights(names: description.capabilities.classNames)
    self.fingerprint = fingerprint
  }

  /// Renders all; failures are noted and the others go on.
  func run(_ jobs: [RenderJob]) async -> RenderReport {
    var report = RenderReport(
      model: description.name, family: description.family, loadSeconds: loadSeconds)
    var progress = RenderProgress(total: jobs.count)
    for (index, job) in jobs.enumerated() {
      guard !isStopped() else { break }
      let picture = await attempt(job, stamp: index)
      report.add(picture, isKept: options.json)
      tell(picture, &progress, isAlone: jobs.count == 1)
    }
    ledger?.flush()
    return report
  }

  /// One job; a failure is noted in the report and in the ledger.
  func attempt(_ job: RenderJob, stamp: Int) async -> RenderReport.Picture {
    var picture = RenderReport.Picture(labels: job.labels?.path, output: job.output.path)
    do {
      try await render(job, stamp: stamp, into: &picture)
    } catch {
      picture.error = "\(error)"
      try? ledger?.append(
        item: job.itemName, output: job.outputName, error: "\(error)")
    }
    return picture
  }

  /// The model's name, for manifests.
  var modelName: String { description.name }

  /// What a picture depends on.
  /// - Throws: `ImageFileError` for maps that cannot be read.
  func fingerprint(of job: RenderJob) throws -> RenderFingerprint {
    fingerprint(
      of: job, try job.labels.map { try ImageFile.bytes(of: $0) },
      try job.instances.map { try ImageFile.bytes(of: $0) })
  }

  private func fingerprint(
    of job: RenderJob, _ labelBytes: [UInt8]?, _ instanceBytes: [UInt8]?
  ) -> RenderFingerprint {
    var fingerprint = fingerprint
    if let member = job.member { fingerprint.add(member.fingerprint) }
    fingerprint.add(labelBytes ?? [])
    fingerprint.add(instanceBytes ?? [])
    return fingerprint
  }

  private func render(
    _ job: RenderJob, stamp: Int, into picture: inout RenderReport.Picture
  ) async throws {
    let labelBytes = try job.labels.map { try ImageFile.bytes(of: $0) }
    let instanceBytes = try job.instances.map { try ImageFile.bytes(of: $0) }
    let fingerprint = fingerprint(of: job, labelBytes, instanceBytes)
    let latent = job.member?.applied(to: options.latent) ?? options.latent
    if job.output.pathExtension.lowercased() == "png", fingerprint.isCarried(by: job.output) {
      picture.skipped = true
      return
    }
    var conditioning = Conditioning(
      classWeights: classWeights, exemplar: style, pyramid: pyramid)
    if let labelBytes, let modelSet {
      let shift = try reader.read(
        labelBytes, instanceBytes, of: job, modelSet, into: &conditioning,
        remarks: &picture.remarks)
      picture.remarks += try styler.apply(
        &conditioning, shift: shift, map: job.labels?.lastPathComponent ?? "the map")
    }
    var state = try latent.state(for: description.capabilities)
    state.directions = directions
    let request = RenderRequest(
      stamp: stamp, conditioning: conditioning, latent: state,
      precision: options.precision, statistics: statistics)
    picture.remarks += await actor.remarks(on: request)
    let frame = try await actor.render(request)
    let bytes = try write(frame.image, to: job.output, fingerprint, latent)
    try ledger?.append(
      item: job.itemName, output: job.outputName, fingerprint: fingerprint.text,
      bytes: bytes.count, crc32: CRC32.checksum(of: bytes), seconds: frame.seconds)
    if let file = options.latent.saveLatent {
      try LatentFile.write(try await actor.latent(of: request), to: file)
    }
    picture.seconds = frame.seconds
  }

  private func write(
    _ image: RGBImage, to file: URL, _ fingerprint: RenderFingerprint, _ latent: LatentOptions
  ) throws -> [UInt8] {
    try OutputPlace.makeFolder(of: file)
    let format = ImageFormat(fileExtension: file.pathExtension) ?? .png
    let bytes =
      format == .png
      ? try PNG.encode(
        image,
        text: [
          RenderFingerprint.key: fingerprint.text, "Software": "ganvas",
          "Model": description.name, "Seed": "\(latent.seed)",
          "Psi": "\(latent.truncation ?? latent.psi ?? 1)",
        ])
      : try ImageFile.encode(image, as: format)
    try AtomicFile.write(bytes, to: file)
    return bytes
  }

  private func tell(
    _ picture: RenderReport.Picture, _ progress: inout RenderProgress, isAlone: Bool
  ) {
    var lines = picture.remarks.map { "  \($0)" }
    let source = options.series.isEmpty ? picture.labels ?? picture.output : picture.output
    let name = URL(fileURLWithPath: source).lastPathComponent
    if let error = picture.error {
      lines.insert(
        isAlone ? error : progress.line(for: name, seconds: nil, note: "failed: \(error)"), at: 0)
    } else {
      let note =
        picture.skipped
        ? "already there: \(picture.output)"
        : String(format: "%.2f s → ", picture.seconds ?? 0) + picture.output
      lines.insert(progress.line(for: name, seconds: picture.seconds, note: note), at: 0)
    }
    ganvas.tell(lines.map(PrintableText.line).joined(separator: "\n"))
  }
}
