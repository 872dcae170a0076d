import Canvas
import Foundation
import Imaging
import Synthesis
import Testing

@testable import Sessions

/// A walk over seeds at frames, each with a map of its own.
func walk(
  _ frames: [Int], seeds: [UInt32], ease: Ease = .linear, hold: Int = 0, loop: Bool = false,
  path: Walk.Path = .slerp
) -> Walk {
  var walk = Walk()
  for (index, frame) in frames.enumerated() {
    var settings = PictureSettings(model: "landscape")
    settings.latent = LatentState(
      source: .seed(seeds[index]), truncationPsi: 1 - 0.1 * Double(index))
    walk.put(
      Keyframe(
        frame: frame, name: "k\(index)", settings: settings, map: mapName(index), ease: ease,
        hold: hold))
  }
  walk.setLoop(loop)
  walk.path = path
  return walk
}

func mapName(_ index: Int) -> MapID {
  MapID(
    of: Document(
      size: PixelSize(width: 3 + index, height: 2), label: 0, labelSet: set
    ).content)
}

@Suite("Walks") struct WalkTests {
  @Test("Keyframes are met exactly, on every path", arguments: Walk.Path.allCases, [false, true])
  func endPoints(path: Walk.Path, loop: Bool) throws {
    let walk = walk([0, 10, 24, 40], seeds: [1, 2, 3, 4], loop: loop, path: path)
    let plan = try #require(WalkPlan(walk))
    let table = ArcLengthTable(distances: (0..<12).map { Double($0) })
    for keyframe in walk.keyframes {
      for tables in [[:], [0: table, 1: table, 2: table, 3: table]] {
        let frame = plan.frame(keyframe.frame, tables: tables)
        #expect(frame.settings.latent == keyframe.settings.latent)
        #expect(frame.map == WalkMap(keyframe.map))
      }
    }
    // The far end of a stretch is the next keyframe, but for the map, which cuts there.
    let end = plan.frame(on: 1, at: 1)
    #expect(end.settings.latent == walk.keyframes[2].settings.latent)
    #expect(end.map == WalkMap(walk.keyframes[1].map))
  }

  @Test("A loop closes: the frame after the last is the first")
  func loopCloses() throws {
    let walk = walk([5, 10, 24], seeds: [1, 2, 3], loop: true)
    let plan = try #require(WalkPlan(walk))
    #expect(walk.segmentCount == 3)
    #expect(plan.frame(walk.length) == plan.frame(0))
    #expect(plan.frame(walk.length + 5).settings.latent.source == .seed(1))
    // Before the first keyframe one is still on the way back from the last.
    #expect(plan.place(of: 0).segment == 2)
    #expect(plan.place(of: 0).part > 0.5)
  }

  @Test("Holds and eases: monotone from 0 to 1", arguments: Ease.allCases) func eases(ease: Ease)
    throws
  {
    #expect(ease(0) == 0 && ease(1) == 1)
    var before = 0.0
    for step in 1...1000 {
      let now = ease(Double(step) / 1000)
      #expect(now > before)
      before = now
    }
    let plan = try #require(WalkPlan(walk([0, 20], seeds: [1, 2], ease: ease, hold: 6)))
    for frame in 0...6 { #expect(plan.place(of: frame).part == 0) }
    var part = 0.0
    for frame in 7..<20 {
      #expect(plan.place(of: frame).part > part)
      part = plan.place(of: frame).part
    }
  }

  @Test("Frame k does not depend on the order of asking") func anyOrder() throws {
    let plan = try #require(
      WalkPlan(
        walk([3, 10, 24, 40], seeds: [1, 2, 3, 4], ease: .easeInOut, loop: true, path: .cubic))
    )
    let forward = (0..<60).map { plan.frame($0) }
    let backward = (0..<60).reversed().map { plan.frame($0) }.reversed()
    #expect(forward == Array(backward))
    let again = try #require(WalkPlan(plan.walk))
    #expect(again.frame(17) == forward[17])
  }

