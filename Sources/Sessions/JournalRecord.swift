/// One record of a session's journal: what happened on the undo line.
public enum JournalRecord: Hashable, Sendable {
  /// An act was finished.
  case acted(Act)
  /// An act took the place of the last one (a run of wheel steps is one act).
  case amended(Act)
  /// The last act was taken back.
  case undone
  /// The next act was done again.
  case redone
}
