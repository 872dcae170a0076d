import Foundation
import Imaging
import Testing

@testable import Canvas

@Suite("Tweens") struct TweenTests {
  private static let size = PixelSize(width: 96, height: 72)

  /// A turned rectangle: middle, half sides, turn.
  private struct Box {
    var x: Double
    var y: Double
    var a: Double
    var b: Double
    var turn: Double

    func contains(_ column: Int, _ row: Int) -> Bool {
      let (dx, dy) = (Double(column) - x, Double(row) - y)
      let u = dx * cos(turn) + dy * sin(turn)
      let v = -dx * sin(turn) + dy * cos(turn)
      return abs(u) <= a && abs(v) <= b
    }
  }

  /// Two grounds, and boxes of label 5 on them.
  private func keyframe(
    _ boxes: [UInt32: Box], horizon: Int = 30, label: UInt16 = 5, camera: MapCamera = .whole,
    size: PixelSize = TweenTests.size
  ) -> Keyframe {
    var labels = LabelMap(width: size.width, height: size.height, filledWith: 1)
    var instances = InstanceMap(width: size.width, height: size.height, filledWith: 0)
    for row in 0..<size.height {
      for column in 0..<size.width {
        if row >= horizon { labels[column, row] = 2 }
        for (number, box) in boxes.sorted(by: { $0.key < $1.key }) where box.contains(column, row) {
          labels[column, row] = label
          instances[column, row] = number
        }
      }
    }
    return Keyframe(labels: labels, instances: instances, camera: camera)
  }

  private func overlap(_ frame: TweenFrame, _ number: UInt32, _ box: Box) -> Double {
    var (both, either) = (0.0, 0.0)
    for row in 0..<frame.size.height {
      for column in 0..<frame.size.width {
        let found = frame.instances[row * frame.size.width + column] == number
        let wanted = box.contains(column, row)
        if found && wanted { both += 1 }
        if found || wanted { either += 1 }
      }
    }
    return both / max(1, either)
  }

  @Test("Identical keyframes give identical maps, and stand still", arguments: [0.0, 0.3, 0.5, 1])
  func identical(share: Double) {
    let box = Box(x: 40.5, y: 33, a: 17, b: 7, turn: 0.4)
    let other = Box(x: 47, y: 40, a: 9, b: 9, turn: 0)
    let edge = Box(x: 92, y: 60, a: 9, b: 5, turn: 0)
    let key = keyframe([3: box, 4: other, 9: edge])
    let tween = Tween(from: key, to: key)
    let frame = tween.frame(at: share)
    #expect(frame.labelMap == key.labels && frame.instanceMap == key.instances)
    let motion = tween.motion(of: frame, at: share, after: tween.frame(at: 0.1), at: 0.1)
    #expect(motion.x.allSatisfy { $0 == 0 } && motion.y.allSatisfy { $0 == 0 })
    #expect(motion.confidence.allSatisfy { $0 == 1 })
  }

  @Test("At its ends a tween is its keyframes") func ends() {
    let a = keyframe([3: Box(x: 30, y: 30, a: 12, b: 5, turn: 0.3)], horizon: 26)
    let b = keyframe(
      [3: Box(x: 60, y: 40, a: 14, b: 9, turn: 1), 8: Box(x: 15, y: 60, a: 4, b: 4, turn: 0)],
      horizon: 40)
    let tween = Tween(from: a, to: b)
    #expect(tween.frame(at: 0).labelMap == a.labels)
    #expect(tween.frame(at: 0).instanceMap == a.instances)
    #expect(tween.frame(at: 1).labelMap == b.labels)
    #expect(tween.frame(at: 1).instanceMap == b.instances)
  }

