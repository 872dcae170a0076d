import Foundation
import Imaging

extension SessionLibrary {
  /// All sessions, the one touched last first. A damaged one is listed with the reason.
  public func list() -> [SessionSummary] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    // A folder without manifest never held a session: its program died while making it.
    return names.filter { $0.hasSuffix(".session") && !$0.hasPrefix(".") }
      .map { String($0.dropLast(".session".count)) }
      .filter { (try? folder(of: $0)) != nil }
      .map { summary(of: $0) }
      .sorted { ($0.changed, $1.id) > ($1.changed, $0.id) }
  }

  /// One session in a few words.
  public func summary(of id: String) -> SessionSummary {
    let folder = SessionFolder(url: directory.appendingPathComponent("\(id).session"))
    var summary = SessionSummary(
      id: id, name: id, changed: max(time(folder.manifest), time(folder.journal)))
    do {
      let manifest = try SessionManifest.read(folder.manifest)
      summary.name = manifest.name
      summary.model = manifest.settings.model
      summary.steps = manifest.steps
      summary.isExample = manifest.isExample == true
      summary.thumbnail = SessionFolder.picture(folder.lastFrame)
      let late = try lateRecords(folder, manifest)
      summary.steps += late
      switch SessionLock.inspect(path: folder.lock.path, as: identity) {
      case .held(let holder): summary.condition = .inUse(by: holder)
      case .crashed where late > 0, .free where late > 0:
        summary.condition = .recoverable(steps: late)
      case .crashed, .free: summary.condition = .closed
      }
    } catch {
      summary.condition = .damaged(reason: error.description)
    }
    return summary
  }

  /// Records that only the journal knows of.
  private func lateRecords(
    _ folder: SessionFolder, _ manifest: SessionManifest
  ) throws(SessionError) -> Int {
    let bytes = try folder.journalBytes()
    let marks = [manifest.journal, manifest.journalBefore].compactMap { $0 }
    guard let generation = Journal.generation(of: bytes),
      let mark = marks.first(where: { $0.generation == generation })
    else { return 0 }
    return Journal.countRecords(bytes, from: mark.bytes)
  }

  /// Seconds since 1970 of a file's last change; 0 when there is none.
  private func time(_ url: URL) -> Double {
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    return (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
  }
}
