import Canvas
import Imaging

/// See it before it happens.
extension EditingRoom {
  /// Works out anew what the hand would do at the cursor.
  mutating func refreshPreview() {
    editing.preview = nextEdit.map { edit in
      let patch = editing.document.patch(for: edit)
      return Preview(patch: patch, words: words(for: edit, patch))
    }
  }

  /// What the next press, release or Enter would do, where it is worth seeing in advance.
  private var nextEdit: Edit? {
    if let scope = editing.relabelScope { return relabelEdit(scope) }
    switch editing.gesture {
    case .shape(let corners): return shapeEdit(corners, to: editing.cursor.point)
    case .moving(let start):
      return moveEdit(
        by: PixelPoint(x: editing.cursor.point.x - start.x, y: editing.cursor.point.y - start.y))
    case .stroke, .box, .lasso: return nil
    case nil: break
    }
    switch editing.toolState.tool {
    case .fill: return fillEdit(at: editing.cursor.point)
    case .stamp:
      return editing.toolState.clipboard.map {
        .stamp($0.flipped(editing.toolState.stampFlip), at: editing.cursor.point)
      }
    case .brush, .eraser, .line, .rectangle, .oval, .select: return nil
    }
  }

  private func words(for edit: Edit, _ patch: Patch) -> String {
    let count = grouped(patch.count)
    let here =
      editing.document.label(at: editing.cursor.point).map {
        editing.document.labelSet.name(of: Int($0))
      } ?? ""
    let held = editing.document.labelSet.name(of: Int(editing.toolState.label))
    switch edit {
    case .fill:
      return patch.isEmpty ? "\(here) already" : "fills \(count) px of \(here) with \(held)"
    case .relabel:
      let scope = editing.relabelScope.map { " \($0.rawValue)" } ?? ""
      return patch.isEmpty
        ? "\(here) already"
        : "\(here)\(scope) to \(held): \(count) px · Enter does it, F next, Esc no"
    case .shape: return "\(edit.name(in: editing.document.labelSet)), \(count) px"
    case .stamp: return "stamps \(count) px"
    case .move: return "moves \(count) px"
    case .stroke, .clear, .split, .join, .replaceMap: return ""
    }
  }
}
