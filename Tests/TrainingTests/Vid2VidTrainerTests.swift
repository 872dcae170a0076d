import ArgumentParser
import Foundation
import Generators
import Imaging
import Layers
import Scenes
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Training

extension Vid2VidTrainingConfiguration {
  /// A network of 32×32 that trains in milliseconds.
  static func tiny(scales: Int = 1, pictures: Int = 120) -> Vid2VidTrainingConfiguration {
    var generator = Vid2VidConfiguration(labelCount: SceneLabel.allCases.count)
    generator.ngf = 4
    generator.downsamplings = 2
    generator.blocks = 2
    generator.localBlocks = 1
    generator.frames = 2
    generator.scales = scales
    generator.beginsFromNothing = true
    generator.outputSize = TinyFilms.size
    var configuration = Vid2VidTrainingConfiguration(
      generator: generator, pictures: pictures, longestFilm: TinyFilms.frames)
    configuration.discriminatorWidth = 4
    configuration.losses.discriminatorLayers = 3
    configuration.schedule.firstLength = 3
    configuration.schedule.steadyEpochs = 2
    configuration.schedule.fallingEpochs = 2
    configuration.schedule.doublingEpochs = 1
    configuration.schedule.fixedEpochs = scales > 1 ? 1 : 0
    configuration.freshShare = 0.5
    configuration.seed = 5
    return configuration
  }
}

/// Films of scenes for tests.
private enum TinyFilms {
  static let size = PixelSize(width: 32, height: 32)
  static let frames = 9
  static var source: SceneFilmSource {
    SceneFilmSource(films: 3, frames: frames, size: size, firstSeed: 40)
  }
}

@Suite(.serialized) struct Vid2VidTrainerTests {
  init() { #expect(EngineFixture.isReady) }

  private func values(_ trainer: Vid2VidTrainer) -> [Float] {
    trainer.savedTensors.flatMap { $0.tensor.floats() }
  }

  @Test("A stopped run goes on to where an uninterrupted one ends, to the bit", arguments: [1, 2])
  func resumed(scales: Int) throws {
    func run(_ folder: URL, _ pictures: Int) throws -> Vid2VidTrainer {
      try trainedRun(
        Vid2VidTrainer.self, .tiny(scales: scales), from: TinyFilms.source, in: folder,
        pictures: pictures)
    }
    let straight = try withFolder { try run($0, 70) }
    let continued = try withFolder { folder in
      _ = try run(folder, 20)
      _ = try run(folder, 42)
      return try run(folder, 70)
    }
    #expect(straight.step == continued.step)
    let areEqual = values(straight) == values(continued)  // a diff would take minutes
    #expect(areEqual)
  }

  @Test("Losses of a step are there, and the flow and pictures come nearer to the true ones")
  func learns() throws {
    var configuration = Vid2VidTrainingConfiguration.tiny(pictures: 10_000)
    configuration.schedule.rate = 2e-3
    let trainer = try Vid2VidTrainer(configuration)
    let source = TinyFilms.source
    let examples = try (0..<4).map { try source.example(at: $0) }
    var seen: [[Vid2VidTrainer.Loss: Double]] = []
    for _ in 0..<40 { seen.append(try trainer.train(on: examples)) }
    for name in Vid2VidTrainer.Loss.allCases where name != .perceptual {
      #expect(seen.contains { $0[name] != nil }, "\(name)")
    }
    func mean(_ name: Vid2VidTrainer.Loss, _ part: some Sequence<[Vid2VidTrainer.Loss: Double]>)
      -> Double
    {
      let values = part.compactMap { $0[name] }
      return values.reduce(0, +) / Double(values.count)
    }
    for name in [Vid2VidTrainer.Loss.pyramid, .flow] {
      let (first, last) = (mean(name, seen.prefix(5)), mean(name, seen.suffix(5)))
      #expect(last < 0.7 * first, "\(name): \(first) → \(last)")
    }
  }

  @Test("Steps grow with the epochs, and what was seen is their sum") func lengths() {
    let configuration = Vid2VidTrainingConfiguration.tiny(pictures: 120)
    // Epochs of 30 frames: stretches of 3, 6, 8 (the longest there is), each with one before it.
    let lengths = (0..<16).map { configuration.batchSize(atStep: $0) }
    #expect(lengths.prefix(8).allSatisfy { $0 == 4 })
    #expect(lengths[8] == 7 && lengths.last == 9)
    for step in 0..<16 {
      #expect(
        configuration.picturesSeen(after: step + 1)
          == configuration.picturesSeen(after: step) + lengths[step])
    }
    #expect(configuration.rate(after: 0) == 2e-4)
    #expect(configuration.rate(after: 1_000_000) > 0)
  }

