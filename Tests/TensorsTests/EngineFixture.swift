import Foundation
import Tensors

/// Loads the engine once for all tests of this target and sets two threads.
enum EngineFixture {
  static let isReady: Bool = {
    do {
      try Engine.load()
      return true
    } catch {
      print("*** the tensor engine is missing, its tests fail: \(error)")
      return false
    }
  }()

  /// Whether convolutions are packed by oneDNN in this build.
  static let packs = isReady && Engine.packingLibrary != nil

  /// Whether a CUDA device can be used.
  static let hasCUDA = isReady && Engine.hasCUDA
}
