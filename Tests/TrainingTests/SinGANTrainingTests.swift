import Foundation
import Generators
import Imaging
import TestSupport
import Testing

@testable import Training

@Suite(.serialized) struct SinGANTrainingTests {
  init() { #expect(EngineFixture.isReady) }

  private static let photo: RGBImage = {
    var random = SeededGenerator(seed: 4)
    var picture = RGBImage(width: 34, height: 30, filledWith: RGB(90, 120, 180))
    for index in picture.elements.indices where index / 34 > 14 {
      picture.elements[index] = RGB(60, .random(in: 80...160, using: &random), 40)
    }
    return picture
  }()

  private static func configuration() -> SinGANTrainingConfiguration {
    var configuration = SinGANTrainingConfiguration(photo: photo.size)
    configuration.recipe = .minutes
    configuration.recipe.iterations = [4]
    configuration.recipe.firstWidth = 4
    configuration.recipe.pool = 3
    configuration.recipe.measuredPictures = 2
    return configuration
  }

  @Test("Notes of a run that nobody wrote in good faith are no progress, and hang nobody")
  func strangeNotes() throws {
    try withFolder { folder in
      let note = folder.appendingPathComponent("progress.json")
      func write(iteration: Int, of iterations: Int) throws {
        let text = """
          {"scale": 0, "sizes": [{"width": 20, "height": 16}], "iteration": \(iteration),
           "iterations": \(iterations), "scaleSecondsLeft": -1e300, "secondsLeft": 1e300,
           "losses": {}}
          """
        try Data(text.utf8).write(to: note)
      }
      try write(iteration: .min, of: 1)
      #expect(PhotoTraining.progress(in: folder)?.fraction == 0)
      try write(iteration: .max, of: 1)
      #expect(PhotoTraining.progress(in: folder)?.fraction == 1)
      try write(iteration: 1, of: 0)
      #expect(PhotoTraining.progress(in: folder) == nil)
      try FileManager.default.removeItem(at: note)
      #expect(mkfifo(note.path, 0o600) == 0)
      #expect(PhotoTraining.progress(in: folder) == nil)
    }
  }

  @Test("The coarsest scales make more steps, and plans and older runs know it") func coarse()
    throws
  {
    let recipe = SinGANRecipe.minutes
    #expect((0..<5).map { recipe.resolved(at: $0).discriminatorSteps } == [3, 3, 1, 1, 1])
    #expect((0..<5).map { recipe.resolved(at: $0).steps } == [3, 3, 1, 1, 1])
    #expect(SinGANRecipe.reference.resolved(at: 0) == .reference)
    #expect(SinGANRecipe.draft.coarse == nil)

    var configuration = SinGANTrainingConfiguration(photo: PixelSize(width: 640, height: 480))
    configuration.recipe = recipe
    let sizes = try configuration.sizes()
    func seconds(_ speed: SinGANPlan.Speed) -> [Double] {
      SinGANPlan(configuration, sizes: sizes, speed: speed).rows.map {
        $0.seconds / Double($0.iterations)
      }
    }
    // Overhead goes with the steps, work with what they multiply.
    #expect(seconds(.init(base: 1, perMultiplication: 0)).prefix(4) == [3, 3, 1, 1])
    var plain = configuration
    plain.recipe.coarse = nil
    let one = SinGANPlan(plain, sizes: sizes, speed: .init(base: 0, perMultiplication: 1)).rows[0]
    let three = seconds(.init(base: 0, perMultiplication: 1))[0]
    #expect(abs(three * Double(one.iterations) / one.seconds - 3) < 1e-9)

    // Runs from before have no such field.
    let encoded = try JSONEncoder().encode(plain.recipe)
    #expect(!String(decoding: encoded, as: UTF8.self).contains("coarse"))
    #expect(try JSONDecoder().decode(SinGANRecipe.self, from: encoded) == plain.recipe)
  }

  @Test("Stopped in mid-scale and continued, a run ends bit for bit as an uninterrupted one")
  func resumed() throws {
    let place = try TemporaryFolder()
    func run(_ name: String) throws -> SinGANRun {
      try SinGANRun(
        Self.configuration(), photo: Self.photo, folder: place.url.appendingPathComponent(name))
    }
    let whole = try run("whole")
    try whole.train(shouldStop: { false }, report: { _ in })
    #expect(whole.isFinished)
    for _ in 0..<20 {
      var asked = 0
      let part = try run("parts")
      if part.isFinished { break }
      try part.train(
        shouldStop: {
          asked += 1
          return asked > 3
        }, report: { _ in })
    }
    let parts = try run("parts")
    #expect(parts.isFinished)
    let expected = try #require(whole.pyramid).parameters()
    for (one, other) in zip(expected, try #require(parts.pyramid).parameters()) {
      #expect(one.tensor.rawBytes() == other.tensor.rawBytes(), "\(one.name)")
    }
    // The package is a model.
    let package = try ModelPackage.read(parts.packageFolder)
    #expect(package.manifest.family == "singan")
  }

  @Test("The slots of a pool are renewed in turn, one every ten iterations") func pool() {
    func draws(_ iteration: Int) -> [Int] {
      (0..<3).map { SinGANScaleSource.draw(inSlot: $0, of: 3, iteration: iteration) }
    }
    #expect(draws(0) == [0, 1, 2])
    #expect(draws(9) == [0, 1, 2])
    #expect(draws(10) == [3, 1, 2])
    #expect(draws(35) == [3, 4, 5])
    #expect(draws(40) == [6, 4, 5])
  }

  @Test("The reference's rate falls at 1600 whatever there is; a preset's at a share of its own")
  func rates() {
    #expect(SinGANRecipe.reference.rateFactor(iteration: 1599, scale: 0) == 1)
    #expect(SinGANRecipe.reference.rateFactor(iteration: 1600, scale: 0) == 0.1)
    #expect(SinGANRecipe.draft.rateFactor(iteration: 479, scale: 3) == 1)
    #expect(SinGANRecipe.draft.rateFactor(iteration: 480, scale: 3) == 0.1)
    #expect((0..<9).map(SinGANRecipe.reference.width) == [32, 32, 32, 32, 64, 64, 64, 64, 128])
  }

  @Test("The folder of another photo's run is refused") func foreign() throws {
    let place = try TemporaryFolder()
    _ = try SinGANRun(Self.configuration(), photo: Self.photo, folder: place.url)
    let other = Self.photo.map { _ in RGB(1, 2, 3) }
    #expect(throws: TrainingError.self) {
      try SinGANRun(Self.configuration(), photo: other, folder: place.url)
    }
  }
}
