import Foundation
import Imaging

extension SessionLibrary {
  /// All sessions, the one touched last first. A damaged one is listed with the reason.
  public func list() -> [SessionSummary] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    return names.filter { $0.hasSuffix(SessionFolder.ending) && !$0.hasPrefix(".") }
      .map { String($0.dropLast(SessionFolder.ending.count)) }
      .filter { (try? folder(of: $0)) != nil }
      .map { summary(of: $0) }
      .sorted { ($0.changed, $1.id) > ($1.changed, $0.id) }
  }

  /// One session in a few words.
  public func summary(of id: String) -> SessionSummary {
    typealias Member = SessionFolder.Member
    var summary = SessionSummary(id: id, name: id)
    do throws(SessionError) {
      let folder = try folder(of: id)
      summary.changed = max(
        folder.directory.changed(Member.manifest), folder.directory.changed(Member.journal))
      let manifest = try SessionManifest.read(folder)
      summary.name = manifest.name
      summary.model = manifest.settings.model
      summary.steps = manifest.steps
      summary.isExample = manifest.isExample == true
      summary.thumbnail = folder.picture(Member.lastFrame)
      let late = try lateRecords(folder, manifest)
      summary.steps += late
      switch FolderLock.inspect(folder.directory, as: identity) {
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
    guard let journal = try folder.journal() else { return 0 }
    var walker = JournalWalker(journal)
    let marks = [manifest.journal, manifest.journalBefore].compactMap { $0 }
    guard let generation = Journal.generation(of: walker.head),
      let mark = marks.first(where: { $0.generation == generation })
    else { return 0 }
    return Journal.countRecords(walker, from: mark.bytes)
  }
}
