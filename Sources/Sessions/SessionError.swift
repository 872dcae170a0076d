public import Imaging

/// Why a session could not be read or written, in words a painter can act on.
public enum SessionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file or folder could not be read or written.
  case file(path: String, reason: String)
  /// A file says what no session says.
  case malformed(path: String, reason: String)
  /// A newer program wrote it.
  case newer(path: String, schema: Int)
  /// Another process has it open.
  case inUse(by: ProcessIdentity)
  /// There is no such session.
  case missing(id: String)
  /// Its folder was taken away while it was open.
  case gone(path: String)

  /// What a file's own error means for a session.
  init(_ error: FileError) {
    self =
      switch error.kind {
      case .link, .notRegular, .tooLarge: .malformed(path: error.path, reason: error.reason)
      case .missing, .system: .file(path: error.path, reason: error.reason)
      }
  }

  /// A sentence for the painter.
  public var description: String {
    switch self {
    case .file(let path, let reason): "\(path): \(reason)"
    case .malformed(let path, let reason): "\(path) is damaged: \(reason)"
    case .newer(let path, let schema):
      "\(path) was written by a newer ganvas (version \(schema) of the format); this one cannot "
        + "read it without losing something"
    case .inUse(let process): "it is open in ganvas \(process.pid) on \(process.host)"
    case .missing(let id): "there is no session \(id)"
    case .gone(let path): "\(path) was removed or replaced while it was open"
    }
  }
}

/// How a session is opened.
public enum SessionOpening: String, Equatable, Sendable, CaseIterable {
  /// With everything the journal holds.
  case recovered
  /// As it was at the last save; the journal's rest is kept beside.
  case asSaved
  /// To look, not to change.
  case readOnly
}
