import Checkpoints
import Foundation
import Imaging

/// Refuses configurations that ask for more than the machine or the file can give, before any
/// memory is taken for them.
enum SizeLimits {
  /// Refuses pictures whose activations cannot fit into this machine's memory.
  /// - Parameter pictureNumbers: float32 numbers alive at once, about.
  static func check(pictureNumbers: Double, size: PixelSize, file: String) throws(ModelError) {
    let bytes = 4 * pictureNumbers
    let memory = Double(ProcessInfo.processInfo.physicalMemory)
    guard bytes <= memory else {
      throw .tooLarge(
        file: file,
        reason: "a picture of \(size) needs some \(Int(bytes / 1e9)) GB, "
          + "this machine has \(Int(memory / 1e9))")
    }
  }

  /// Memory for weights is only taken where the file makes it plausible.
  /// - Parameter weights: Learned numbers the configuration asks for, about.
  static func check(
    weights: Double, stored tensors: [StoredTensor], file: String
  ) throws(ModelError) {
    let stored = Double(tensors.reduce(0) { $0 + $1.count })
    guard weights <= max(4 * stored, 5e8) else {
      throw .tooLarge(
        file: file,
        reason: "the configuration asks for some \(Int(weights / 1e6)) million numbers, "
          + "the weights hold \(Int(stored / 1e6)) million")
    }
  }
}
