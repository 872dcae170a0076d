public import Checkpoints
public import Generators

/// A trainer of a network of z and classes.
public protocol LatentTrainer: Trainer {
  /// The generator's network.
  associatedtype Network: LatentNetwork

  /// What the generator of a run is built from.
  static func network(of configuration: Configuration) -> Network.Configuration

  /// What a run's state tells of a model beyond its pictures, by name.
  /// - Throws: `TrainingError`.
  static func measures(
    of state: Checkpoint, _ configuration: Configuration, on source: any TrainingSource
  ) throws(TrainingError) -> [String: Double]
}

extension LatentTrainer {
  /// Nothing.
  public static func measures(
    of state: Checkpoint, _ configuration: Configuration, on source: any TrainingSource
  ) throws(TrainingError) -> [String: Double] { [:] }
}
