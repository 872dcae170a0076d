import Imaging
import Synthesis
import TestSupport
import Testing

@testable import Training

@Suite(.serialized) struct FilmMeasureTests {
  init() { #expect(EngineFixture.isReady) }

  private static let size = PixelSize(width: 40, height: 24)

  /// A pattern that walks two pixels to the left per frame.
  private func picture(_ frame: Int, brighter: UInt8 = 0) -> RGBImage {
    var image = RGBImage(
      width: Self.size.width, height: Self.size.height, filledWith: RGB(0, 0, 0))
    for row in 0..<Self.size.height {
      for column in 0..<Self.size.width {
        let value = UInt8((column + 2 * frame) * 5 % 200) + brighter
        image[column, row] = RGB(value, value / 2, UInt8(row * 8))
      }
    }
    return image
  }

  private var walk: KnownMotion {
    let area = Self.size.area
    let sure = (0..<area).map { Float($0 % Self.size.width < 38 ? 1 : 0) }
    return KnownMotion(
      size: Self.size, x: [Float](repeating: 2, count: area),
      y: [Float](repeating: 0, count: area), confidence: sure)
  }

  @Test("A true film has no error over one and eight frames; one that flickers has its own")
  func errors() {
    var still = FilmMeasure()
    var flicker = FilmMeasure()
    for frame in 0..<12 {
      let motion = frame == 0 ? nil : walk
      still.add(picture(frame), motion: motion)
      // Every other frame is 10 levels brighter in red, 5 in green.
      flicker.add(picture(frame, brighter: frame % 2 == 0 ? 0 : 10), motion: motion)
    }
    #expect(still.error < 1e-4 && still.longError < 1e-4)
    let levels = flicker.error * 127.5
    #expect(abs(levels - 5) < 0.05, "\(levels)")
    // Eight frames apart both are as bright.
    #expect(flicker.longError < 1e-4)
    #expect(still.sharpness > 0.015 && still.sharpness.isFinite)
  }

  @Test("Films do not lead into each other, and an empty measure is a number") func films() {
    var measure = FilmMeasure()
    #expect(measure.error == 0 && measure.longError == 0 && measure.sharpness == 0)
    measure.add(picture(0), motion: nil)
    measure.beginFilm()
    measure.add(picture(7), motion: walk)
    #expect(measure.error == 0)
  }

  @Test("Drift is the largest way of the mean colour") func drift() {
    var drift = DriftMeasure()
    for level in [100, 103, 98, 101] as [UInt8] {
      drift.add(RGBImage(width: 4, height: 4, filledWith: RGB(level, 50, 50)))
    }
    #expect(drift.drift == 3)
  }
}