  @Test("With finer scales the finest learns alone first") func fixed() throws {
    let source = TinyFilms.source
    let examples = try (0..<4).map { try source.example(at: $0) }
    let trainer = try Vid2VidTrainer(.tiny(scales: 2))
    func part(_ scale: Int) -> [Float] {
      trainer.generator.parameters()
        .filter { $0.kind == .learned && $0.name.hasPrefix("\(scale).") }
        .flatMap { $0.tensor.floats() }
    }
    let before = (part(0), part(1))
    try trainer.train(on: examples)
    let (coarseStayed, fineMoved) = (before.0 == part(0), before.1 != part(1))
    #expect(coarseStayed && fineMoved)
    trainer.resume(atStep: 8)
    try trainer.train(on: examples)
    let coarseMoved = before.0 != part(0)
    #expect(coarseMoved)
  }

  @Test("A run of one scale becomes the coarse part of one of two; others are refused")
  func begun() throws {
    try withFolder { folder in
      let small = folder.appendingPathComponent("small")
      _ = try trainedRun(
        Vid2VidTrainer.self, .tiny(), from: TinyFilms.source, in: small, pictures: 8)
      func begin(_ configuration: Vid2VidTrainingConfiguration) throws -> Vid2VidTrainer {
        var options = TrainingOptions(
          folder: folder.appendingPathComponent("\(UUID())"), pictures: 8)
        options.start = small
        return try TrainingRun<Vid2VidTrainer>(
          configuration, source: TinyFilms.source, held: TinyFilms.source, options: options
        ).trainer
      }
      let saved = try SavedState(small, family: "vid2vid")
      let fine = try begin(.tiny(scales: 2))
      for entry in fine.generator.parameters() where entry.name.hasPrefix("0.") {
        let isTaken = saved.checkpoint["networks.\(entry.name)"]?.floats() == entry.tensor.floats()
        #expect(isTaken, "\(entry.name)")
      }
      var wide = Vid2VidTrainingConfiguration.tiny()
      wide.generator.ngf = 8
      #expect {
        try begin(wide)
      } throws: { "\($0)".contains("--ngf") }
    }
  }

  @Test(
    "A run becomes a package whose film begins from nothing",
    arguments: Vid2VidConfiguration.Doubling.allCases)
  func packed(doubling: Vid2VidConfiguration.Doubling) throws {
    try withFolder { folder in
      let run = folder.appendingPathComponent("run")
      var configuration = Vid2VidTrainingConfiguration.tiny()
      configuration.generator.doubling = doubling
      _ = try trainedRun(
        Vid2VidTrainer.self, configuration, from: TinyFilms.source, in: run, pictures: 8)
      let set = LabelSet.numbered(SceneLabel.allCases.count)
      let place = folder.appendingPathComponent("film.ganvas")
      try TrainableFamilyTable.builtIn.openRun(run)
        .write(to: place, labelSet: set, precision: .float16, licence: "none")
      let model = try FamilyTable.builtIn.load(
        ModelPackage.read(place), from: .init(folders: [], labelSets: folder))
      #expect(model.description.capabilities.history?.needsFirst == false)
      let example = try TinyFilms.source.example(at: 0)
      let picture = try model.synthesize(
        RenderRequest(
          stamp: 0, conditioning: Conditioning(labelSet: set, labels: example.labels),
          statistics: .current), checkpoint: {})
      #expect(picture.size == TinyFilms.size)
      // Only the reference's structure has options for the reference's program.
      let package = try ModelPackage.read(place)
      #expect(
        ((try? Vid2VidModel.referenceOptions(of: package)) != nil) == (doubling == .transposed))
    }
  }

  @Test("Trained from the command line's arguments, on scenes and on clips, in both precisions")
  func commandLine() throws {
    try withFolder { folder in
      let set = LabelSet.numbered(SceneLabel.allCases.count)
      let clip = folder.appendingPathComponent("clips/one")
      try FileManager.default.createDirectory(at: clip, withIntermediateDirectories: true)
      for frame in 0..<4 {
        try ClipFixture.write(
          try TinyFilms.source.example(at: frame), frame, labelSet: set, to: clip)
      }
      var lines: [String] = []
      let environment = TrainingEnvironment(
        device: .cpu, threads: 1, labelSet: { _ in set }, isInterrupted: { false },
        show: { lines.append($0) })
      let network = [
        "--size", "32x32", "--ngf", "2", "--downsamplings", "2", "--blocks", "2", "--ndf", "2",
        "--length", "2", "--pictures", "6", "--loaders", "1",
      ]
      for (name, data) in [
        ("scenes", ["--scenes", "2", "--frames", "5"]),
        ("clips", ["--data", folder.appendingPathComponent("clips").path]),
        ("narrow", ["--scenes", "2", "--frames", "5", "--precision", "bfloat16"]),
      ] {
        let run = folder.appendingPathComponent(name)
        try Vid2VidTrainingArguments.parse(data + network + ["-o", run.path])
          .train(in: environment)
        #expect(try TrainableFamilyTable.builtIn.openRun(run).steps == 2)
        let begun = RunFolder.configuration(of: run, as: Vid2VidTrainingConfiguration.self)
        #expect(begun?.generator.doubling == .resized)
      }
      // A run from before there was a choice goes on with what it has.
      let old = folder.appendingPathComponent("old")
      _ = try trainedRun(
        Vid2VidTrainer.self, .tiny(), from: TinyFilms.source, in: old, pictures: 8)
      let options = ["--scenes", "2", "-o"]
      #expect(
        try Vid2VidTrainingArguments.parse(options + [old.path]).configured().generator.doubling
          == .transposed)
      #expect(
        try Vid2VidTrainingArguments.parse(options + ["none"]).configured().generator.doubling
          == .resized)
      #expect(lines.count { $0 == "done" } == 3)
    }
  }

  @Test("Arguments that no run can have are refused in words") func arguments() {
    func isRefused(_ arguments: [String]) -> Bool {
      (try? Vid2VidTrainingArguments.parse(["--scenes", "4", "-o", "none"] + arguments)) == nil
    }
    #expect(!isRefused([]))
    #expect(!isRefused(["--scales", "2", "--size", "512x256"]))
    for wrong in [
      ["--size", "250x128"], ["--size", "0"], ["--size", "256x"], ["--ngf", "0"],
      ["--window", "1"], ["--window", "9", "--frames", "9"], ["--frames", "1"], ["--scales", "9"],
      ["--scenes", "0"], ["--pictures", "0"], ["--fresh", "nan"], ["--rate", "0"],
      ["--flow", "-1"], ["--epochs", "1"], ["--length", "0"], ["--data", "clips"],
    ] {
      #expect(isRefused(wrong), "\(wrong)")
    }
  }
}

