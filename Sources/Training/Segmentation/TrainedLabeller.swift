public import Foundation
import Generators
public import Segmentation
import Tensors

/// The averaged network of a labeller's run on its way to a file.
public struct TrainedLabeller {
  /// The labeller.
  public let labeller: Labeller
  /// Steps behind the weights.
  public let steps: Int
  private let network: SegmentationConfiguration
  private let training: String

  /// Whether a folder holds a labeller's run.
  public static func isRun(_ folder: URL) -> Bool {
    (try? RunFolder.family(of: folder)) == LabellerTrainer.family
  }

  /// Reads a run.
  /// - Throws: `TrainingError` naming what does not fit.
  public init(run folder: URL) throws(TrainingError) {
    let saved = try SavedRun<LabellerTrainingConfiguration>(
      folder, family: LabellerTrainer.family)
    var network = SegmentationNetwork(
      saved.configuration.network, initialization: .unfilled, using: RandomGenerator(seed: 0))
    do {
      try load(
        into: &network, from: saved.checkpoint.tensors(under: "average"), file: folder.path)
    } catch {
      throw TrainingError("the run's averaged weights do not load: \(error)")
    }
    labeller = Labeller(network: network, labelSet: saved.configuration.labelSet)
    self.network = saved.configuration.network
    steps = saved.step
    let pictures = saved.configuration.picturesSeen(after: saved.step)
    training = "\(pictures) pictures: \(saved.record.data.last ?? "of unknown origin")"
  }

  /// Writes the labeller's file.
  /// - Throws: `TrainingError`.
  public func write(to file: URL, licence: String) throws(TrainingError) {
    try TrainingError.naming { () throws(ModelError) in
      try labeller.write(
        LabellerDescription(
          network: network, labelSet: labeller.labelSet, training: training, licence: licence),
        to: file)
    }
  }
}
