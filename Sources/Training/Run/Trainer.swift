public import Checkpoints
import Foundation
public import Generators
public import Imaging
public import Tensors

/// What every trainer's configuration says to the run around it.
public protocol TrainingConfiguration: Codable, Sendable, Hashable {
  /// Seed of weights, data order and noise.
  var seed: UInt64 { get }
  /// Pictures per step.
  var batchSize: Int { get }
  /// Whether examples are mirrored at random.
  var flips: Bool { get }

  /// Pictures of one step, where steps differ.
  func batchSize(atStep step: Int) -> Int

  /// Pictures seen after so many steps.
  func picturesSeen(after step: Int) -> Int

  /// Checks what a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  func validate() throws(ConfigurationError)
}

extension TrainingConfiguration {
  /// As many in every step.
  public func batchSize(atStep step: Int) -> Int { batchSize }

  /// As many in every step.
  public func picturesSeen(after step: Int) -> Int { step * batchSize }

  /// Nothing is wrong.
  public func validate() throws(ConfigurationError) {}
}

/// A tensor that belongs to a run's state, with its name there.
public typealias SavedTensor = (name: String, tensor: Tensor)

/// A family's networks while they learn: one step per call, and what a run needs to be saved,
/// resumed and looked at. `TrainingRun` does everything else.
///
/// A trainer belongs to the one training thread, which has loaded the engine.
public protocol Trainer: AnyObject {
  /// Everything the result depends on; stored with the run.
  associatedtype Configuration: TrainingConfiguration
  /// The losses of one step, in the order in which they are shown.
  associatedtype Loss: RawRepresentable<String>, CaseIterable, Hashable

  /// Name of the family, as in `model.json`.
  static var family: String { get }

  /// Draws fresh networks from the configuration's seed.
  /// - Parameter device: Where the networks live and learn.
  /// - Throws: `TrainingError`.
  init(_ configuration: Configuration, device: Device) throws(TrainingError)

  /// What the run depends on.
  var configuration: Configuration { get }
  /// Learned numbers of what will be shipped.
  var parameterCount: Int { get }
  /// Steps made so far.
  var step: Int { get }

  /// Makes one step on a batch.
  /// - Returns: Losses, each a mean over the batch; one that the step did not compute is absent.
  /// - Throws: `TrainingError` when a loss is not a finite number; the networks are then spoiled
  ///   and the last checkpoint is where to go on.
  func train(on examples: [TrainingExample]) throws(TrainingError) -> [Loss: Double]

  /// Every tensor a resumed run needs under a name of its own, sharing storage with the trainer:
  /// networks, averages, optimizer moments, statistics.
  var savedTensors: [SavedTensor] { get }

  /// Goes on from a step, after `savedTensors` were overwritten in place.
  func resume(atStep step: Int)

  /// Takes over what fits from the state of a finished run of a lower resolution; steps count from
  /// 0.
  /// - Throws: `TrainingError` naming what does not fit, or that the family cannot grow.
  func begin(from checkpoint: Checkpoint) throws(TrainingError)

  /// Takes over the discriminator that a package holds beside its model.
  /// - Returns: Whether it was taken; one of other layers is left out.
  /// - Throws: `TrainingError` for one that cannot be used.
  func begin(discriminator checkpoint: Checkpoint) throws(TrainingError) -> Bool

  /// A picture of what the averaged networks can do now, one row per held-out example.
  func sheet(of examples: [TrainingExample]) -> RGBImage
}

extension Trainer {
  /// It begins from noise only.
  public func begin(from checkpoint: Checkpoint) throws(TrainingError) {
    throw TrainingError("\(Self.family) cannot begin from another run")
  }

  /// A fresh discriminator learns instead.
  public func begin(discriminator checkpoint: Checkpoint) throws(TrainingError) -> Bool { false }

  /// Begins from the run in a folder.
  /// - Returns: The run in words, for the record.
  /// - Throws: `TrainingError`.
  func begin(fromRun saved: SavedState) throws(TrainingError) -> String {
    try begin(from: saved.checkpoint)
    let pictures = saved.record.entries.last?.pictures
    return "begun from a run of \(saved.step) steps"
      + (pictures.map { " and \($0) pictures" } ?? "")
      + (saved.record.data.last.map { " on \($0)" } ?? "")
  }

  /// Begins from a model package of the same family.
  /// - Returns: The package in words, for the record.
  /// - Throws: `TrainingError`.
  func begin(fromPackage folder: URL) throws(TrainingError) -> String {
    let package: ModelPackage
    let weights: Checkpoint
    let discriminator: Checkpoint?
    do throws(ModelError) {
      package = try ModelPackage.read(folder)
      weights = try package.weights()
      discriminator = try package.discriminator()
    } catch {
      throw TrainingError("\(folder.path) cannot be begun from: \(error)")
    }
    guard package.manifest.family == Self.family else {
      throw TrainingError(
        "\(folder.path) is a model of \(package.manifest.family), not of \(Self.family)")
    }
    try begin(from: weights)
    var isTaken = false
    if let discriminator { isTaken = try begin(discriminator: discriminator) }
    return "begun from the model \(package.name)" + (isTaken ? " and its discriminator" : "")
  }

  /// Pictures seen so far.
  public var picturesSeen: Int { configuration.picturesSeen(after: step) }

  /// The losses in the order in which they are shown.
  public static var lossNames: [String] { Loss.allCases.map(\.rawValue) }

  /// Refuses to go on from a loss that is no number.
  /// - Throws: `TrainingError` naming the step and the loss.
  func requireFinite(_ losses: [Loss: Double]) throws(TrainingError) {
    for name in Loss.allCases {
      guard let value = losses[name], !value.isFinite else { continue }
      throw TrainingError(
        "step \(step): the loss '\(name.rawValue)' is \(value) · go on from the last checkpoint "
          + "with a lower learning rate")
    }
  }
}

extension Dictionary where Value == Tensor {
  /// The numbers of scalars that lie on a device: one copy and one wait for all of them.
  func readTogether() -> [Key: Double] {
    let entries = Array(self)
    guard !entries.isEmpty else { return [:] }
    let joined = Tensor.concatenated(
      entries.map { $0.value.converted(to: .float32).reshaped([1]) }, axis: 0)
    return [Key: Double](
      uniqueKeysWithValues: zip(entries.map(\.key), joined.floats().map { Double($0) }))
  }
}
