/// Seconds between tries to save while nothing is kept.
let retryInterval = 5.0

/// Seconds between checkpoints while the painter paints; the journal covers the time between.
let checkpointInterval = 60.0

/// The session as the header shows it.
public struct SessionStatus: Equatable, Sendable {
  /// Folder name without `.session`; `nil` while it has none.
  public var id: String?
  /// Name as the painter wrote it.
  public var name: String
  /// Clock of the last finished save or journal write; `nil` before the first.
  public var savedAt: Double?
  /// Clock of the first journal record not yet forced to the disk; `nil` when all are.
  public var unsyncedSince: Double?
  /// Why nothing is kept at present; `nil` when all is. True until a whole save succeeds.
  public var unkept: String?
  /// Whether something changed since the last checkpoint.
  public var needsCheckpoint = false
  /// Clock of the last checkpoint.
  public var lastCheckpoint = 0.0
  /// Whether it is open to look only.
  public var isReadOnly = false
  /// Whether it is a shipped example, of which the first undo step makes an own copy.
  public var isExample = false
  /// Why the export in work writes less than was asked for; `nil` when it does not.
  var exportRemark: String?

  /// Clock at which the next checkpoint is due.
  var checkpointDue: Double {
    lastCheckpoint + (unkept == nil ? checkpointInterval : retryInterval)
  }

  /// The status of a session just opened.
  public init(id: String? = nil, name: String) {
    self.id = id
    self.name = name
  }
}
