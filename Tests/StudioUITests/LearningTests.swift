import Canvas
import Foundation
import Imaging
import Sessions
import Studio
import StudioUI
import Synthesis
import Terminal
import Testing

extension Player {
  /// What the reducer asked for last.
  var lastEffect: Effect? { effects.last }

  /// The effects of what is sent, alone.
  mutating func effects(of names: String...) -> [Effect] {
    let before = effects.count
    for name in names { keys(name) }
    return Array(effects.dropFirst(before))
  }
}

extension LearningRun {
  /// A run at a scale of the canyon's five.
  static func canyon(
    scale: Int, fraction: Double = 0.5, isRunning: Bool = true, failure: String? = nil
  ) -> LearningRun {
    LearningRun(
      name: "canyon", sizes: ModelDescription.canyon.capabilities.pyramid?.sizes ?? [],
      scale: scale, fraction: fraction, scaleSecondsLeft: 40, secondsLeft: 400,
      isRunning: isRunning, isFinished: scale == 5,
      sample: RGBImage(width: 16, height: 12, filledWith: RGB(180, 60, 40)), failure: failure)
  }
}

@Suite("Learning from a photo") struct LearningTests {
  @Test("M, the photo, its plan, Enter; the ladder; playing what is learned so far; stop, go on")
  func gesture() throws {
    var player = Player(.bayWithModel(), size: CellSize(columns: 160, rows: 40))
    player.answer()
    player.send("M")
    player.undoStep(.arrived(.modelsListed([])))
    #expect(player.text.contains("+ learn from a photo"))
    player.keys("Enter")
    guard case .learn? = player.state.cards.card else {
      Issue.record("no card: \(String(describing: player.state.cards.card))")
      return
    }
    // Until a photo is named Enter says what is missing.
    player.keys("Enter")
    #expect(player.text.contains("type the path of a photo"))
    #expect(
      player.effects(of: "~/canyon.jpg").contains(
        .listFiles(
          "~/canyon.jpg",
          endings: ImageFormat.endings)))
    #expect(
      player.effects(of: "Tab").contains(.planLearning(path: "~/canyon.jpg", .reference)))
    player.keys("Tab")
    #expect(
      player.effects(of: "Tab").contains(.planLearning(path: "~/canyon.jpg", .minutes)))
    player.undoStep(
      .arrived(.learningPlanned(path: "~/canyon.jpg", .minutes, "about 9:40 minutes in all")))
    #expect(player.text.contains("about 9:40 minutes in all"))
    #expect(
      player.effects(of: "Enter").contains(.startLearning(path: "~/canyon.jpg", .minutes)))
    // Twice Enter is one training.
    #expect(!player.effects(of: "Enter").contains(.startLearning(path: "~/canyon.jpg", .minutes)))

    player.undoStep(.arrived(.learningStarted("canyon")))
    player.undoStep(.arrived(.learningListed([.canyon(scale: 0)])))
    #expect(player.text.contains("scale 0 of 4, 50 %, 7 min left"))
    // Its first scale is not there yet.
    player.keys("Enter")
    #expect(player.text.contains("its first scale is not finished yet"))
    player.undoStep(.arrived(.learningListed([.canyon(scale: 2, fraction: 0.25)])))
    #expect(player.text.contains("16×12     learned"))
    #expect(player.text.contains("22×17"))
    #expect(player.text.contains("25 %  40 s left"))

    // What is learned so far is played; a further scale loads it anew, which is no step.
    #expect(player.effects(of: "Enter").contains(.loadModel("canyon")))
    player.undoStep(.arrived(.modelLoaded(.canyon)))
    player.answer()
    #expect(player.state.cards.card == nil)
    #expect(player.text.contains("learning canyon: scale 2 of 4, 25 %"))
    let steps = player.state.history.past.count
    let before = player.effects.count
    player.wait(2)
    #expect(player.effects.dropFirst(before).contains(.listLearning))
    player.undoStep(.arrived(.learningListed([.canyon(scale: 3)])))
    #expect(player.effects.dropFirst(before).contains(.loadModel("canyon")))
    player.undoStep(.arrived(.modelLoaded(.canyon)))
    #expect(player.state.history.past.count == steps)

    // Stopped by Del, gone on with by Enter.
    player.undoStep(.command(.learn))
    #expect(player.effects(of: "Del").contains(.stopLearning("canyon")))
    player.undoStep(.arrived(.learningListed([.canyon(scale: 3, isRunning: false)])))
    #expect(player.text.contains("stopped at scale 3 of 4"))
    #expect(player.effects(of: "Enter").contains(.continueLearning("canyon")))
    player.keys("Esc")
    // Nothing runs and no card is open: nobody looks any more.
    player.undoStep(.arrived(.learningListed([.canyon(scale: 5, isRunning: false)])))
    #expect(player.text.contains("canyon is learned: M plays it"))
    let quiet = player.effects.count
    player.wait(5)
    #expect(!player.effects.dropFirst(quiet).contains(.listLearning))
  }

  @Test("A photo that cannot be learned is said on the card, which stays")
  func refused() {
    var player = Player(.bayWithModel(), size: CellSize(columns: 120, rows: 36))
    player.undoStep(.command(.learn))
    player.send("tiny.png")
    player.keys("Enter")
    player.undoStep(
      .arrived(
        .pathFailed(
          path: "tiny.png",
          UserFacingError(
            title: "Not learned", what: "the short side is 20", advice: "Choose another photo."))))
    #expect(player.text.contains("the short side is 20"))
    #expect(player.text.contains("tiny.png"))
    player.keys("Back")
    #expect(!player.text.contains("Choose another photo."))
  }

  @Test("At every size", arguments: [(80, 24), (120, 36), (200, 60)])
  func sizes(columns: Int, rows: Int) {
    var player = Player(.bayWithModel(), size: CellSize(columns: columns, rows: rows))
    player.undoStep(.command(.learn))
    #expect(player.text.contains("Learn from a photo"))
    #expect(player.text.contains("low priority"))
    player.undoStep(
      .arrived(.learningListed([.canyon(scale: 4), .canyon(scale: 1, failure: "no memory")])))
    #expect(player.text.contains("40×30"))
  }
}

