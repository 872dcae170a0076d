import Foundation
import Imaging
import Sessions

/// Opens the session the studio begins with. One that was named is opened or refused with what can
/// be had of it; one that was not named is passed over aloud. A folder that was given is opened or
/// refused whatever is in it: nothing takes its place.
struct SessionOpener {
  /// Where the sessions are.
  let library: SessionLibrary
  /// The label set of a name.
  let labelSet: (String) -> LabelSet?

  /// An opened session, if any, and what is to be said about others.
  struct Found {
    var opened: (id: String, opened: SessionLibrary.Opened)?
    var remarks: [String] = []
  }

  /// A session that was named cannot be opened.
  struct Unopened: Error, CustomStringConvertible {
    var id: String
    var reason: String
    /// What can be had of it; `nil` when its folder cannot be read.
    var rescue: SessionRescue?

    var description: String {
      let offers = rescue?.words ?? []
      return "the session \(id) cannot be opened: \(reason)"
        + (offers.isEmpty
          ? ". Nothing of it can be read; begin a new one: ganvas --session NAME"
          : ". It still has \(offers.joined(separator: ", ")): ganvas sessions restore \(id) makes "
            + "a new session of that, and ganvas --session NAME begins another one")
    }
  }

  /// Opens the session of a name; none when there is no such session.
  /// - Throws: `Unopened`.
  func open(named name: String) throws -> Found {
    if let summary = StudioTarget.match(name, in: library.list()) { return try open(summary) }
    // A folder without `session.json` is none, unless it still has a map.
    if let rescue = try? library.rescue(name, labelSet: labelSet), rescue.contents != nil {
      throw Unopened(id: name, reason: rescue.reason, rescue: rescue)
    }
    return Found()
  }

  /// Opens the session in a folder of the library, whatever it is called inside.
  /// - Throws: `Unopened`.
  func open(folder id: String) throws -> Found { try open(library.summary(of: id)) }

  /// Opens the session changed last that nobody paints in; a person's own come before shipped
  /// examples.
  func openLast() -> Found {
    let all = library.list()
    let candidates =
      all.filter { !$0.isExample }.sorted { $0.changed > $1.changed }
      + all.filter(\.isExample).sorted { $0.id < $1.id }
    var remarks: [String] = []
    for summary in candidates {
      if case .inUse(let holder) = summary.condition {
        remarks.append(
          "\(summary.id) is open in ganvas \(holder.pid) on \(holder.host); this is another session"
        )
        continue
      }
      do {
        var found = try open(summary)
        found.remarks = remarks + found.remarks
        return found
      } catch {
        remarks.append("\(error)")
      }
    }
    return Found(remarks: remarks)
  }

  private func open(_ summary: SessionSummary) throws -> Found {
    let id = summary.id
    do throws(SessionError) {
      return Found(opened: (id, try library.open(id)))
    } catch {
      let why: String
      switch error {
      case .inUse(let holder):
        why =
          "\(id) is open in ganvas \(holder.pid) on \(holder.host): here it is open to look only. "
          + "Should that ganvas be gone, remove the file \(library.path(of: id))/\(FolderLock.fileName)"
      case .file(let path, let reason):
        why = "\(id) is open to look only: \(path): \(reason)"
      case .malformed, .newer, .missing, .gone:
        why = "\(id) is open to look only: \(error)"
      }
      // A disk that takes nothing, a lock that cannot be made: what is there can be looked at.
      if let opened = try? library.open(id, .readOnly) {
        return Found(opened: (id, opened), remarks: [why])
      }
      let rescue = try? library.rescue(id, labelSet: labelSet)
      var reason = error.description
      if case .missing = error, let rescue { reason = rescue.reason }
      throw Unopened(id: id, reason: reason, rescue: rescue)
    }
  }
}
