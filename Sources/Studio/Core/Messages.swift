/// One line in the status bar, until the next key.
public struct StatusLine: Equatable, Sendable {
  /// How it is marked.
  public enum Kind: String, Equatable, Sendable {
    /// Something was done.
    case done
    /// Something cannot be done, and why.
    case reason
    /// Something failed.
    case failure
  }

  /// How it is marked.
  public var kind: Kind
  /// The line.
  public var text: String
  /// What `y` copies; `nil` copies nothing.
  public var copy: String?

  /// Creates a line.
  public init(_ kind: Kind, _ text: String, copy: String? = nil) {
    self.kind = kind
    self.text = text
    self.copy = copy
  }
}

/// A line kept under `!`.
public struct Message: Equatable, Sendable {
  /// Seconds since the studio started.
  public var clock: Double
  /// The line.
  public var line: StatusLine
  /// How often it came in a row.
  public var count = 1
}