@Suite("Pasting a piece of a photo") struct PieceTests {
  private static func red() -> RGBImage {
    RGBImage(width: 20, height: 10, filledWith: RGB(180, 60, 40))
  }

  @Test("G, a piece, its outline and size, pasted, undone; it is made to fit in") func paste()
    throws
  {
    var player = Player(.canyon(), size: CellSize(columns: 120, rows: 36))
    player.answer()
    player.send("G")
    #expect(player.text.contains("a piece to paste"))
    player.send("boat.png")
    #expect(player.effects(of: "Enter").contains(.readPhoto(path: "boat.png", .piece)))
    player.undoStep(.arrived(.photoRead(name: "boat.png", Self.red(), .piece)))
    #expect(player.text.contains("A piece of boat.png to paste"))
    player.keys("Tab", "Tab", "]", "]")
    #expect(player.text.contains("box, 50 % of the map: 20×10 px there"))
    player.keys("Enter")
    let stamp = try #require(player.state.editing.toolState.clipboard)
    #expect(stamp.size == PixelSize(width: 20, height: 10))
    #expect(stamp.labels.elements.allSatisfy { $0 == 0 } && stamp.count == 200)
    #expect(player.state.editing.toolState.tool == .stamp)
    #expect(player.state.picture.settings.pyramid.blending == .harmonize)
    // Onto the sky of the canyon's map.
    for _ in 0..<40 { player.keys("↑") }
    player.keys("Enter")
    #expect(player.state.isPaintedOver)
    let request = try #require(player.lastRequest)
    #expect(request.conditioning.pyramid?.painting.blending == .harmonize)
    player.send("u")
    #expect(!player.state.isPaintedOver)
  }

  @Test("Outlines: all, the oval, what is not ground") func outlines() {
    var picture = RGBImage(width: 12, height: 12, filledWith: RGB(230, 230, 230))
    for y in 4..<8 {
      for x in 3..<9 { picture[x, y] = RGB(20, 40, 160) }
    }
    // A hole of the ground's colour is not the ground.
    picture[5, 5] = RGB(230, 230, 230)
    #expect(PieceOutline.box.mask(of: picture).elements.count { $0 } == 144)
    #expect(!PieceOutline.oval.mask(of: picture)[0, 0])
    #expect(PieceOutline.oval.mask(of: picture)[6, 0])
    #expect(PieceOutline.cutOut.mask(of: picture).elements.count { $0 } == 24)
    let plain = RGBImage(width: 3, height: 3, filledWith: RGB(9, 9, 9))
    #expect(PieceOutline.cutOut.mask(of: plain).elements.allSatisfy { $0 })
  }
}
