import ArgumentParser
import Foundation
import Generators
import Imaging
import Synthesis
import Tensors

/// How the pictures of a film follow from each other.
enum FilmEngineOption: String, CaseIterable, ExpressibleByArgument {
  /// The model's own way, where it makes films; else the known motion, where it is known; else
  /// none.
  case auto
  /// Fine detail moves along the known motion.
  case coherent
  /// Every picture by itself.
  case plain
}

/// `ganvas film`: a folder of label maps, one per frame, to a film that holds together.
struct FilmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "film",
    abstract: "Render a sequence of label maps as a film.",
    discussion: """
      Takes the maps of a folder in the order of their names. A vid2vid model makes every picture \
      from the map and its own earlier pictures; T maps make T pictures, the first map standing in \
      for those before it. Any other map model makes every picture by itself; where the folder holds \
      the motion (flow-NNNN.npy and seen-NNNN.png, as ganvas scenes film writes them), fine detail \
      moves along and does not boil (--engine coherent).

      With --keyframes the maps between painted ones are made: objects of equal number move, turn \
      and grow, their outlines change into each other, others come and go, and the ground with them; \
      a camera per keyframe pans and zooms. Their motion is known exactly: any map model's detail \
      moves along, and with --known-flow a film model's pictures do.

      The film begins with --first pictures, with the picture that --first-model makes of the first \
      map, or as the model can. Writes numbered PNGs, an animated WebP, or, with an installed \
      ffmpeg, GIF, MP4 or WebM. A folder of folders is a film for each of them; shards make whole \
      films. Stopped or killed, the same command goes on where it was and ends in \
      the same bytes.

      Examples:
        ganvas film --labels maps/ --model street --first-model landscape -o street.webp
        ganvas scenes film --seed 7 --frames 48 -o data/film
        ganvas film --labels data/film --model landscape -o coherent.webp
        ganvas film --labels data/film --model landscape --engine plain -o plain/
        ganvas film --labels sequences/ --model street -o films/ --as webp --shard 0/4
        ganvas film --labels sequences/ --model street -o films/ --as webp --verify --shards 4
        ganvas film --keyframes a-labels.png b-labels.png --frames-between 23 --model landscape -o ab.webp

      Exit codes: 0 done, 1 failed, 2 wrong usage, 75 stopped: the same command goes on; 143 \
      stopped by SIGTERM.
      """)

  @Option(help: "Folder of label maps (PNG), one per frame.", completion: .directory)
  var labels: String?

  @OptionGroup var keyframes: KeyframeOptions

  @Option(help: "Folder of instance maps; those beside the label maps are found.")
  var instances: String?

  @Option(help: "Name of a model, or the path of a package or checkpoint folder.")
  var model: String

  @Option(help: "auto, coherent or plain.")
  var engine = FilmEngineOption.auto

  @Flag(help: "A film model goes by the known motion instead of its own.")
  var knownFlow = false

  @Option(
    help: "Picture before the first frame; repeatable, the newest last.", completion: .file())
  var first: [String] = []

  @Option(help: "Model that makes the picture before the first frame, from the first map.")
  var firstModel: String?

  @Option(help: "Seed of the latent z, the same in every frame.")
  var seed: UInt32 = 0

  @Option(help: "Statistics that normalize: running or current; the model's own choice if absent.")
  var statistics: NormalizationStatistics?

  @Option(help: "Label set the maps are painted with; the model's if absent.")
  var labelSet: String?

  @Option(name: .customLong("fps"), help: "Frames per second.")
  var framesPerSecond = 12

  @Option(help: "Quality of an animated WebP, 1 to 100.")
  var quality = 85

  @Flag(help: "Keep the frames beside a film.")
  var keepFrames = false

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "Ending of the films, where --labels holds several: webp, gif, mp4 or webm; folders of frames "
        + "if absent.", valueName: "ending"))
  var format: String?

  @OptionGroup var sharding: ShardOptions

  @OptionGroup var verification: VerifyOptions

  @OptionGroup var compute: ComputeOptions

  @Option(name: .shortAndLong, help: "A folder, or a .webp, .gif, .mp4 or .webm file.")
  var output: String

  func validate() throws {
    guard (1...120).contains(framesPerSecond) else { throw ValidationError("--fps is 1 to 120") }
    guard (1...100).contains(quality) else {
      throw ValidationError("--quality is a number from 1 to 100")
    }
    if let format, !WalkTarget.endings.contains(format) {
      throw ValidationError("--as is one of \(WalkTarget.endings.joined(separator: ", "))")
    }
    guard (labels == nil) != keyframes.files.isEmpty else {
      throw ValidationError("give either --labels or --keyframes")
    }
    guard instances == nil || labels != nil else {
      throw ValidationError("--instances goes with --labels; keyframes have --keyframe-instances")
    }
    guard !knownFlow || engine == .auto else {
      throw ValidationError("--known-flow is for film models: leave out --engine")
    }
    guard first.isEmpty || firstModel == nil else {
      throw ValidationError(
        "the film begins with --first pictures or with --first-model's, not both")
    }
  }

  func run() throws {
    if let sequences = FilmSequences(labels) {
      try run(sequences)
      return
    }
    guard !sharding.isAsked, !verification.verify, format == nil else {
      throw ValidationError(
        "--shard, --shards, --verify and --as are for several films: a folder of folders of maps")
    }
    try runAlone()
  }

  /// Makes one film.
  func runAlone() throws {
    var export = try export()
    let interrupt = Interrupt()
    export.isStopped = { interrupt.happened }
    var progress = WalkProgress()
    export.onProgress = { progress.tell($0) }
    export.onRemark = { tell("  " + PrintableText.line($0)) }
    do {
      try export.run()
      progress.end()
      tell("written: \(export.target.place.path), \(counted(export.maps.count, "frame"))")
    } catch let stopped as WalkExport.Stopped {
      progress.end()
      tell("stopped at \(stopped.frames) of \(stopped.total); the same command goes on from there")
      throw ExitCode(interrupt.exitCode)
    }
  }

  /// One film with its model, loaded.
  func export() throws -> FilmExport {
    let target: WalkTarget
    do { target = try WalkTarget(output) } catch { throw ValidationError(error.description) }
    if target.kind != .frames { try OutputPlace.check(target.place, for: WalkTarget.endings) }
    let places = ProgramPlaces()
    let painted = try labelSet.map { try places.labelSet($0) }
    var reader = MapReader(
      paintedSet: painted, wantsInstances: instances != nil, namesNeighbours: false)
    let folder = try labels.map {
      try FilmMaps(labels: $0, instances: instances, reader: reader)
    }
    let pictures = try first.map { try ImageFile.read(URL(fileURLWithPath: $0)) }
    if case .film(let film) = target.kind { _ = try FilmEncoder.find(for: film) }
    var fingerprint = RenderFingerprint()
    let preferred = try fingerprint.add(model: model, in: places.library)
    if let firstModel { _ = try fingerprint.add(model: firstModel, in: places.library) }
    for file in first { fingerprint.add(try ImageFile.bytes(of: URL(fileURLWithPath: file))) }

    let loaded = try places.loaded(model, compute)
    let capabilities = loaded.description.capabilities
    guard let set = capabilities.labels?.labelSet else {
      throw SynthesisError(
        what: "\(loaded.description.name) takes no label maps", advice: "Take a map model.")
    }
    let chosen = statistics ?? preferred ?? capabilities.preferredStatistics
    fingerprint.add(
      "\(loaded.description.name) \(engine) \(seed) \(chosen) \(labelSet ?? "") "
        + "\(firstModel ?? "")" + (knownFlow ? " known" : ""))
    reader.wantsInstances = !keyframes.instances.isEmpty
    let maps: any FilmSequence = try folder ?? keyframes.maps(reader, labelSet: set)
    var export = FilmExport(
      maps: maps, labelSet: set, model: loaded, engine: engine, target: target,
      fingerprint: fingerprint)
    export.usesKnownFlow = knownFlow
    export.first = pictures
    export.makesFirst = try firstModel.map { name in
      let other = try places.loaded(name, compute)
      return { try other.synthesize($0, checkpoint: {}) }
    }
    export.latent = LatentState(source: .seed(seed))
    export.statistics = chosen
    export.framesPerSecond = framesPerSecond
    export.quality = quality
    export.keepsFrames = keepFrames
    return export
  }
}

extension ProgramPlaces {
  /// Loads a model on the calling thread, packaged or not, ready on the chosen device.
  /// - Throws: `ModelError`, `ImportError`, `TensorError`.
  func loaded(_ name: String, _ compute: ComputeOptions) throws -> any Generator {
    try Engine.load(usesCUDA: compute.device != .cpu)
    Engine.threads = compute.threadCount
    let device = try Engine.device(for: compute.device)
    var generator: any Generator
    switch try library.find(name) {
    case .package(let package): generator = try FamilyTable.builtIn.load(package, from: library)
    case .other(let place): generator = try loadedCheckpoint(place)
    }
    try generator.move(to: device)
    try generator.prepare(for: .float32)
    return generator
  }
}