  @Test("ψ and mixtures blend, cutoff and styles of other clusters cut") func blending() throws {
    var walk = walk([0, 10], seeds: [1, 2])
    walk.change(at: 0) {
      $0.settings.latent.truncationCutoff = 3
      $0.settings.latent.layerPsi = [2: 0]
      $0.settings.classWeights = [0: 1]
      $0.settings.instanceStyles = [
        7: InstanceStyle(cluster: 1, offset: [0, 1]), 8: InstanceStyle(cluster: 2),
      ]
    }
    walk.change(at: 1) {
      $0.settings.classWeights = [1: 1]
      $0.settings.instanceStyles = [
        7: InstanceStyle(cluster: 1, offset: [1, 1]), 8: InstanceStyle(cluster: 3),
      ]
    }
    let settings = try #require(WalkPlan(walk)).frame(on: 0, at: 0.5).settings
    #expect(abs(settings.latent.truncationPsi - 0.95) < 1e-12)
    #expect(abs((settings.latent.layerPsi[2] ?? -1) - 0.45) < 1e-12)
    #expect(settings.latent.truncationCutoff == 3)
    #expect(settings.classWeights == [0: 0.5, 1: 0.5])
    #expect(settings.instanceStyles[7]?.offset == [0.5, 1])
    #expect(settings.instanceStyles[8]?.cluster == 2)
  }

  @Test("Keyframes are put, moved and taken away; the length follows") func edits() {
    var walk = walk([0, 48, 96], seeds: [1, 2, 3])
    #expect(walk.length == 97)
    #expect(walk.move(at: 1, to: 200) == 95)
    #expect(walk.move(at: 1, to: -5) == 1)
    #expect(walk.move(at: 2, to: 110) == 110)
    #expect(walk.length == 111)
    walk.setLength(20)
    #expect(walk.length == 111)
    walk.remove(at: 2)
    #expect(walk.length == 2)
    walk.setLoop(true)
    #expect(walk.length == 2)
    walk.setLoop(false)
    walk.put(walk.keyframes[0])
    #expect(walk.keyframes.count == 2)
    walk.setFramesPerSecond(1000)
    #expect(walk.framesPerSecond == 60)
  }

  @Test("The cubic is scipy's interp1d, its loop that of gen_video") func cubic() {
    // Scripts: numpy.eye(K) columns through scipy 1.17.1 interp1d(kind='cubic'), knots tiled 5
    // times for loops; fewer than 4 knots: 'linear', 'quadratic'.
    let cases: [(Int, Bool, Double, [Double])] = [
      (4, true, 0.25, [0.878897740209, 0.261729365516, -0.035164586002, -0.105462519722]),
      (4, true, 1.5, [-0.093749392130, 0.593749392130, 0.593749392130, -0.093749392130]),
      (4, true, 3.7, [0.831223849831, -0.110215123710, -0.047293658799, 0.326284932678]),
      (5, false, 0.5, [0.296875, 1, -0.40625, 0.125, -0.015625]),
      (5, false, 2.25, [0.013671875, -0.109375, 0.90234375, 0.21875, -0.025390625]),
      (5, false, 3.9, [-0.007125, 0.057, -0.17325, 0.304, 0.819375]),
      (3, false, 0.4, [0.48, 0.64, -0.12]),
      (3, false, 1.7, [-0.105, 0.51, 0.595]),
      (2, true, 0.5, [0.5, 0.5]),
      (2, true, 1.3, [0.208487804878, 0.791512195122]),
    ]
    for (count, isLoop, position, expected) in cases {
      let weights = CubicSpline(count: count, isLoop: isLoop).weights(at: position)
      for (weight, wanted) in zip(weights, expected) { #expect(abs(weight - wanted) < 1e-11) }
    }
    for knot in 0..<6 {
      let weights = CubicSpline(count: 6, isLoop: true).weights(at: Double(knot))
      #expect(weights == (0..<6).map { $0 == knot ? 1 : 0 })
    }
  }

  @Test("Even speed: equal times pass equal image distances") func evenSpeed() throws {
    // A picture whose brightness goes with the square of the place: plain speed lurches.
    let features = PixelFeatures(side: 4)
    func look(_ place: Double) -> [Float] {
      let value = UInt8((place * place * 250).rounded())
      return features.features(
        of: RGBImage(width: 8, height: 8, filledWith: RGB(value, value, value)))
    }
    let pictures = ArcLengthTable.places.map { look($0) }
    let table = ArcLengthTable(
      distances: zip(pictures, pictures.dropFirst()).map { features.distance($0, $1) })
    #expect(table.place(at: 0) == 0 && table.place(at: 1) == 1)
    let steps = (0...10).map { look(table.place(at: Double($0) / 10)) }
    for (first, second) in zip(steps, steps.dropFirst()) {
      let distance = features.distance(first, second)
      #expect(abs(distance - 25) < 4, "\(distance)")
    }
    var before = 0.0
    for step in 1...500 {
      let place = table.place(at: Double(step) / 500)
      #expect(place > before)
      before = place
    }
    #expect(ArcLengthTable(distances: [0, 0]).place(at: 0.3) == 0.3)
    let copy = try JSONDecoder().decode(
      ArcLengthTable.self, from: JSONEncoder().encode(table))
    #expect(copy == table)
  }
}

@Suite("Walks in sessions") struct WalkSessionTests {
  /// Puts the present picture on the walk, as one undo step.
  private func put(_ frame: Int, on contents: inout SessionContents) -> JournalRecord {
    let before = contents.walk
    let map = contents.document.content
    let name = MapID(of: map)
    contents.maps[name] = map
    contents.walk.put(Keyframe(frame: frame, settings: contents.settings, map: name))
    let undoStep = UndoStep(name: "keyframe", change: .walk(from: before, to: contents.walk))
    contents.history.record(undoStep)
    return .stepTaken(undoStep)
  }

