public import Canvas
public import Imaging
import Sessions

/// What the hand is in the middle of.
public enum Gesture: Equatable, Sendable {
  /// A stroke: the document already shows it.
  case stroke(StrokeInWork)
  /// A figure between corners; the last corner follows the cursor.
  case shape(corners: [PixelPoint])
  /// A selection box from a corner to the cursor.
  case box(from: PixelPoint)
  /// A lasso along points.
  case lasso([PixelPoint])
  /// The selection on its way, from where it was gripped.
  case moving(from: PixelPoint)

  /// Clock at which the journal gets the stroke as it is; `nil` when there is nothing new in it.
  var keptAt: Double? {
    guard case .stroke(let stroke) = self, stroke.points.count > stroke.journaledPoints else {
      return nil
    }
    return stroke.journaledAt + 1
  }

  /// Whether a stroke is in work.
  public var isStroke: Bool {
    if case .stroke = self { true } else { false }
  }
}

/// A stroke before it is an undo step.
public struct StrokeInWork: Equatable, Sendable {
  /// The document before it: what Esc brings back.
  public var before: Document
  /// Where it went.
  public var points: [PixelPoint]
  /// What it paints.
  public var paint: Paint
  /// Everything it may have touched.
  public var touched: PixelRect
  /// Points of it that the journal knows, as an unfinished step; 0 while it knows none.
  var journaledPoints = 0
  /// Clock of the last time it was written there, or of its beginning.
  var journaledAt: Double
}

/// What an undo step would do, before it is done.
public struct Preview: Equatable, Sendable {
  /// Exactly the pixels that would change.
  public var patch: Patch
  /// In words, for instance `fills 9 210 px of grass with sea`.
  public var words: String
}

/// What is selected.
public enum Selection: Equatable, Sendable {
  /// One object or several of one label.
  case objects([ObjectID])
  /// A region of the map, with the objects inside it.
  case area(Area)

  /// The area it covers; several objects give the first.
  public var area: Area? {
    switch self {
    case .objects(let objects): objects.first.map { .of($0) }
    case .area(let area): area
    }
  }

  /// The selected objects.
  public var objects: [ObjectID] {
    if case .objects(let objects) = self { objects } else { [] }
  }
}

/// What `F` relabels.
public enum RelabelScope: String, Equatable, Sendable, CaseIterable {
  /// Every pixel of the label under the cursor.
  case everywhere
  /// The connected region under the cursor.
  case region
  /// The object under the cursor.
  case object
}

/// A run of wheel steps or a drag of a number.
struct SettingsRun: Equatable, Sendable {
  /// Which number.
  var control: Control
  /// The settings before it.
  var before: PictureSettings
  /// Clock of its last step; a rest of 250 ms ends a run of wheel steps.
  var last: Double
  /// Whether a drag holds it.
  var isDrag: Bool
}

/// Equal key presses in a row: 1 1 1 2 2 3 4 6 8 8… steps.
struct KeyRun: Equatable, Sendable {
  private static let pace = [1, 1, 1, 2, 2, 3, 4, 6, 8]

  private var direction: Direction?
  private var count = 0
  private var last = 0.0

  /// Steps of the next press. Counts events, not time; a rest of 250 ms ends the run.
  mutating func press(_ direction: Direction, at clock: Double) -> Int {
    if direction != self.direction || clock - last > 0.25 { count = 0 }
    self.direction = direction
    last = clock
    defer { count += 1 }
    return KeyRun.pace[min(count, KeyRun.pace.count - 1)]
  }

  /// Ends the run.
  mutating func end() { direction = nil }
}
