public import Imaging

/// One object: a class and an instance number; number 0 holds what belongs to no object.
public struct ObjectID: Hashable, Sendable, Codable {
  /// Class id.
  public var label: UInt16
  /// Instance number.
  public var number: UInt32

  /// Creates the name of an object.
  public init(label: UInt16, number: UInt32) {
    self.label = label
    self.number = number
  }
}

/// Which instance number painted pixels get.
public enum InstanceChoice: Hashable, Sendable, Codable {
  /// Those they had.
  case kept
  /// Number 0: no object.
  case none
  /// An existing object's number.
  case number(UInt32)
  /// The smallest number nobody has used above all others.
  case new
}

/// What is put onto pixels.
public enum Paint: Hashable, Sendable, Codable {
  /// A class, with its objects' numbering.
  case label(UInt16, InstanceChoice)
  /// What the map held when it was opened.
  case opened
}

/// A brush drawn along points, joined by straight lines.
public struct Stroke: Hashable, Sendable, Codable {
  /// Where it went, in order; one point is a dab.
  public var points: [PixelPoint]
  /// With what.
  public var brush: Brush
  /// Copies on other sides.
  public var mirror: Mirror

  /// Creates a stroke.
  public init(points: [PixelPoint], brush: Brush, mirror: Mirror = []) {
    self.points = points
    self.brush = brush
    self.mirror = mirror
  }
}

/// A geometric figure.
public struct Shape: Hashable, Sendable, Codable {
  /// What kind of figure, with its points.
  public enum Figure: Hashable, Sendable, Codable {
    /// Straight pieces through points.
    case line([PixelPoint])
    /// A closed polygon.
    case polygon([PixelPoint])
    /// A rectangle between two opposite corners, both included.
    case rectangle(PixelPoint, PixelPoint)
    /// The ellipse inside the rectangle between two opposite corners.
    case ellipse(PixelPoint, PixelPoint)
  }

  /// The figure.
  public var figure: Figure
  /// Whether its inside is painted too; lines have none.
  public var isFilled: Bool
  /// Outline.
  public var brush: Brush
  /// Copies on other sides.
  public var mirror: Mirror

  /// Creates a shape.
  public init(_ figure: Figure, isFilled: Bool, brush: Brush, mirror: Mirror = []) {
    self.figure = figure
    self.isFilled = isFilled
    self.brush = brush
    self.mirror = mirror
  }
}

/// A set of pixels told by what the map holds.
public enum Area: Hashable, Sendable, Codable {
  /// The connected pixels of equal label around a pixel.
  case region(PixelPoint)
  /// All pixels of the object at a pixel; without an object its region.
  case object(at: PixelPoint)
  /// All pixels of one object.
  case of(ObjectID)
  /// All pixels of a label.
  case everywhere(UInt16)
  /// A rectangle.
  case rectangle(PixelRect)
  /// The inside of a lasso.
  case lasso([PixelPoint])
}

/// One thing a painter does to the map, as a value. Applied to a document it gives a `Patch`.
public enum Edit: Hashable, Sendable, Codable {
  /// Draws with a brush.
  case stroke(Stroke, Paint)
  /// Draws a figure.
  case shape(Shape, Paint)
  /// Fills an area, and its mirror images.
  case fill(Area, Paint, mirror: Mirror)
  /// Gives an area another label; objects keep their numbers.
  case relabel(Area, to: UInt16)
  /// Empties an area.
  case clear(Area, Paint)
  /// Puts down what was copied, centred at a point.
  case stamp(Stamp, at: PixelPoint)
  /// Takes pixels away from where they are and puts them down elsewhere.
  case move(Area, by: PixelPoint, leaving: Paint)
  /// Gives each connected piece of an object its own number.
  case split(ObjectID)
  /// Gives several objects the number of the first.
  case join([ObjectID])
  /// Another map in place of this one.
  case replaceMap(MapContent)
}

extension Edit {
  /// Its name in the history, for instance `stroke, grass`.
  public func name(in set: LabelSet) -> String {
    func named(_ verb: String, _ paint: Paint) -> String {
      switch paint {
      case .label(let label, _): "\(verb), \(set.name(of: Int(label)))"
      case .opened: "\(verb), as opened"
      }
    }
    switch self {
    case .stroke(_, .opened): return "eraser"
    case .stroke(_, let paint): return named("stroke", paint)
    case .shape(let shape, let paint): return named(shape.figure.name, paint)
    case .fill(_, let paint, _): return named("fill", paint)
    case .relabel(_, let label): return "relabel, \(set.name(of: Int(label)))"
    case .clear: return "emptied"
    case .stamp: return "stamp"
    case .move: return "move"
    case .split(let object): return "split, \(set.name(of: Int(object.label)))"
    case .join(let objects):
      return objects.first.map { "join, \(set.name(of: Int($0.label)))" } ?? "join"
    case .replaceMap: return "new map"
    }
  }
}

extension Shape.Figure {
  /// Its name in the history.
  var name: String {
    switch self {
    case .line: "line"
    case .polygon: "polygon"
    case .rectangle: "rectangle"
    case .ellipse: "oval"
    }
  }
}
