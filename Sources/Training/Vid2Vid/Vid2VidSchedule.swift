/// Which frames the temporal discriminators of vid2vid get, and how rates and lengths change over
/// the epochs (NVIDIA/vid2vid `models/models.py`, `vid2vid_model_D`).
public struct Vid2VidSchedule: Codable, Sendable, Hashable {
  /// Frames a temporal discriminator sees (`n_frames_D`).
  public var frames = 3
  /// Temporal scales; on scale k the frames are `frames`ᵏ apart.
  public var temporalScales = 2
  /// Epochs at the full rate, but for one more (`niter`).
  public var steadyEpochs = 10
  /// Epochs in which the rate falls (`niter_decay`).
  public var fallingEpochs = 10
  /// Epochs after which films become twice as long (`niter_step`).
  public var doublingEpochs = 5
  /// Epochs in which only the finest scale learns (`niter_fix_global`).
  public var fixedEpochs = 0
  /// The full rate (`lr`).
  public var rate = 2e-4
  /// Frames of a film at first (`n_frames_total`).
  public var firstLength = 6
  /// Maps that are seen at once (`n_frames_G`).
  public var window = 3
  /// Frames made at once (`max_frames_per_gpu`).
  public var framesPerCall = 1

  /// The reference's.
  public init() {}

  /// Frames of a film given to one temporal scale's discriminator after a call of the generator.
  /// - Parameters:
  ///   - last: The newest frame, from 0.
  ///   - count: Frames of the call, `last` the newest of them.
  /// - Returns: Groups, the newest first; `nil` when there are not enough frames yet.
  public func groups(scale: Int, last: Int, count: Int) -> [[Int]]? {
    let step = power(frames, scale)
    let span = step * (frames - 1)
    // What is remembered ends where the coarsest scale's oldest frame is.
    let remembered = power(frames, temporalScales - 1) * (frames - 1)
    let known = min(last + 1, remembered + count)
    let possible = min(known - span, count)
    guard possible > 0 else { return nil }
    return stride(from: 0, to: possible, by: frames).map { back in
      (0..<frames).map { last - back - span + $0 * step }
    }
  }

  /// The same where each scale keeps frames of its own (`sparse_D`): scale k takes every
  /// `frames`ᵏ-th frame.
  public func sparseGroup(scale: Int, last: Int) -> [Int]? {
    let step = power(frames, scale)
    guard last.isMultiple(of: step), last >= step * (frames - 1) else { return nil }
    return (0..<frames).map { last - (frames - 1 - $0) * step }
  }

  /// Pairs of a frame and the one before it in its group, the oldest first.
  public static func flows(of group: [Int]) -> [[Int]] {
    zip(group.dropFirst(), group).map { [$0, $1] }
  }

  /// Rate of generator and discriminator of pictures; the temporal ones' never falls.
  /// - Parameter epoch: From 1.
  public func rate(in epoch: Int) -> Double {
    let falling = max(0, epoch - steadyEpochs - 1)
    return rate * (1 - Double(falling) / Double(fallingEpochs))
  }

  /// Frames of a film.
  /// - Parameter longest: Frames of the longest training film.
  public func length(in epoch: Int, longest: Int) -> Int {
    let doublings = (epoch - 1) / doublingEpochs
    return min(firstLength << min(doublings, 20), min(128, longest) - (window - 1))
  }

  /// Whether all scales learn.
  public func learnsAllScales(in epoch: Int, scales: Int) -> Bool {
    scales == 1 || epoch > fixedEpochs
  }

  private func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
