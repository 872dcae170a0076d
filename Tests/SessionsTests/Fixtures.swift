import Canvas
import Foundation
import Imaging
import Synthesis

@testable import Sessions

let set = LabelSet(
  name: "small", source: "tests",
  labels: (0..<4).map {
    LabelSet.Label(id: $0, name: "label \($0)", color: RGB(UInt8(60 * $0), 90, 200))
  })

/// Contents with some finished undo steps.
func painted(steps: Int, seed: UInt64, name: String = "Bay") -> SessionContents {
  var contents = SessionContents(
    name: name,
    document: Document(size: PixelSize(width: 12, height: 9), label: 0, labelSet: set), dice: seed)
  for step in 0..<steps { _ = undoStep(on: &contents, step + Int(seed)) }
  return contents
}

/// Does a paint act, or every third time a settings act, and returns its record.
func undoStep(on contents: inout SessionContents, _ step: Int) -> JournalRecord {
  let undoStep: UndoStep
  if step % 3 == 2 {
    var settings = contents.settings
    settings.latent.source = .seed(UInt32(step))
    settings.latent.truncationPsi = 0.1 * Double(step % 20)
    undoStep = UndoStep(
      name: "seed → \(step)", change: .settings(from: contents.settings, to: settings))
    contents.settings = settings
  } else {
    let stroke = Stroke(
      points: [
        PixelPoint(x: step % 12, y: step % 9), PixelPoint(x: (step * 5) % 12, y: (step * 7) % 9),
      ], brush: Brush(size: 1 + step % 3))
    let patch = contents.document.apply(
      .stroke(stroke, .label(UInt16(1 + step % 3), .new)))
    undoStep = UndoStep(name: "stroke, label \(1 + step % 3)", change: .map(patch))
  }
  contents.history.record(undoStep)
  return .stepTaken(undoStep)
}

/// Takes the last undo step back and returns its record.
func undo(_ contents: inout SessionContents) -> JournalRecord {
  JournalRecord.undone.replay(in: &contents)
  return .undone
}

/// Runs a test with a library in a folder that is gone afterwards.
func inFolder(_ body: (SessionLibrary) throws -> Void) throws {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(
    "ganvas-sessions-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: url) }
  try body(SessionLibrary(directory: url))
}
