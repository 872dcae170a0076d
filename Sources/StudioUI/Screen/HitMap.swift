public import Canvas
public import Imaging
public import Studio
public import Terminal

/// What a place on the screen stands for.
public enum HitTarget: Hashable, Sendable {
  /// A printed key: a click is the same as pressing it.
  case press(TerminalEvent)
  /// A command without a key.
  case command(StudioCommand)
  /// A key that acts while it is held.
  case hold(StudioCommand)
  /// The map: the brush works here.
  case map
  /// The picture: the brush works here too.
  case picture
  /// A pane's title or empty ground: a click lights it.
  case pane(ScreenPane)
  /// A label.
  case label(UInt16)
  /// An object of the list.
  case object(ObjectID)
  /// A thumbnail of the style strip, by cluster.
  case style(Int)
  /// The photo on which a box is marked, and its size.
  case photo(PixelSize)
  /// A row of the open card, from 0.
  case row(Int)
  /// A row of the Inspector.
  case inspectorRow(InspectorRow)
  /// A number that is dragged: its value goes from `low` at the first column to `high` at the last.
  case slider(Control, low: Double, high: Double)
  /// The lanes of the walk, over so many frames.
  case walkLane(frames: Int)
  /// A keyframe on its lane.
  case keyframe(Int)
  /// A part of the walk's title.
  case walkField(WalkField)
  /// What a keyframe's camera sees: inside it, or a corner of it.
  case camera(corner: Bool)
  /// The plane of seeds: a click goes there, a drag flies.
  case seedPlane
  /// The ground of the class list.
  case classBackground
  /// Something in the Latent pane.
  case latent(LatentInput)
  /// Part of a card that does nothing.
  case cardBackground
}

/// Which place stands for what, as it was drawn: later entries lie over earlier ones.
public struct HitMap: Hashable, Sendable {
  /// One entry.
  public struct Entry: Hashable, Sendable {
    /// Where.
    public var rect: CellRect
    /// What.
    public var target: HitTarget
  }

  /// The entries in the order they were drawn.
  public private(set) var entries: [Entry] = []

  /// A map without entries.
  public init() {}

  mutating func add(_ rect: CellRect, _ target: HitTarget) {
    if !rect.isEmpty { entries.append(Entry(rect: rect, target: target)) }
  }

  /// Where a printed key no longer gives its command, a click gives the command itself.
  mutating func follow(_ keymap: Keymap) {
    guard !keymap.own.isEmpty else { return }
    for index in entries.indices {
      if case .press(.character(let sign)) = entries[index].target,
        let command = keymap.taken(sign)
      {
        entries[index].target = .command(command)
      }
    }
  }

  /// The topmost entry at a place.
  public func entry(at point: CellPoint) -> Entry? {
    entries.last { $0.rect.contains(point) }
  }

  /// What a place stands for.
  public subscript(point: CellPoint) -> HitTarget? { entry(at: point)?.target }

  /// The lane of the walk at a place, under its keyframes.
  func lane(at point: CellPoint) -> (rect: CellRect, frames: Int)? {
    for entry in entries.reversed() where entry.rect.contains(point) {
      if case .walkLane(let frames) = entry.target { return (entry.rect, frames) }
    }
    return nil
  }

  /// The first place that stands for a target, for tests that click.
  public func place(of target: HitTarget) -> CellPoint? {
    entries.last { $0.target == target }?.rect.origin
  }
}
