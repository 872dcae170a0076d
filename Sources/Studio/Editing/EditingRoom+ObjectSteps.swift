import Canvas
import Imaging
import Sessions
import Synthesis

/// Undo steps on objects that take their styles along: stamps, copies, pieces, relabelled objects.
extension EditingRoom {
  /// The act of an edit that is already applied; styles that come or go with it are part of it,
  /// and are in place afterwards.
  mutating func undoStep(
    for edit: Edit, _ patch: Patch, stampStyles: [UInt32: InstanceStyle]
  ) -> UndoStep {
    let name = edit.name(in: editing.document.labelSet)
    let before = picture.settings
    var settings = before
    restyle(&settings, after: edit, patch, stampStyles)
    tryOut(settings)
    return UndoStep(
      name: name,
      change: settings == before
        ? .map(patch) : .objects(patch, from: before, to: settings))
  }

  private func restyle(
    _ settings: inout PictureSettings, after edit: Edit, _ patch: Patch,
    _ stampStyles: [UInt32: InstanceStyle]
  ) {
    switch edit {
    case .stamp(let stamp, let point):
      for (old, new) in numbers(of: stamp, at: point) {
        settings.instanceStyles[new] = stampStyles[old]
      }
    case .split(let object):
      for number in newNumbers(in: patch) where number != object.number {
        settings.instanceStyles[number] = settings.instanceStyles[object.number]
      }
    case .join(let objects):
      if objects.first?.number == 0 {
        for number in newNumbers(in: patch) { settings.instanceStyles[number] = nil }
      }
    case .relabel:
      // Clusters are counted within a class: a relabelled object has what its new label has. A
      // free feature means the same everywhere and stays.
      for object in lostObjects(in: patch)
      where settings.instanceStyles[object.number]?.cluster != nil {
        settings.instanceStyles[object.number] = nil
      }
    case .stroke, .shape, .fill, .clear, .move, .replaceMap: break
    }
  }

  /// Numbers that a stamp's objects got when it was put down.
  private func numbers(of stamp: Stamp, at point: PixelPoint) -> [UInt32: UInt32] {
    let box = stamp.box(at: point)
    let hit = box.intersection(PixelRect(editing.document.size))
    var numbers: [UInt32: UInt32] = [:]
    for y in hit.y..<max(hit.y, hit.maxY) {
      for x in hit.x..<hit.maxX where stamp.mask[x - box.x, y - box.y] {
        let old = stamp.instances[x - box.x, y - box.y]
        if old != 0, numbers[old] == nil { numbers[old] = editing.document.instances[x, y] }
      }
    }
    return numbers
  }

  private func newNumbers(in patch: Patch) -> Set<UInt32> {
    guard case .pixels(_, let runs) = patch.change else { return [] }
    return Set(runs.filter { $0.newInstance != $0.oldInstance }.map(\.newInstance))
  }

  /// Objects that a relabelling left no pixel of.
  private func lostObjects(in patch: Patch) -> Set<ObjectID> {
    guard case .pixels(_, let runs) = patch.change else { return [] }
    let touched = Set(
      runs.filter { $0.newLabel != $0.oldLabel && $0.oldInstance != 0 }
        .map { ObjectID(label: $0.oldLabel, number: $0.oldInstance) })
    return touched.isEmpty ? [] : touched.subtracting(editing.document.allObjects)
  }

  /// The number of a new object: one that nobody has, nor an erased object's style.
  var nextObjectNumber: UInt32 {
    editing.document.nextInstance(avoiding: picture.settings.instanceStyles.keys)
  }

  /// Puts a copy of the object at hand beside it, with its style, and selects the copy.
  mutating func duplicateObject() -> [Effect] {
    guard let object = currentObject, let stamp = editing.document.stamp(of: .of(object)),
      let bounds = editing.document.measure(of: object)?.bounds
    else { return [] }
    // To the right, where there is no room to the left.
    let step = stamp.size.width + 1
    let fits = bounds.maxX + step <= editing.document.size.width || bounds.x < step
    let point = PixelPoint(
      x: bounds.x + stamp.size.width / 2 + (fits ? step : -step),
      y: bounds.y + stamp.size.height / 2)
    let effects = perform(
      .stamp(stamp, at: point), stampStyles: [object.number: appliedStyle(of: object)])
    if let number = numbers(of: stamp, at: point)[object.number] {
      editing.selection = .objects([ObjectID(label: object.label, number: number)])
      showStatus(.done, "\(objectName(ObjectID(label: object.label, number: number))), a copy")
    }
    return effects
  }
}
