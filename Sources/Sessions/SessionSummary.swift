public import Imaging

/// Which process holds a session.
public typealias ProcessIdentity = Imaging.ProcessIdentity

/// A session as the browser lists it.
public struct SessionSummary: Hashable, Sendable {
  /// Whether it can be opened, and how.
  public enum Condition: Hashable, Sendable {
    /// Closed in good order.
    case closed
    /// Its program stopped before the last save: this many acts are in the journal only.
    case recoverable(steps: Int)
    /// Open elsewhere.
    case inUse(by: ProcessIdentity)
    /// Its files cannot be read; the reason in words.
    case damaged(reason: String)
  }

  /// Folder name without `.session`.
  public var id: String
  /// Name as the painter wrote it.
  public var name: String
  /// Model it used; `nil` when none.
  public var model: String?
  /// Seconds since 1970 of the last undo step or save.
  public var changed: Double
  /// Undo steps in its undo line.
  public var steps: Int
  /// Whether it is an example that comes with the program.
  public var isExample: Bool
  /// Its condition.
  public var condition: Condition
  /// Its last picture, small; `nil` when there is none.
  public var thumbnail: RGBImage?

  /// Creates a summary.
  public init(
    id: String, name: String, model: String? = nil, changed: Double = 0, steps: Int = 0,
    isExample: Bool = false, condition: Condition = .closed, thumbnail: RGBImage? = nil
  ) {
    self.id = id
    self.name = name
    self.model = model
    self.changed = changed
    self.steps = steps
    self.isExample = isExample
    self.condition = condition
    self.thumbnail = thumbnail
  }
}
