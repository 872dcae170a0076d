import Foundation
import Tensors

/// The tensor engine as it loads here.
enum EngineCheck {
  /// Loads the engine, which costs up to half a second, and asks it.
  static func findings() -> [Finding] {
    let began = ContinuousClock.now
    do throws(TensorError) {
      try Engine.load(usesCUDA: true)
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

  /// The card by name and memory, after an operator has run on it as on the processor.
  private static var cuda: Finding {
    guard Engine.hasCUDA else {
      let driver = FileManager.default.fileExists(atPath: "/proc/driver/nvidia/version")
      guard driver else { return .ok("CUDA", "no NVIDIA driver here; the processor computes") }
      return .warn(
        "CUDA", "a driver is here, but this LibTorch cannot use it",
        advice: "build with LIBTORCH=FOLDER of a CUDA build of LibTorch, or run Scripts/bridge")
    }
    let card = Engine.cudaDevice.map {
      String(format: "%@, %.1f GiB", $0.name, Double($0.memory) / 1_073_741_824)
    }
    let error: Double
    do throws(TensorError) {
      error = try DeviceSmokeTest.convolutionError(on: .cuda)
    } catch {
      return .warn(
        "CUDA", "\(card ?? "a card") is there and does not compute: \(error)",
        advice: "take --device cpu; the driver may be older than LibTorch wants")
    }
    let found = String(
      format: "%@; a convolution differs from the processor's by %.1e", card ?? "a card", error)
    return error < DeviceSmokeTest.tolerance
      ? .ok("CUDA", found + "; --device auto takes it")
      : .warn("CUDA", found, advice: "take --device cpu: pictures would be wrong")
  }
}
