import Checkpoints
public import Foundation
import Imaging
public import Synthesis

/// Known motion in the files that `ganvas scenes film` writes: `flow-NNNN.npy` and `seen-NNNN.png`.
public enum KnownMotionFile {
  /// The file of a kind that belongs to a map `anything-NNNN.png`, beside it; `nil` where there is
  /// none.
  public static func neighbour(of map: URL, kind: String, ending: String) -> URL? {
    let name = map.deletingPathExtension().lastPathComponent
    guard let dash = name.lastIndex(of: "-") else { return nil }
    let file = map.deletingLastPathComponent()
      .appendingPathComponent(kind + name[dash...]).appendingPathExtension(ending)
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }

  /// The motion that leads to the frame of a map.
  /// - Parameters:
  ///   - flow: Finite numbers, rows × columns × 2, pixels.
  ///   - marks: Grey picture: 255 marks what was seen before; everything was where it is absent.
  /// - Throws: `SynthesisError` for a broken file, what reading files throws.
  public static func read(flow file: URL, marks: URL?) throws -> KnownMotion {
    let tensors = try Checkpoint.read(file.path).tensors
    let advice = "Write it again with ganvas scenes film, or leave it out."
    guard let flow = tensors.first, flow.shape.count == 3, flow.shape[2] == 2,
      flow.shape[0] > 0, flow.shape[1] > 0, flow.type.isFloatingPoint, flow.nonFiniteCount == 0
    else {
      throw SynthesisError(
        what: "\(file.path) is no motion", location: "expected finite numbers, rows × columns × 2",
        advice: advice)
    }
    let size = PixelSize(width: flow.shape[1], height: flow.shape[0])
    let values = flow.doubles().map { Float($0) }
    guard values.allSatisfy({ $0.magnitude <= 1e6 }) else {
      throw SynthesisError(
        what: "\(file.path) moves things by over a million pixels", advice: advice)
    }
    var sure = [Float](repeating: 1, count: size.area)
    if let marks {
      let picture = try PNG.decode(try ImageFile.bytes(of: marks), named: marks.path)
      guard case .gray(let gray) = picture.content, gray.size == size else {
        throw SynthesisError(
          what: "\(marks.path) is no grey picture of \(size)", advice: advice)
      }
      // 128 marks water, whose mirror images move differently.
      sure = gray.elements.map { $0 == 255 ? 1 : 0 }
    }
    return KnownMotion(
      size: size, x: stride(from: 0, to: values.count, by: 2).map { values[$0] },
      y: stride(from: 1, to: values.count, by: 2).map { values[$0] }, confidence: sure)
  }
}
