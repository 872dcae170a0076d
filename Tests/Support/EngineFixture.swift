import Tensors

/// The tensor engine as tests use it: loaded once per process, with two threads everywhere.
public enum EngineFixture {
  /// Whether LibTorch was found; without it tests that compute fail, and this says why.
  public static let isReady: Bool = {
    do {
      try Engine.load(usesCUDA: true)
      Engine.threads = 2
      // The engine counts the devices for gradients once, at the first gradient.
      StandIn.attach()
      return true
    } catch {
      print("*** the tensor engine is missing, its tests fail: \(error)")
      return false
    }
  }()

  /// Whether convolutions are packed by oneDNN in this build.
  public static let packs = isReady && Engine.packingLibrary != nil

  /// Whether a CUDA device can be used.
  public static let hasCUDA = isReady && Engine.hasCUDA
}
