import Canvas
import Imaging

/// A small label set whose ids have letters: `.` sky, `t` tree, `~` sea, `g` grass.
let letters: [Character] = [".", "t", "~", "g"]

let smallSet = LabelSet(
  name: "small", source: "tests",
  labels: [
    LabelSet.Label(id: 0, name: "sky", color: RGB(90, 160, 250)),
    LabelSet.Label(id: 1, name: "tree", color: RGB(20, 120, 40)),
    LabelSet.Label(id: 2, name: "sea", color: RGB(20, 60, 160)),
    LabelSet.Label(id: 3, name: "grass", color: RGB(90, 180, 60)),
  ])

/// A document drawn in letters, one row a line; digits in `objects` are instance numbers.
func document(_ drawing: String, objects: String? = nil) -> Document {
  let rows = drawing.split(separator: "\n")
  let width = rows[0].count
  let labels = rows.flatMap { $0.map { UInt16(letters.firstIndex(of: $0) ?? 0) } }
  let numbers = objects.map { drawing in
    drawing.split(separator: "\n").flatMap { $0.map { UInt32(String($0)) ?? 0 } }
  }
  return Document(
    MapContent(
      labels: LabelMap(width: width, height: rows.count, elements: labels),
      instances: numbers.map { InstanceMap(width: width, height: rows.count, elements: $0) },
      labelSet: smallSet))
}

/// The letters of a document.
func drawing(_ document: Document) -> String {
  (0..<document.size.height).map { y in
    String((0..<document.size.width).map { letters[Int(document.labels[$0, y])] })
  }.joined(separator: "\n")
}

/// The instance numbers of a document, `.` for none.
func objects(_ document: Document) -> String {
  (0..<document.size.height).map { y in
    (0..<document.size.width).map {
      let number = document.instances[$0, y]
      return number == 0 ? "." : String(number)
    }.joined()
  }.joined(separator: "\n")
}

/// SplitMix64: the same seed, the same edits.
struct TestGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension PixelPoint {
  /// A point on the map or a little outside.
  static func random(
    around size: PixelSize, using random: inout some RandomNumberGenerator
  ) -> PixelPoint {
    PixelPoint(
      x: .random(in: -4..<size.width + 4, using: &random),
      y: .random(in: -4..<size.height + 4, using: &random))
  }
}

extension Edit {
  /// Any edit, some of them outside the map.
  static func random(in document: Document, using random: inout some RandomNumberGenerator) -> Edit
  {
    let size = document.size
    func point() -> PixelPoint { .random(around: size, using: &random) }
    func points() -> [PixelPoint] {
      (0..<Int.random(in: 1...5, using: &random)).map { _ in point() }
    }
    let label = UInt16.random(in: 0...3, using: &random)
    let choices: [InstanceChoice] = [.kept, .none, .new, .number(5)]
    let paint: Paint =
      Int.random(in: 0..<5, using: &random) == 0
      ? .opened : .label(label, choices.randomElement(using: &random) ?? .none)
    let brush = Brush(
      shape: BrushShape.allCases.randomElement(using: &random) ?? .round,
      size: .random(in: 1...9, using: &random))
    let mirror = Mirror(rawValue: .random(in: 0...3, using: &random))
    let areas: [Area] = [
      .region(point()), .object(at: point()), .everywhere(label), .lasso(points()),
      .rectangle(PixelRect(x: point().x, y: point().y, width: 5, height: 7)),
      .of(ObjectID(label: label, number: 1)),
    ]
    let area = areas.randomElement(using: &random) ?? .everywhere(label)
    switch Int.random(in: 0..<13, using: &random) {
    case 0, 1, 2: return .stroke(Stroke(points: points(), brush: brush, mirror: mirror), paint)
    case 3: return .shape(Shape(.line(points()), isFilled: false, brush: brush), paint)
    case 4:
      return .shape(
        Shape(.polygon(points()), isFilled: .random(using: &random), brush: brush, mirror: mirror),
        paint)
    case 5:
      return .shape(
        Shape(.rectangle(point(), point()), isFilled: .random(using: &random), brush: brush), paint)
    case 6:
      return .shape(
        Shape(.ellipse(point(), point()), isFilled: .random(using: &random), brush: brush), paint)
    case 7: return .fill(area, paint, mirror: mirror)
    case 8: return .relabel(area, to: label)
    case 9:
      guard let stamp = document.stamp(of: area) else { return .clear(area, paint) }
      return .stamp(stamp.flipped(mirror), at: point())
    case 10: return .move(area, by: PixelPoint(x: 3, y: -2), leaving: paint)
    case 11: return .split(ObjectID(label: label, number: .random(in: 0...3, using: &random)))
    default:
      return .join((0...3).map { ObjectID(label: label, number: $0) })
    }
  }
}
