public import Foundation
public import Generators
public import Imaging

/// A training from one photo as whoever starts it and looks at it from outside sees it, by another
/// process: its command, whether a photo can be learned, and how far a run in a folder is.
public enum PhotoTraining {
  /// The subcommand of `ganvas train`.
  public static var command: String { SinGANModel.family }

  /// How far a run is.
  public struct Progress: Sendable {
    /// Sizes of all scales, from the coarsest.
    public let sizes: [PixelSize]
    /// Scales that the package in the run's folder holds.
    public let finished: Int
    /// Part of the scale in work that is done, 0…1.
    public let fraction: Double
    /// Expected seconds to the end of that scale.
    public let scaleSecondsLeft: Double
    /// Expected seconds to the end.
    public let secondsLeft: Double
    /// A sample of the scale in work, or of the last one; `nil` before the first.
    public let sample: RGBImage?
  }

  /// Refuses a photo that has no pyramid.
  /// - Throws: `ConfigurationError`.
  public static func check(photo: PixelSize, maximumSize: Int) throws(ConfigurationError) {
    _ = try SinGANSizes(photo: photo, rules: .init(.pictures, maximumSize: maximumSize))
  }

  /// Looks into a run's folder; `nil` before its first step. Costs a few small reads.
  public static func progress(in folder: URL) -> Progress? {
    guard
      let bytes = try? ImageFile.bytes(
        of: folder.appendingPathComponent("progress.json"), limit: noteLimit),
      let found = try? JSONDecoder().decode(SinGANRun.Progress.self, from: Data(bytes)),
      found.sizes.indices.contains(found.scale), found.iterations > 0
    else { return nil }
    // A scale counts when the package that holds it is written, which comes last.
    let package = folder.appendingPathComponent("\(folder.lastPathComponent).ganvas/model.json")
    let written = changed(package)
    let finished = found.sizes.indices.prefix { scale in
      guard let end = changed(folder.appendingPathComponent("scales/\(scale).safetensors")),
        let written
      else { return false }
      return end <= written
    }.count
    let isAtWork = finished <= found.scale
    return Progress(
      sizes: found.sizes, finished: finished,
      fraction: isAtWork
        ? min(1, max(0, Double(found.iteration) / Double(found.iterations))) : 0,
      scaleSecondsLeft: isAtWork ? found.scaleSecondsLeft : 0, secondsLeft: found.secondsLeft,
      sample: try? ImageFile.read(
        folder.appendingPathComponent("samples/scale\(found.scale).png")))
  }

  /// Largest note of progress that is read, in bytes.
  private static let noteLimit = 1 << 20

  private static func changed(_ file: URL) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: file.path))?[.modificationDate] as? Date
  }
}
