import Foundation

/// Adds up where the time of renderings goes, for `ganvas bench --phases`.
///
/// Not Sendable: belongs to the thread that computes.
public final class PhaseClock {
  /// A part of the work.
  public enum Phase: String, Sendable, CaseIterable {
    /// Numbers of windows.
    case numbering
    /// What new windows are made of, and their hidden vectors.
    case hidden
    /// Products of hidden vectors with all taps, and their sums.
    case rows
    /// Normalize, gather, modulate, activate.
    case modulation
    /// Attention over positions.
    case attention
    /// Latents to styles, and conditions to factors of norms.
    case styles
    /// Convolutions of the main path.
    case convolution
    /// Copies between parts and whole levels.
    case copies
  }

  /// Seconds on the clock on the wall.
  public private(set) var wall: [Phase: Double] = [:]
  /// Seconds that all threads of the process computed.
  public private(set) var processor: [Phase: Double] = [:]

  /// A clock at zero.
  public init() {}

  /// Back to zero.
  public func reset() {
    wall = [:]
    processor = [:]
  }

  func measure<Result>(_ phase: Phase, _ body: () -> Result) -> Result {
    let startWall = seconds(CLOCK_MONOTONIC)
    let startProcessor = seconds(CLOCK_PROCESS_CPUTIME_ID)
    let result = body()
    wall[phase, default: 0] += seconds(CLOCK_MONOTONIC) - startWall
    processor[phase, default: 0] += seconds(CLOCK_PROCESS_CPUTIME_ID) - startProcessor
    return result
  }

  private func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}
