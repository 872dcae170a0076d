import Checkpoints
import Foundation
import Imaging

@testable import Training

/// Frames of films as files, as `ganvas scenes film` writes them.
enum ClipFixture {
  static func write(
    _ example: TrainingExample, _ frame: Int, labelSet: LabelSet, to folder: URL
  ) throws {
    func file(_ kind: String, _ ending: String = "png") -> URL {
      folder.appendingPathComponent(String(format: "%@-%04d.%@", kind, frame, ending))
    }
    try AtomicFile.write(PNG.encode(example.image), to: file("img"))
    try AtomicFile.write(LabelMapFile.encode(example.labels, with: labelSet), to: file("label"))
    try AtomicFile.write(InstanceMapFile.encode(example.instances), to: file("inst"))
    guard let motion = example.motion else { return }
    try Checkpoint.writeNpy(
      StoredTensor(
        name: "flow", shape: [motion.size.height, motion.size.width, 2],
        floats: zip(motion.x, motion.y).flatMap { [$0, $1] }, as: .float16),
      to: file("flow", "npy").path)
    let marks = motion.confidence.map { UInt8($0 * 255) }
    try AtomicFile.write(
      PNG.encode(
        gray: Raster(width: motion.size.width, height: motion.size.height, elements: marks)),
      to: file("seen"))
  }
}
