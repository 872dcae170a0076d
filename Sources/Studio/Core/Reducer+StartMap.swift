import Canvas
import Imaging
import Sessions
import Synthesis

/// Models that begin with a map of their own: the photo they were learned from.
extension StudioState {
  /// Puts the model's own map into the hand, unless the one there is painted in its colours; one
  /// undo step together with what else changes.
  /// - Returns: `nil` where the map stays.
  mutating func takeStartMap(
    changing body: (inout PictureSettings) -> Void = { _ in }
  ) -> [Effect]? {
    guard let labels = capabilities?.labels else { return nil }
    guard let start = labels.startMap else {
      editing.document.setGround(nil)
      warnOfForeignMap(labels.labelSet)
      return nil
    }
    let own = MapContent(labels: start, labelSet: labels.labelSet)
    guard !session.isReadOnly, editing.document.labelSet.labels != labels.labelSet.labels else {
      editing.document.setGround(own)
      return nil
    }
    let earlier = settle() + adoptWalkFrame()
    let before = picture.settings
    let patch = editing.document.apply(.replaceMap(own))
    editing.document.setGround(own)
    editing.cursor.point = clamped(editing.cursor.point)
    body(&picture.settings)
    let used = editing.document.usedLabels.sorted {
      editing.document.count(of: $0) > editing.document.count(of: $1)
    }
    if let first = used.first {
      editing.toolState.label = first
      editing.toolState.previousLabel = used.dropFirst().first ?? first
      editing.toolState.recents = Array(used.prefix(9))
    }
    let name = model.description?.name ?? "the model"
    return earlier
      + record(
        UndoStep(
          name: "model \(before.model ?? "none") → \(name), its photo as map",
          change: .objects(patch, from: before, to: picture.settings)))
  }

  /// Says so when the model knows none of the map's labels.
  private mutating func warnOfForeignMap(_ known: LabelSet) {
    let painted = editing.document.labelSet
    guard painted.labels != known.labels,
      LabelTranslation(from: painted, to: known).matches.isEmpty
    else { return }
    let name = model.description?.name ?? "this model"
    showStatus(
      .reason, "\(name) knows none of this map's labels: N makes a new map, u goes back")
  }
}