  @Test("Keyframes and their maps come back after a kill, and are undone after it")
  func killed() throws {
    try inFolder { library in
      var contents = painted(steps: 2, seed: 5)
      var file: SessionFile? = try library.create(contents)
      let id = try #require(file?.id)
      let records = [
        put(0, on: &contents), undoStep(on: &contents, 3), undoStep(on: &contents, 5),
        put(48, on: &contents),
      ]
      for record in records { try file?.append(record) }
      file = nil  // No save: only the journal knows.
      let opened = try library.open(id)
      #expect(opened.contents.walk == contents.walk)
      #expect(opened.contents.maps == contents.maps)
      #expect(contents.maps.count == 2)
      // Undo of a walk act after the crash.
      var next = opened.contents
      JournalRecord.undone.replay(in: &next)
      #expect(next.walk.keyframes.map(\.frame) == [0])
      try opened.file?.close(next, at: try #require(opened.file?.mark))
      let closed = try library.open(id, .readOnly)
      #expect(closed.contents.walk == next.walk)
      // The map of the undone keyframe is kept: redo may want it.
      #expect(closed.contents.maps == contents.maps)
    }
  }

  @Test("Sessions without walk open, and one with lost or foreign maps too") func lostMaps() throws
  {
    try inFolder { library in
      var contents = painted(steps: 1, seed: 6)
      let file = try library.create(contents)
      let manifest = URL(fileURLWithPath: file.path + "/session.json")
      #expect(!(try String(contentsOf: manifest, encoding: .utf8)).contains("walk\" :"))
      try file.append(put(0, on: &contents))
      contents.playhead = 7
      try file.close(contents, at: file.mark)
      #expect(try library.open(file.id, .readOnly).contents == contents)
      let name = try #require(contents.maps.keys.first)
      let map = URL(fileURLWithPath: file.path + "/maps/\(name.text).json")
      var text = try String(contentsOf: map, encoding: .utf8)
      text = text.replacingOccurrences(of: "label 0", with: "label 9")
      try text.write(to: map, atomically: true, encoding: .utf8)
      #expect(try library.open(file.id, .readOnly).contents.maps.count == 1)
      try Data("{\"size\": 3}".utf8).write(to: map)
      let opened = try library.open(file.id, .readOnly).contents
      #expect(opened.maps.isEmpty)
      #expect(opened.walk == contents.walk)
    }
  }
}