@Suite(.serialized) struct FilmSourceTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("A step's examples are frames of one film, all mirrored or none") func schedule() {
    let schedule = BatchSchedule(TinyFilms.source, seed: 1, flips: true, uses: 8) { $0 * 4 }
    var sides: Set<Bool> = []
    for step in 0..<12 {
      let picks = schedule.picks(of: step)
      #expect(picks.map(\.index) == (0..<4).map { picks[0].index + $0 })
      #expect(picks[0].index % TinyFilms.frames == 0)
      #expect(Set(picks.map(\.isMirrored)).count == 1)
      sides.insert(picks[0].isMirrored)
    }
    #expect(sides.count == 2)
  }

  @Test("Frames in any order are the same, and mirrored motion leads back as well") func frames()
    throws
  {
    let inOrder = TinyFilms.source
    let examples = try (9..<13).map { try inOrder.example(at: $0) }
    let alone = try TinyFilms.source.example(at: 12)
    #expect(examples[3].image == alone.image && examples[3].motion == alone.motion)
    #expect(examples[0].motion == nil)
    let motion = try #require(examples[3].motion)
    #expect(motion.mirrored().mirrored() == motion)
    #expect(motion.mirrored().x[0] == -motion.x[motion.size.width - 1])
    // Half the size: half the motion.
    let half = motion.resizedNearest(to: PixelSize(width: 16, height: 16))
    let most = (motion.x.map(abs).max() ?? 0, half.x.map(abs).max() ?? 0)
    #expect(most.1 <= most.0 / 2 + 1e-6)
  }

  @Test("Clips are read as they were drawn; a missing motion is named") func clips() throws {
    try withFolder { folder in
      let set = LabelSet.numbered(SceneLabel.allCases.count)
      let source = TinyFilms.source
      for clip in 0..<2 {
        let place = folder.appendingPathComponent("clip\(clip)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        for frame in 0..<4 {
          try ClipFixture.write(
            try source.example(at: TinyFilms.frames * clip + frame), frame, labelSet: set,
            to: place)
        }
      }
      let clips = try ClipFolderSource(folder: folder, labelSet: set, size: TinyFilms.size)
      #expect(clips.count == 8 && clips.longest == 4)
      let read = try clips.example(at: 6)
      let drawn = try source.example(at: TinyFilms.frames + 2)
      #expect(read.image == drawn.image && read.labels == drawn.labels)
      #expect(read.motion?.confidence == drawn.motion?.confidence)
      #expect(try clips.example(at: 4).motion == nil)
      let (held, rest) = clips.holdingOne()
      #expect(held.count == 4 && rest.count == 4)
      var random = SeededRandom(seed: 1)
      for _ in 0..<20 {
        let picks = clips.indices(3, using: &random)
        #expect([0, 1, 4, 5].contains(picks[0]) && picks[2] == picks[0] + 2)
      }
      // Without marks the colours decide: what did not change is trusted.
      let marks = folder.appendingPathComponent("clip1/seen-0002.png")
      try FileManager.default.removeItem(at: marks)
      let judged = try #require(
        ClipFolderSource(folder: folder, labelSet: set, size: TinyFilms.size).example(at: 6)
          .motion)
      let sure = Double(judged.confidence.reduce(0, +))
      #expect(sure > 0.5 * Double(TinyFilms.size.area))
      try FileManager.default.removeItem(
        at: folder.appendingPathComponent("clip1/flow-0003.npy"))
      #expect {
        try ClipFolderSource(folder: folder, labelSet: set, size: TinyFilms.size)
      } throws: { "\($0)".contains("img-0003.png has no motion") }
    }
  }
}

