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
