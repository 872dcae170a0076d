/// Why a file or folder could not be read or written, in words a person can act on.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What stands in the way.
  public enum Kind: Hashable, Sendable {
    /// There is nothing of that name.
    case missing
    /// It is a symbolic link where none is followed.
    case link
    /// It is a device, a pipe, a socket, or a folder in place of a file or the reverse.
    case notRegular
    /// It is larger than what is read.
    case tooLarge
    /// The system refused.
    case system
  }

  /// The path.
  public var path: String
  /// What stands in the way.
  public var kind: Kind
  /// The reason in words.
  public var reason: String

  /// Creates an error.
  public init(path: String, kind: Kind, reason: String) {
    self.path = path
    self.kind = kind
    self.reason = reason
  }

  /// A sentence.
  public var description: String { "\(path): \(reason)" }
}