@Suite(.serialized) struct Vid2VidLossTests {
  init() { #expect(EngineFixture.isReady) }

  /// What flow and warp losses are differentiated by.
  private struct Leaves: Parameterized {
    var flow: Tensor
    var picture: Tensor
    var weight: Tensor

    mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
      throws(ParameterError)
    {
      try visitor.visit(&flow, at: path / "flow", kind: .learned)
      try visitor.visit(&picture, at: path / "picture", kind: .learned)
      try visitor.visit(&weight, at: path / "weight", kind: .learned)
    }
  }

  @Test("Flow and warp losses have the slope of finite differences", arguments: 0..<4)
  func slopes(which: Int) throws {
    let random = RandomGenerator(seed: 3)
    func wide(_ tensor: Tensor) -> Tensor { tensor.converted(to: .float64) }
    var leaves = Leaves(
      flow: random.normal([1, 2, 8, 12]), picture: random.normal([1, 3, 8, 12]).tanh(),
      weight: random.uniform([1, 1, 8, 12]))
    let before = wide(random.normal([1, 3, 8, 12]).tanh())
    let real = wide(random.normal([1, 3, 8, 12]).tanh())
    let known = wide(random.normal([1, 2, 8, 12]))
    let sure = wide(random.uniform([1, 1, 8, 12]))
    let losses = Vid2VidLosses()
    try expectSlope(of: &leaves) { leaves in
      // Every leaf takes part a little, so that each has a gradient.
      let rest =
        (leaves.flow.mean() + leaves.picture.mean() + leaves.weight.mean()) * 1e-3
      return switch which {
      case 0: rest + losses.flow(leaves.flow, reference: known, confidence: sure, scales: 2)
      case 1: rest + losses.realWarp(leaves.flow, before: before, real: real, confidence: sure)
      case 2:
        rest
          + losses.resultWarp(leaves.picture, before: before, reference: known, confidence: sure)
      default: rest + losses.weight(leaves.weight, confidence: sure)
      }
    }
  }
}