  @Test("Moved, turned and grown boxes are half of it in the middle, and so is their motion")
  func halfway() {
    let size = PixelSize(width: 256, height: 192)
    let first = [
      UInt32(3): Box(x: 70, y: 64, a: 48, b: 21, turn: 0.2),
      7: Box(x: 190, y: 54, a: 24, b: 42, turn: 0),
    ]
    let second = [
      UInt32(3): Box(x: 107, y: 133, a: 60, b: 26.25, turn: 0.7),
      7: Box(x: 200, y: 128, a: 24, b: 42, turn: -0.6),
    ]
    // Sizes change in equal ratios.
    let root = (60.0 / 48).squareRoot()
    let half = [
      UInt32(3): Box(x: 88.5, y: 98.5, a: 48 * root, b: 21 * root, turn: 0.45),
      7: Box(x: 195, y: 91, a: 24, b: 42, turn: -0.3),
    ]
    let tween = Tween(
      from: keyframe(first, size: size), to: keyframe(second, size: size))
    let frame = tween.frame(at: 0.5)
    for (number, box) in half { #expect(overlap(frame, number, box) >= 0.97, "\(number)") }

    let before = tween.frame(at: 0.45)
    let motion = tween.motion(of: frame, at: 0.5, after: before, at: 0.45)
    for (number, box) in half {
      guard let a = first[number], let b = second[number] else { continue }
      let s = 0.45
      let was = Box(
        x: a.x + (b.x - a.x) * s, y: a.y + (b.y - a.y) * s, a: a.a * pow(b.a / a.a, s), b: 0,
        turn: a.turn + (b.turn - a.turn) * s)
      var worst = 0.0
      var sure = 0
      for row in 0..<size.height {
        for column in 0..<size.width {
          let index = row * size.width + column
          guard frame.instances[index] == number, motion.confidence[index] == 1 else { continue }
          sure += 1
          let (dx, dy) = (Double(column) - box.x, Double(row) - box.y)
          let turn = was.turn - box.turn
          let ratio = was.a / box.a
          let x = was.x + ratio * (dx * cos(turn) - dy * sin(turn))
          let y = was.y + ratio * (dx * sin(turn) + dy * cos(turn))
          worst = max(
            worst,
            hypot(
              x - Double(column) - Double(motion.x[index]),
              y - Double(row) - Double(motion.y[index])))
        }
      }
      #expect(worst <= 0.1, "\(number): \(worst) pixels")
      #expect(Double(sure) > 0.8 * 4 * box.a * box.b, "\(number): \(sure) sure pixels")
    }
  }

  @Test("An object at the edge slides over it; one inside grows from its middle") func coming() {
    let edge = Box(x: 90, y: 50, a: 10, b: 6, turn: 0)
    let inside = Box(x: 40, y: 50, a: 9, b: 9, turn: 0)
    let tween = Tween(from: keyframe([2: edge]), to: keyframe([5: inside]))
    func pixels(_ share: Double, _ number: UInt32) -> [Int] {
      let frame = tween.frame(at: share)
      return frame.instances.indices.filter { frame.instances[$0] == number }
    }
    let counts = [0, 0.25, 0.5, 0.75, 1].map { (pixels($0, 2).count, pixels($0, 5).count) }
    for (earlier, later) in zip(counts, counts.dropFirst()) {
      #expect(later.0 < earlier.0 && later.1 > earlier.1, "\(counts)")
    }
    #expect(counts[4].0 == 0 && counts[0].1 == 0)
    // It keeps its height while it goes, and its middle while it grows.
    let rows = Set(pixels(0.5, 2).map { $0 / Self.size.width })
    #expect(rows.count == 13)
    let columns = pixels(0.5, 5).map { Double($0 % Self.size.width) }
    #expect(abs(columns.reduce(0, +) / Double(columns.count) - 40) < 0.5)
  }

  @Test("What was hidden is new, and the ground under objects is the nearest") func hidden() {
    let a = keyframe([3: Box(x: 30, y: 50, a: 8, b: 8, turn: 0)])
    let b = keyframe([3: Box(x: 60, y: 50, a: 8, b: 8, turn: 0)])
    let tween = Tween(from: a, to: b)
    let (frame, before) = (tween.frame(at: 0.5), tween.frame(at: 0.4))
    let motion = tween.motion(of: frame, at: 0.5, after: before, at: 0.4)
    var new = 0
    var wrong = 0
    for index in frame.labels.indices where frame.instances[index] == 0 {
      if frame.labels[index] != (index / Self.size.width >= 30 ? 2 : 1) { wrong += 1 }
      if motion.confidence[index] == 0 { new += 1 }
    }
    #expect(wrong == 0)
    // Three columns of the object's height came out from behind it.
    #expect(new == 3 * 17)
  }

  @Test("Ground changes its outline steadily, and nothing is sure along a moving one") func ground()
  {
    let tween = Tween(from: keyframe([:], horizon: 20), to: keyframe([:], horizon: 52))
    let frame = tween.frame(at: 0.5)
    func horizon(_ frame: TweenFrame) -> Int? {
      (0..<Self.size.height).first { frame.labels[$0 * Self.size.width + 10] == 2 }
    }
    #expect(horizon(frame) == 36)
    let motion = tween.motion(of: frame, at: 0.5, after: tween.frame(at: 0.4), at: 0.4)
    #expect(motion.confidence[10 + 37 * Self.size.width] == 0)
    #expect(motion.confidence[10 + 5 * Self.size.width] == 1)
  }

  @Test("The camera moves ground and objects alike, and its flow leads back") func camera() {
    let box = [UInt32(3): Box(x: 48, y: 36, a: 12, b: 6, turn: 0)]
    let a = keyframe(box)
    let b = keyframe(box, camera: MapCamera(x: 0.6, y: 0.5, zoom: 2))
    let tween = Tween(from: a, to: b)
    let end = tween.frame(at: 1)
    // Twice as large, and moved to the left by a tenth of the width, doubled.
    let wanted = Box(x: 47.5 + 2 * (48 - 57.1), y: 35.5 + 2 * 0.5, a: 24.5, b: 12.5, turn: 0)
    #expect(overlap(end, 3, wanted) > 0.93)
    let (frame, before) = (tween.frame(at: 0.5), tween.frame(at: 0.4))
    let motion = tween.motion(of: frame, at: 0.5, after: before, at: 0.4)
    var agreed = 0
    for index in frame.labels.indices where motion.confidence[index] == 1 {
      let x = Int((Double(index % Self.size.width) + Double(motion.x[index]) + 0.5).rounded(.down))
      let y = Int((Double(index / Self.size.width) + Double(motion.y[index]) + 0.5).rounded(.down))
      agreed += before.labels[y * Self.size.width + x] == frame.labels[index] ? 1 : -1_000_000
    }
    #expect(agreed > Self.size.area * 9 / 10)
  }

  @Test("The nearer object is in front: by the painted order, else by its lower edge") func order()
  {
    let low = Box(x: 20, y: 44, a: 10, b: 10, turn: 0)
    let high = Box(x: 20, y: 38, a: 10, b: 10, turn: 0)
    func front(_ order: [UInt32]) -> UInt32 {
      // They pass each other.
      let first = keyframe([1: low, 2: Box(x: 60, y: 38, a: 10, b: 10, turn: 0)])
      var second = keyframe([1: Box(x: 60, y: 44, a: 10, b: 10, turn: 0), 2: high])
      second.order = order
      return Tween(from: first, to: second).frame(at: 0.5).instances[40 * 96 + 40]
    }
    #expect(front([]) == 1)
    #expect(front([1, 2]) == 2)
  }

  @Test("A film holds its keyframes, and frames in between depend on their number alone")
  func film() {
    let keys = [
      keyframe([3: Box(x: 20, y: 40, a: 8, b: 5, turn: 0)]),
      keyframe([3: Box(x: 50, y: 44, a: 8, b: 5, turn: 0)]),
      keyframe([3: Box(x: 70, y: 30, a: 8, b: 5, turn: 0.5)]),
    ]
    let film = KeyframeFilm(keys, framesBetween: 3)
    #expect(film.count == 9)
    for (index, key) in keys.enumerated() {
      #expect(film.frame(4 * index).labelMap == key.labels)
    }
    #expect(film.motion(0) == nil)
    // A keyframe is the same frame from both sides.
    let sides = [Tween(from: keys[0], to: keys[1]), Tween(from: keys[1], to: keys[2])]
    let (end, start) = (sides[0].frame(at: 1), sides[1].frame(at: 0))
    #expect(end.labels == start.labels && end.instances == start.instances)
    #expect(zip(end.inside, start.inside).allSatisfy { abs($0 - $1) < 1e-3 })
    let moved = film.motion(4)
    #expect(moved?.x.contains { $0 < -1 } == true)
    #expect(film.frame(6) == film.frame(6))
  }

  @Test(
    "A camera out of range or not a number is brought inside", arguments: [Double.nan, -5, 1e9])
  func cameras(value: Double) throws {
    let camera = MapCamera(x: value, y: value, zoom: value)
    #expect((0...1).contains(camera.x) && MapCamera.zooms.contains(camera.zoom))
    let text = #"{"x": 7, "y": -1, "zoom": 99}"#
    let read = try JSONDecoder().decode(MapCamera.self, from: Data(text.utf8))
    #expect(read == MapCamera(x: 1, y: 0, zoom: 16))
  }
}

@Suite("Exact distances") struct DistanceFieldTests {
  @Test("Distances and nearest pixels are those of a search", arguments: 0..<30) func exact(
    seed: UInt64
  ) {
    var random = SplitMix64(seed: seed)
    let size = PixelSize(
      width: Int.random(in: 1...23, using: &random), height: Int.random(in: 1...19, using: &random))
    let share = Double.random(in: 0.02...0.6, using: &random)
    let inside = (0..<size.area).map { _ in Double.random(in: 0..<1, using: &random) < share }
    let field = DistanceField(size) { inside[$0] }
    var wrong = 0
    for index in 0..<size.area {
      func squared(_ other: Int) -> Int {
        let dx = other % size.width - index % size.width
        let dy = other / size.width - index / size.width
        return dx * dx + dy * dy
      }
      let least = inside.indices.filter { inside[$0] }.map(squared).min()
      let isExact = field.squared[index] == least.map { Int32($0) } ?? DistanceField.none
      let isNearest = least.map { squared(Int(field.nearest[index])) == $0 } ?? true
      if !isExact || !isNearest { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test("Signed distances change sign at the outline and know how deep it is") func signed() {
    let size = PixelSize(width: 12, height: 9)
    let field = SignedDistance(size) { (3..<8).contains($0 % 12) && (2..<7).contains($0 / 12) }
    #expect(field.values[4 * 12 + 5] == -2.5 && field.values[4 * 12 + 9] == 1.5)
    #expect(field.depth == 2.5)
    let none = SignedDistance(size) { _ in false }
    #expect(none.values.allSatisfy { $0 == 21 })
  }
}
