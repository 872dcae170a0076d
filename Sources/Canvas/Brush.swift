public import Imaging

/// The outline of a brush.
public enum BrushShape: String, Hashable, Sendable, Codable, CaseIterable {
  /// ●
  case round
  /// ■
  case square
  /// ◆
  case diamond
  /// ╱, a slanted pen.
  case slanted

  /// Its sign on the screen.
  public var sign: String {
    switch self {
    case .round: "●"
    case .square: "■"
    case .diamond: "◆"
    case .slanted: "╱"
    }
  }

  /// The next shape in the order ● ■ ◆ ╱.
  public var next: BrushShape {
    switch self {
    case .round: .square
    case .square: .diamond
    case .diamond: .slanted
    case .slanted: .round
    }
  }
}

/// A brush without soft edges: a pixel is painted or it is not, as networks want their maps.
public struct Brush: Hashable, Sendable, Codable {
  /// Sizes a brush may have, in pixels.
  public static let sizes = 1...512

  /// Its outline.
  public var shape: BrushShape
  /// Its diameter or side in pixels of the map, 1…512.
  public var size: Int

  /// Creates a brush; a size outside 1…512 is brought inside.
  public init(shape: BrushShape = .round, size: Int = 24) {
    self.shape = shape
    self.size = Brush.clamped(size)
  }

  /// The nearest size a brush may have.
  public static func clamped(_ size: Int) -> Int {
    min(max(size, sizes.lowerBound), sizes.upperBound)
  }

  /// The next size up: by 1 to 8, by 2 to 16, by 4 to 48, then by 8 and 16.
  public var thicker: Int { Brush.clamped(size + step(at: size)) }

  /// The next size down, the inverse of `thicker` on its own ladder.
  public var thinner: Int { Brush.clamped(size - step(at: size - 1)) }

  private func step(at size: Int) -> Int {
    switch size {
    case ..<8: 1
    case ..<16: 2
    case ..<48: 4
    case ..<96: 8
    default: 16
    }
  }

  /// Where the brush's box begins, left of and above the point it is pressed on.
  var reach: Int { (size - 1) / 2 }

  /// The pixels it covers when pressed on `point`; may lie outside the map.
  public func box(at point: PixelPoint) -> PixelRect {
    PixelRect(x: point.x - reach, y: point.y - reach, width: size, height: size)
  }

  /// Columns covered in each row of the brush's box, from the top; `nil` rows are empty.
  var spans: [ClosedRange<Int>?] {
    (0..<size).map { row in
      let columns = (0..<size).filter { covers(column: $0, row: row) }
      guard let first = columns.first, let last = columns.last else { return nil }
      return first...last
    }
  }

  /// Whether the pixel of the brush's box belongs to it. Offsets are doubled so that even sizes
  /// have their centre between pixels.
  private func covers(column: Int, row: Int) -> Bool {
    let dx = abs(2 * column - (size - 1))
    let dy = abs(2 * row - (size - 1))
    switch shape {
    case .round: return dx * dx + dy * dy < size * size - size / 2 || size == 1
    case .square: return true
    case .diamond: return dx + dy <= size
    case .slanted: return column + row == size - 1 || column + row == size
    }
  }
}

/// Which copies of an undo step appear on the other side of the map.
public struct Mirror: OptionSet, Hashable, Sendable, Codable {
  /// The bits set.
  public let rawValue: UInt8

  /// Creates a choice from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// ↔ left and right.
  public static let horizontal = Mirror(rawValue: 1)
  /// ↕ top and bottom.
  public static let vertical = Mirror(rawValue: 2)

  /// The next choice in the order ↔ ↕ both off.
  public var next: Mirror {
    switch self {
    case []: .horizontal
    case .horizontal: .vertical
    case .vertical: [.horizontal, .vertical]
    default: []
    }
  }

  /// As the Inspector writes it: `off`, `↔`, `↕` or `↔ ↕`.
  public var sign: String {
    switch self {
    case []: "off"
    case .horizontal: "↔"
    case .vertical: "↕"
    default: "↔ ↕"
    }
  }

  /// The point and its mirror images in a map of `size`, without repetition.
  public func images(of point: PixelPoint, in size: PixelSize) -> [PixelPoint] {
    var points = [point]
    if contains(.horizontal) {
      points += points.map { PixelPoint(x: size.width - 1 - $0.x, y: $0.y) }
    }
    if contains(.vertical) {
      points += points.map { PixelPoint(x: $0.x, y: size.height - 1 - $0.y) }
    }
    var seen: Set<PixelPoint> = []
    return points.filter { seen.insert($0).inserted }
  }
}
