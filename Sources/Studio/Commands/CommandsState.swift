/// The room of commands: what was given lately, and what a held or repeated key means.
public struct CommandsState: Equatable, Sendable {
  /// Commands used lately, the last one first, for the command list.
  public var recent: [StudioCommand] = []
  /// What a held key shows: A, or all other labels dimmed.
  public var hold: Hold?
  /// Whether `q` was pressed while long work runs (a second one quits).
  public var asksToQuit = false

  /// Nothing given yet.
  init() {}
}
