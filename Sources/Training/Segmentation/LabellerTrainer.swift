import Foundation
import Generators
public import Imaging
import Layers
public import Segmentation
public import Tensors

/// Trains a network that labels pictures: cross entropy with the map at full size, rare labels of a
/// batch counting more, pixels that nobody knows nothing. Pictures are changed in size, colour and
/// sharpness by chance, so that what is learned from drawn scenes holds for photos.
///
/// Not Sendable: belongs to the one training thread, which has loaded the engine.
public final class LabellerTrainer: Trainer {
  /// The losses of one step.
  public enum Loss: String, CaseIterable, Sendable {
    /// Cross entropy with the map, weighted by label.
    case crossEntropy = "cross entropy"
    /// Share of the known pixels that are labelled right.
    case accuracy
  }

  /// Name in `run.json`; no family of models.
  public static let family = "labeller"

  /// What the run depends on.
  public let configuration: LabellerTrainingConfiguration
  /// The network being trained.
  public let network: SegmentationNetwork
  /// The averaged network.
  public let average: MovingAverage<SegmentationNetwork>
  /// Steps made so far.
  public private(set) var step = 0
  private let learning: LearningPart
  private let device: Device

  /// Draws a fresh network from the configuration's seed.
  /// - Throws: `TrainingError`, also for a configuration that cannot be.
  public init(
    _ configuration: LabellerTrainingConfiguration, device: Device = .cpu
  ) throws(TrainingError) {
    try TrainingError.naming { () throws(ConfigurationError) in try configuration.validate() }
    self.configuration = configuration
    self.device = device
    network = try SegmentationNetwork(
      configuration.network, using: RandomGenerator(seed: configuration.seed)
    ).learning(on: device)
    average = try TrainingError.naming { [network] () throws(ParameterError) in
      try MovingAverage(of: network)
    }
    learning = LearningPart(
      network.parameters(), learningRate: configuration.rate, beta1: 0.9, beta2: 0.999)
  }

  /// Learned numbers of the network.
  public var parameterCount: Int { network.parameterCount }

  /// Network, average and moments.
  public var savedTensors: [SavedTensor] {
    network.savedTensors("networks") + average.network.savedTensors("average")
      + learning.optimizer.savedTensors("adam")
  }

  /// Goes on from a step whose tensors are in place.
  public func resume(atStep step: Int) {
    self.step = step
    learning.optimizer.resume(atStep: step)
  }

  /// Makes one step on a batch.
  /// - Throws: `TrainingError` when the loss is not a finite number.
  @discardableResult
  public func train(on examples: [TrainingExample]) throws(TrainingError) -> [Loss: Double] {
    let batch = SemanticBatch(
      examples, for: BatchLayout(classes: configuration.network.classes, hasEdges: false),
      device: device)
    let change = PictureChange(configuration, step: step)
    let pictures = change.applied(to: batch.pictures)
    let labels = change.resized(labels: batch.labels)
    learning.optimizer.learningRate = rate
    var losses: [Loss: Double] = [:]
    try TrainingError.naming { () throws(TensorError) in
      try withGradients { () -> Result<Void, TensorError> in
        let scores = network(pictures, mode: .training)
        let loss = LabelLoss(labels, classes: configuration.network.classes)
        let entropy = loss(scores)
        losses = [.crossEntropy: entropy.item, .accuracy: loss.accuracy(of: scores.detached())]
        return Result { () throws(TensorError) in
          try LearningPart.step([learning], down: entropy)
        }
      }.get()
    }
    try requireFinite(losses)
    step += 1
    average.update(decay: min(configuration.averageDecay, Double(1 + step) / Double(10 + step)))
    return losses
  }

  /// Falls along a cosine, after a short rise.
  private var rate: Double {
    let share = min(1, Double(picturesSeen) / Double(configuration.pictures))
    let rise = min(1, Double(step + 1) / 100)
    return configuration.rate * rise * max(0.01, (1 + cos(.pi * share)) / 2)
  }

  /// One row per example: the picture, its map, and the map the averaged network makes of it.
  public func sheet(of examples: [TrainingExample]) -> RGBImage {
    withoutGradients {
      let labeller = Labeller(network: average.network, labelSet: configuration.labelSet)
      func colours(_ map: LabelMap) -> RGBImage {
        map.map { configuration.labelSet.label(id: Int($0))?.color ?? RGB(0, 0, 0) }
      }
      return SampleSheet.picture(
        of: examples.map { example in
          let made = labeller.labels(of: example.image, refining: false, device: device)
          return [example.image, colours(example.labels), colours(made)]
        })
    }
  }
}
