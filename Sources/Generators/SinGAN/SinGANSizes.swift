import Foundation
public import Imaging

/// The sizes of a pyramid as the reference computes them from a photo's size: in double
/// precision with ceilings, which often makes the coarsest side one larger than asked for.
public struct SinGANSizes: Codable, Sendable, Hashable {
  /// What a pyramid is learned for; each has rules of its own.
  public enum Purpose: String, Codable, Sendable, CaseIterable {
    /// Random samples and edits.
    case pictures
    /// Films: noise also on the border, a coarser start.
    case animation
    /// Enlarging: finer steps.
    case upscale
  }

  /// The rules of a training.
  public struct Rules: Codable, Sendable, Hashable {
    /// What is learned for.
    public var purpose: Purpose
    /// Short side of the coarsest picture.
    public var minimumSize: Int
    /// Long side of the finest picture.
    public var maximumSize: Int
    /// Wished ratio of neighbouring scales, below 1.
    public var factor: Double

    /// The reference's rules for a purpose.
    public init(
      _ purpose: Purpose = .pictures, minimumSize: Int? = nil, maximumSize: Int = 250,
      factor: Double? = nil
    ) {
      self.purpose = purpose
      self.maximumSize = maximumSize
      switch purpose {
      case .pictures: self.minimumSize = minimumSize ?? 25
      case .animation: self.minimumSize = minimumSize ?? 20
      case .upscale: self.minimumSize = minimumSize ?? 18
      }
      // 1 / 4^(1/6) for enlarging.
      self.factor = factor ?? (purpose == .upscale ? 1 / pow(4, 1.0 / 6) : 0.75)
    }
  }

  /// Factor by which the photo is shrunk first, at most 1.
  public let photoFactor: Double
  /// True ratio of neighbouring scales.
  public let factor: Double
  /// Number of the finest scale.
  public let last: Int
  /// Number of scales before the limit of size.
  public let unlimited: Int
  /// Sizes from the coarsest to the finest.
  public let sizes: [PixelSize]

  /// Computes the sizes for a photo.
  /// - Throws: `ConfigurationError` for a photo that has no pyramid.
  public init(photo: PixelSize, rules: Rules) throws(ConfigurationError) {
    let short = min(photo.width, photo.height)
    let long = max(photo.width, photo.height)
    guard short > rules.minimumSize else {
      throw ConfigurationError(
        field: "photo", found: "\(photo)",
        expected: "a short side above \(rules.minimumSize) pixels, the size of the coarsest scale")
    }
    guard rules.factor > 0, rules.factor < 1, rules.maximumSize > rules.minimumSize else {
      throw ConfigurationError(
        field: "factor", found: "\(rules.factor), sizes \(rules.minimumSize)…\(rules.maximumSize)",
        expected: "a factor between 0 and 1, a largest side above the smallest")
    }
    let base = log(rules.factor)
    let counted = log(Double(rules.minimumSize) / Double(short)) / base
    let limit = Double(min(rules.maximumSize, long))
    let stopped: Double
    switch rules.purpose {
    case .pictures, .animation:
      unlimited = Int(counted.rounded(.up)) + 1
      stopped = (log(limit / Double(long)) / base).rounded(.up)
    case .upscale:
      // The original cuts towards zero and divides by the width alone.
      unlimited = Int(counted) + 1
      stopped = (log(limit / Double(photo.width)) / base).rounded(.towardZero)
    }
    last = unlimited - Int(stopped)
    photoFactor = min(Double(rules.maximumSize) / Double(long), 1)
    let shrunk = CubicResize.size(of: photo, by: photoFactor)
    let shortest = min(shrunk.width, shrunk.height)
    guard shortest > rules.minimumSize, last >= 1 else {
      throw ConfigurationError(
        field: "photo", found: "\(photo), shrunk to \(shrunk)",
        expected: "a short side above \(rules.minimumSize) pixels also when the long side has "
          + "\(rules.maximumSize): cut the photo, or take a larger --max-size")
    }
    let steps = last
    let ratio = pow(Double(rules.minimumSize) / Double(shortest), 1 / Double(steps))
    factor = ratio
    sizes = (0...steps).map { CubicResize.size(of: shrunk, by: pow(ratio, Double(steps - $0))) }
  }

  /// The true ratio of scales, recovered from sizes: it is stored nowhere.
  /// - Parameter sizes: From the coarsest to the finest, at least two.
  /// - Returns: `nil` where no ratio gives all of them.
  public static func factor(of sizes: [PixelSize]) -> Double? {
    guard let first = sizes.first, let finest = sizes.last, sizes.count > 1 else { return nil }
    let short = min(first.width, first.height)
    let shortest = min(finest.width, finest.height)
    guard short > 1, shortest > 0 else { return nil }
    let last = sizes.count - 1
    return [short, short - 1].lazy.map {
      pow(Double($0) / Double(shortest), 1 / Double(last))
    }.first { ratio in
      ratio < 1
        && sizes.enumerated().allSatisfy { index, size in
          CubicResize.size(of: finest, by: pow(ratio, Double(last - index))) == size
        }
    }
  }

  /// How often and by what a picture is enlarged to become `factor` times as large: about a third
  /// of an octave each.
  public static func passes(enlargingBy factor: Double) -> (count: Int, factor: Double) {
    let step = pow(0.5, 1.0 / 3)
    let count = max(1, Int((log(1 / factor) / log(step)).rounded(.toNearestOrEven)))
    return (count, pow(factor, 1 / Double(count)))
  }
}
