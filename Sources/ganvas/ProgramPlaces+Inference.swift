import Foundation
import Inference
import Tensors

extension ProgramPlaces {
  /// How this program infers: its own models, all cores unless told otherwise.
  func inference(
    threads: Int? = nil, device: DeviceChoice = .auto
  ) -> InferenceConfiguration {
    var configuration = InferenceConfiguration(
      library: library, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
      importer: { place, progress in
        let model = try self.loadedCheckpoint(place)
        progress(1)
        return model
      })
    configuration.device = device
    return configuration
  }
}
