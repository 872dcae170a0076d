import Tensors

/// Loads the engine once for all tests of this target.
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
}
