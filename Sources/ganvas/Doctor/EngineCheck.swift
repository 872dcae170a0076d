import Foundation
import Tensors

/// The tensor engine as it loads here.
enum EngineCheck {
  /// Loads the engine, which costs up to half a second, and asks it.
  static func findings() -> [Finding] {
    let began = ContinuousClock.now
    do throws(TensorError) {
      try Engine.load()
    } catch {
      return [
        .fail("LibTorch", "\(error)", advice: "until then painting works, rendering does not")
      ]
    }
    let seconds = (ContinuousClock.now - began) / .seconds(1)
    let engine = String(format: "%@, loaded in %.1f s", Engine.description, seconds)
    return [.ok("LibTorch", engine), packing, cuda]
  }

  private static var packing: Finding {
    guard let library = Engine.packingLibrary else {
      return .warn(
        "convolutions", "LibTorch's own: their weights are reordered on every call",
        advice: "install libdnnl-dev and build again")
    }
    return .ok("convolutions", "packed by \(library)")
  }

  private static var cuda: Finding {
    if Engine.hasCUDA { return .ok("CUDA", "there; --device auto takes it") }
    let driver = FileManager.default.fileExists(atPath: "/proc/driver/nvidia/version")
    guard driver else { return .ok("CUDA", "no NVIDIA driver here; the processor computes") }
    return .warn(
      "CUDA", "a driver is here, but this LibTorch cannot use it",
      advice: "build with LIBTORCH=FOLDER of a CUDA build of LibTorch, or run Scripts/bridge")
  }
}
