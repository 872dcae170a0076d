/// A failure in words a painter can act on.
public struct UserFacingError: Error, Hashable, Sendable {
  /// Title, for instance `Not loaded: short_storage.pth`.
  public var title: String
  /// What went wrong.
  public var what: String
  /// Where: file, tensor, place. May be empty.
  public var place: String
  /// What is as before. May be empty.
  public var kept: String
  /// What to do. May be empty.
  public var advice: String

  /// Creates a failure.
  public init(
    title: String, what: String, place: String = "", kept: String = "", advice: String = ""
  ) {
    self.title = title
    self.what = what
    self.place = place
    self.kept = kept
    self.advice = advice
  }

  /// All of it in one line.
  public var line: String {
    ([title, what, place, kept, advice].filter { !$0.isEmpty }).joined(separator: " · ")
  }
}
