public import Checkpoints
public import Foundation
public import Imaging

/// A training run on its way to a model package: the averaged networks of one family.
public protocol TrainedModel: SendableMetatype {
  /// Name of the family, as in `run.json`.
  static var family: String { get }

  /// Reads the averaged networks of a run.
  /// - Throws: `TrainingError` naming what does not fit.
  init(run folder: URL) throws(TrainingError)

  /// Size of the pictures it makes.
  var size: PixelSize { get }
  /// Steps behind the weights.
  var steps: Int { get }
  /// Whether pictures are made from label maps.
  var takesMaps: Bool { get }
  /// Whether anything is measured on examples before it is packed.
  var needsExamples: Bool { get }
  /// Names of its classes; empty without.
  var classNames: [String] { get }

  /// Measures on examples what training leaves open: statistics, distances, styles.
  /// - Parameter batches: Batches of four examples.
  mutating func measure(on source: any TrainingSource, batches: Int) throws(TrainingError)

  /// Keeps the discriminator beside the model, for trainings that go on from the package.
  /// - Throws: `TrainingError` for a family whose packages hold none.
  mutating func keepDiscriminator() throws(TrainingError)

  /// Gives photos' lights to their names: the names become words for seeds, the first is where new
  /// sessions begin.
  /// - Throws: `TrainingError` for a family without an encoder of photos.
  mutating func nameLights(of photos: any TrainingSource) throws(TrainingError)

  /// What only the run can tell of the model, by name, measured on examples.
  /// - Throws: `TrainingError`.
  func ownMeasures(on source: any TrainingSource) throws(TrainingError) -> [String: Double]

  /// Writes the package.
  /// - Parameters:
  ///   - labelSet: What the label channels mean.
  ///   - precision: How weights are stored; float16 halves the file.
  /// - Throws: `TrainingError`.
  func write(
    to folder: URL, labelSet: LabelSet, precision: Checkpoints.ElementType, licence: String
  ) throws(TrainingError)
}

extension TrainedModel {
  /// They are.
  public var takesMaps: Bool { true }

  /// Something is.
  public var needsExamples: Bool { true }

  /// Its packages hold none.
  public mutating func keepDiscriminator() throws(TrainingError) {
    throw TrainingError("packages of \(Self.family) hold no discriminator")
  }

  /// It has no encoder.
  public mutating func nameLights(of photos: any TrainingSource) throws(TrainingError) {
    throw TrainingError("models of \(Self.family) do not take the light of photos")
  }

  /// None.
  public var classNames: [String] { [] }

  /// Nothing.
  public func ownMeasures(
    on source: any TrainingSource
  ) throws(TrainingError) -> [String: Double] { [:] }
}
