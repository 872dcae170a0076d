public import Checkpoints
public import Foundation
import Generators
public import Imaging

/// A run of a pyramid on its way to a model package.
public struct TrainedSinGAN: TrainedModel {
  /// Name of the family.
  public static let family = SinGANModel.family

  /// Folder of the run.
  private let folder: URL
  /// Size of the pictures it makes.
  public let size: PixelSize
  /// Iterations of the finished scales.
  public let steps: Int

  /// Looks at the finished scales of a run.
  /// - Throws: `TrainingError` when none is.
  public init(run folder: URL) throws(TrainingError) {
    self.folder = folder
    let run = try Self.run(in: folder)
    guard run.scale > 0 else {
      throw TrainingError("no scale of \(folder.path) is finished yet: go on with the training")
    }
    size = run.sizes.sizes[run.scale - 1]
    steps = (0..<run.scale).reduce(0) { $0 + run.configuration.recipe.iterations(at: $1) }
  }

  private static func run(in folder: URL) throws(TrainingError) -> SinGANRun {
    guard let left = try SinGANRunFiles.left(in: folder) else {
      throw TrainingError("\(folder.path) holds no run")
    }
    return try SinGANRun(
      left.configuration, photo: SinGANRunFiles.photo(in: folder), folder: folder)
  }

  /// It needs no maps.
  public var takesMaps: Bool { false }

  /// The statistics were set at the end of each scale.
  public var needsExamples: Bool { false }

  /// There is nothing left to measure.
  public mutating func measure(
    on source: any TrainingSource, batches: Int
  ) throws(TrainingError) {}

  /// Writes the package.
  public func write(
    to folder: URL, labelSet: LabelSet, precision: Checkpoints.ElementType, licence: String
  ) throws(TrainingError) {
    try Self.run(in: self.folder).writePackage(to: folder, as: precision, licence: licence)
  }
}
