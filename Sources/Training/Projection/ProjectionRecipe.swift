import Foundation

/// How a photo is projected into w (Karras et al. 2020; stylegan2-ada-pytorch's `projector.py`).
public struct ProjectionRecipe: Codable, Sendable, Equatable {
  /// Which latents are searched.
  public enum Space: String, Codable, Sendable, CaseIterable {
    /// One w for all layers: nearer to what the model knows.
    case w
    /// A w for each layer: nearer to the photo.
    case wPlus = "w+"
  }

  /// Which latents are searched.
  public var space = Space.w
  /// Steps of the search.
  public var steps = 1000
  /// Seed of the noise maps, and of what is added to w.
  public var seed: UInt64 = 303
  /// Largest step size of Adam.
  public var learningRate = 0.1
  /// Share of the steps at the end over which the step size falls to 0.
  public var rampDown = 0.25
  /// Share of the steps at the beginning over which it rises from 0.
  public var rampUp = 0.05
  /// Noise added to w at first, in standard deviations of w.
  public var noiseFactor = 0.05
  /// Share of the steps over which that noise falls to 0.
  public var noiseRamp = 0.75
  /// Weight of the noise maps' regularization.
  public var noiseWeight = 1e5
  /// Seeds over which mean and deviation of w are measured.
  public var averageSamples = 10_000

  /// The reference's recipe.
  public init() {}

  /// Step size of a step, counted from 0.
  func rate(ofStep step: Int) -> Double {
    let part = Double(step) / Double(steps)
    let down = min(1, (1 - part) / rampDown)
    return learningRate * (0.5 - 0.5 * cos(down * .pi)) * min(1, part / rampUp)
  }

  /// Noise added to w at a step, in standard deviations.
  func noise(ofStep step: Int) -> Double {
    let rest = max(0, 1 - Double(step) / Double(steps) / noiseRamp)
    return noiseFactor * rest * rest
  }
}
