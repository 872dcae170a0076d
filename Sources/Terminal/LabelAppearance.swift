public import Imaging

/// How the classes of a label set look on a terminal: colour, sign, and whether the colour alone
/// tells the class.
public struct LabelAppearance: Hashable, Sendable {
  /// The look of one class.
  public struct Entry: Hashable, Sendable {
    /// Its colour as the label set gives it.
    public var color: RGB
    /// Its colour as the terminal shows it.
    public var cellColor: CellColor
    /// Its sign: unlike all others while letters last.
    public var sign: Unicode.Scalar
    /// Whether another class looks the same in this depth, so that the sign must be shown.
    public var isAmbiguous: Bool
  }

  /// The depth the colours are meant for.
  public let depth: ColorDepth
  private var appearance: [UInt16: Entry] = [:]

  /// Looks of all classes of a set.
  public init(_ set: LabelSet, depth: ColorDepth) {
    self.depth = depth
    var taken: Set<Unicode.Scalar> = []
    var signs: [Int: Unicode.Scalar] = [:]
    for label in set.labels {
      guard let sign = label.glyph?.unicodeScalars.first, sign.isASCII, sign.value > 0x20,
        sign.value < 0x7F, taken.insert(sign).inserted
      else { continue }
      signs[label.id] = sign
    }
    var users: [CellColor: Int] = [:]
    for label in set.labels { users[label.color.exactCellColor(depth), default: 0] += 1 }
    for label in set.labels {
      guard let id = UInt16(exactly: label.id) else { continue }
      let sign = signs[label.id] ?? Self.freeSign(for: label.name, taken: &taken)
      let color = label.color.exactCellColor(depth)
      appearance[id] = Entry(
        color: label.color, cellColor: color, sign: sign,
        isAmbiguous: depth == .monochrome || users[color, default: 0] > 1)
    }
  }

  /// The look of a class; an id the set does not know is a grey `?`.
  public subscript(label: UInt16) -> Entry {
    appearance[label]
      ?? Entry(
        color: RGB(128, 128, 128), cellColor: RGB(128, 128, 128).exactCellColor(depth), sign: "?",
        isAmbiguous: true)
  }

  /// The first letter of the name nobody has, lower case before upper case, else any free sign.
  private static func freeSign(
    for name: String, taken: inout Set<Unicode.Scalar>
  ) -> Unicode.Scalar {
    let letters = name.lowercased().unicodeScalars.filter {
      $0.isASCII && $0.properties.isAlphabetic
    }
    let capitals = letters.map { Unicode.Scalar(UInt8($0.value) & 0xDF) }
    let rest = Array(
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".unicodeScalars)
    let signs = Array("#*+=%&@$!<>/|;:~^\"-_,.'`(){}[]".unicodeScalars)
    for sign in Array(letters) + capitals + rest + signs where taken.insert(sign).inserted {
      return sign
    }
    return letters.first ?? "?"
  }
}

extension RGB {
  /// The cell colour at a depth without dithering: a class is one colour everywhere.
  public func exactCellColor(_ depth: ColorDepth) -> CellColor {
    CellColor.rgb(self).reduced(to: depth)
  }
}

extension CellBuffer {
  /// Draws the screen pixels of a label map (two rows per cell row) at `point`.
  ///
  /// With `halfBlocks` each class has its exact colour, and a class whose colour does not tell it
  /// apart shows its sign on every fourth cell; with `shades` and `ascii` every cell holds a sign,
  /// on the class's colour where the terminal has colours.
  public mutating func drawLabels(
    _ labels: Raster<UInt16?>, at point: CellPoint, appearance: LabelAppearance, signs: PixelGlyphs
  ) {
    for row in 0..<labels.height / 2 {
      for column in 0..<labels.width {
        let upper = labels.elements[2 * row * labels.width + column]
        let lower = labels.elements[(2 * row + 1) * labels.width + column]
        let place = CellPoint(column: point.column + column, row: point.row + row)
        guard signs == .halfBlocks else {
          // Of two classes in a cell the lower one is nearer to the eye.
          self[place] =
            (lower ?? upper).map { Cell(signOf: appearance[$0], depth: appearance.depth) } ?? Cell()
          continue
        }
        self[place] = .halves(
          upper: upper.map { appearance[$0].cellColor } ?? .standard,
          lower: lower.map { appearance[$0].cellColor } ?? .standard)
        if let upper, upper == lower, appearance[upper].isAmbiguous,
          (column + 2 * (row & 1)) & 3 == 1
        {
          let ink = appearance[upper].color.contrasting.exactCellColor(appearance.depth)
          self[place] = Cell(
            appearance[upper].sign,
            style: CellStyle(foreground: ink, background: appearance[upper].cellColor))
        }
      }
    }
  }
}

extension Cell {
  /// The sign of a class, quiet on its own colour.
  init(signOf look: LabelAppearance.Entry, depth: ColorDepth) {
    guard depth > .monochrome else {
      self.init(look.sign)
      return
    }
    let ink = look.color.mixed(with: look.color.contrasting, depth <= .sixteen ? 1 : 0.4)
    self.init(
      look.sign,
      style: CellStyle(foreground: ink.exactCellColor(depth), background: look.cellColor))
  }
}
