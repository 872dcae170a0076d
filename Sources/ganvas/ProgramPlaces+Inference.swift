import Foundation
import Inference

extension ProgramPlaces {
  /// How this program infers: its own models, all cores unless told otherwise.
  func inference(threads: Int? = nil) -> InferenceConfiguration {
    InferenceConfiguration(
      library: library, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
  }
}
