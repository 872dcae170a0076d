import ArgumentParser
import Foundation
import GeneratorSupport
import Generators
import Imaging
import Synthesis
import TestSupport
import Testing

@testable import Training

/// A family that only tests know is trained and packed by its lines in the two tables.
@Suite(.serialized) struct TrainableFamilyTests {
  let models = FamilyTable(FamilyTable.builtIn.families + [.flat])
  let table = TrainableFamilyTable(TrainableFamilyTable.builtIn.families + [.flat])

  init() { #expect(EngineFixture.isReady) }

  private func train(_ arguments: [String]) throws {
    let family = try #require(table["flat"])
    let environment = TrainingEnvironment(
      device: .cpu, threads: 2, labelSet: { _ in .bands }, isInterrupted: { false },
      show: { _ in })
    func run<Arguments: TrainingArguments>(_ type: Arguments.Type) throws {
      try type.parse(arguments).train(in: environment)
    }
    try run(family.arguments)
  }

  @Test("Trained from the command line's arguments, packed, loaded and rendered")
  func newFamily() throws {
    try withFolder { folder in
      let photos = folder.appendingPathComponent("photos")
      try FileManager.default.createDirectory(at: photos, withIntermediateDirectories: true)
      for index in 0..<2 {
        try AtomicFile.write(
          PNG.encode(RGBImage(width: 8, height: 8, filledWith: RGB(255, 255, 0))),
          to: photos.appendingPathComponent("\(index).png"))
      }
      let run = folder.appendingPathComponent("run")
      let place = folder.appendingPathComponent("flat.ganvas")
      try train(["--data", photos.path, "--pictures", "8", "-o", run.path])
      // Goes on where it was left.
      try train(["--data", photos.path, "--pictures", "24", "-o", run.path])
      let trained = try table.openRun(run)
      #expect(trained.steps == 12)
      try trained.write(to: place, labelSet: .bands, precision: .float32, licence: "none")
      let model = try models.load(
        ModelPackage.read(place), from: .init(folders: [], labelSets: folder))
      let picture = try model.synthesize(
        RenderRequest(stamp: 0, conditioning: Conditioning()), checkpoint: {})
      #expect(picture.elements.allSatisfy { $0.red >= 254 && $0.blue == 0 })
      #expect(throws: TrainingError.self) { try TrainableFamilyTable.builtIn.openRun(run) }
    }
  }

  @Test(
    "A step without memory ends the run with a checkpoint from before it, and says what to lower")
  func outOfMemory() throws {
    try withFolder { folder in
      FlatTrainer.failingStep = 3
      defer { FlatTrainer.failingStep = nil }
      let run = try TrainingRun<FlatTrainer>(
        FlatTrainingConfiguration(), source: BandSource(), held: BandSource(),
        options: .init(folder: folder, pictures: 20))
      let error = #expect(throws: TrainingError.self) {
        try run.run(shouldStop: { false }, report: { _ in })
      }
      let words = error?.description ?? ""
      #expect(words.hasPrefix("step 4: ") && words.contains("--batch"), "\(words)")
      #expect(try table.openRun(folder).steps == 3)
      // The same run goes on where memory suffices.
      FlatTrainer.failingStep = nil
      let again = try TrainingRun<FlatTrainer>(
        FlatTrainingConfiguration(), source: BandSource(), held: BandSource(),
        options: .init(folder: folder, pictures: 20))
      #expect(again.trainer.step == 3)
      try again.run(shouldStop: { false }, report: { _ in })
      #expect(again.trainer.step == 10)
    }
  }

  @Test("Arguments out of range are refused by the family's own check") func refusal() {
    #expect(throws: (any Error).self) {
      try train(["--data", "none", "--pictures", "0", "-o", "none"])
    }
  }

  @Test("Fixtures of a family come from both tables") func fixtures() {
    #expect(table.fixtures(ofFamily: "flat", models: models).count == 1)
    for family in TrainableFamilyTable.builtIn.families {
      #expect(FamilyTable.builtIn[family.family.name] != nil)
      #expect(
        table.fixtures(ofFamily: family.family.name).count
          == family.family.fixtures.count + family.fixtures.count)
    }
  }
}
