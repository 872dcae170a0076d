import Generators
import Imaging
import Synthesis
import Tensors

/// A stretch of a film as the networks see it.
///
/// Not Sendable: belongs to the training thread.
struct Vid2VidClip {
  /// Maps, `[1, mapChannels, H, W]`.
  let maps: [Tensor]
  /// Pictures, `[1, 3, H, W]`, −1…1.
  let pictures: [Tensor]
  /// From each frame to the one before; `nil` for one without known motion.
  private let motions: [(flow: Tensor, confidence: Tensor)?]

  init(_ examples: [TrainingExample], for layout: BatchLayout, device: Device) {
    let frames = examples.map { SemanticBatch([$0], for: layout, device: device) }
    maps = frames.map { $0.semantics() }
    pictures = frames.map(\.pictures)
    motions = examples.map { example in
      example.motion.map { motion in
        let fitted = motion.fitted(to: example.image.size)
        return (fitted.flow.moved(to: device), fitted.confidence.moved(to: device))
      }
    }
  }

  /// Frames.
  var count: Int { pictures.count }

  /// The maps up to a frame, `[1, window · mapChannels, H, W]`; the first one stands in for those
  /// before it.
  func window(_ frame: Int, of frames: Int) -> Tensor {
    Tensor.concatenated((0..<frames).map { maps[max(0, frame - frames + 1 + $0)] }, axis: 1)
  }

  /// The motion from a frame to the one before it.
  func motion(_ frame: Int) -> (flow: Tensor, confidence: Tensor)? { motions[frame] }

  /// The flow from a frame to an earlier one, `[1, 2, H, W]`: step by step along the motion.
  func flow(from frame: Int, to earlier: Int) -> Tensor? {
    guard var total = motions[frame]?.flow else { return nil }
    for between in ((earlier + 1)..<max(earlier + 1, frame)).reversed() {
      guard let next = motions[between]?.flow else { return nil }
      total = total + next.warped(by: total)
    }
    return total
  }
}
