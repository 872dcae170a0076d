public import Imaging

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

/// What a held key shows.
public struct Hold: Equatable, Sendable {
  /// What is held.
  public enum Kind: String, Equatable, Sendable {
    /// `c`: A in place of the picture.
    case showA
    /// `H`: all other labels dimmed.
    case dimOthers
  }

  /// What is held.
  public var kind: Kind
  /// Clock at which it ends by itself; `nil` when its release will be reported.
  public var until: Double?
}

/// Work that takes its time.
public struct LongWork: Equatable, Sendable {
  /// What it is.
  public enum Kind: String, Equatable, Sendable {
    /// A model is being loaded.
    case loading
    /// Files are being written.
    case exporting
  }

  /// What it is.
  public var kind: Kind
  /// In words, for instance `loading landscape`.
  public var words: String
  /// Part that is done, 0…1; `nil` when unknown.
  public var fraction: Double?
  /// Clock at which it began.
  public var since: Double

  /// Seconds left, from the pace so far; `nil` while unknown.
  public func secondsLeft(at clock: Double) -> Double? {
    guard let fraction, fraction > 0.02, clock > since else { return nil }
    return (clock - since) * (1 - fraction) / fraction
  }
}

/// The photos at hand.
public struct LoadedPhotos: Equatable, Sendable {
  /// Pictures by name in the session's `photos/`.
  public var pictures: [String: RGBImage] = [:]

  /// An empty collection.
  public init() {}
}

/// The six tour notes; each goes on when its act is done, in any order.
public struct Tour: Equatable, Sendable {
  /// What a note asks for.
  public enum Step: Int, Equatable, Sendable, CaseIterable {
    /// Paint something.
    case paint
    /// Undo.
    case undo
    /// Take another label.
    case label
    /// Roll the die.
    case die
    /// Put a keyframe, or keep a picture as A.
    case keyframe
    /// Export.
    case export
  }

  /// Steps done.
  public var done: Set<Step> = []

  /// A tour at its beginning.
  public init() {}

  /// The first step not yet done; `nil` at the end.
  public var step: Step? { Step.allCases.first { !done.contains($0) } }
}
