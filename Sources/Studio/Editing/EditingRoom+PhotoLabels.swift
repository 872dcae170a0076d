import Canvas
import Imaging
import Sessions

/// A photo under the map gets a first label map, to be corrected by hand.
extension EditingRoom {
  /// Begins to label a photo of the session; painting goes on meanwhile.
  mutating func label(photo name: String) -> [Effect] {
    guard let photo = picture.photos.pictures[name] else { return [] }
    guard !session.isReadOnly else { return refuseReadOnly() }
    guard !work.contains(where: { $0.kind == .labelling }) else {
      showStatus(.reason, "another photo is being labelled: Ctrl-C stops it")
      return []
    }
    beginWork(.labelling, "labelling \(name)", fraction: nil)
    let document = editing.document
    return [
      .labelPhoto(
        LabellingRequest(
          name: name, photo: photo.centred(like: document.size), size: document.size,
          labelSet: document.labelSet))
    ]
  }

  /// A photo was labelled: its map takes the place of the present one, as one undo step.
  mutating func photoLabelled(_ request: LabellingRequest, _ map: LabelMap) -> [Effect] {
    endWork(.labelling)
    let document = editing.document
    guard map.size == document.size, request.labelSet == document.labelSet else {
      showStatus(.reason, "\(request.name) was labelled for another map; label it again")
      return []
    }
    let earlier = settle() + adoptWalkFrame()
    let patch = editing.document.apply(
      .replaceMap(MapContent(labels: map, labelSet: document.labelSet)))
    guard !patch.isEmpty else {
      showStatus(.done, "the map is that of \(request.name) already")
      return earlier
    }
    let effects = record(UndoStep(name: "labels of \(request.name)", change: .map(patch)))
    dropLostSelection()
    showStatus(.done, "labelled from \(request.name): correct by hand; g hides the photo, u undoes")
    return earlier + effects
  }
}
