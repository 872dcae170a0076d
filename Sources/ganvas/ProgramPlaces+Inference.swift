import Inference
import Tensors

extension ProgramPlaces {
  /// How this program infers with what was said on the command line.
  func inference(_ options: ComputeOptions) -> InferenceConfiguration {
    inference(threads: options.threadCount, device: options.device)
  }

  /// How this program infers: its own models, and weights that are no package yet.
  func inference(threads: Int, device: DeviceChoice) -> InferenceConfiguration {
    var configuration = InferenceConfiguration(
      library: library, threads: threads,
      importer: { place, progress in
        let model = try self.loadedCheckpoint(place)
        progress(1)
        return model
      })
    configuration.device = device
    return configuration
  }
}
