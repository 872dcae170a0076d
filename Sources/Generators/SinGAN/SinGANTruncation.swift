import Synchronization
import Tensors

/// The truncation to bytes between scales, where a sample at the edge of two grey levels may go
/// either way.
///
/// A convolution's sums depend in their last bits on the order in which a machine adds. Where such a
/// sample lies at a whole grey level, the truncation takes it down on one machine and not on
/// another, and everything that the finer scales draw from it differs by up to a level: one sample
/// moves hundreds. A chain is therefore compared with the reference's for every way its edge samples
/// may go; each way must hold the same rule.
final class SinGANTruncation: Sendable {
  /// A sample of one pass.
  struct Sample: Hashable {
    /// Which resize of the chain, from 0.
    let pass: Int
    /// Place in the picture, row-major, plane after plane.
    let index: Int
  }

  /// How near to a whole grey level counts as its edge: four last bits of a single at 255.
  static let edge: Float = 4 * 255 * 0x1p-24
  /// How many ways are tried.
  static let mostTries = 24

  private struct State {
    var pass = 0
    var met: [Sample] = []
  }

  private let turned: Set<Sample>
  private let state = Mutex(State())

  /// - Parameter turned: Samples that go to the other side.
  init(turned: Set<Sample> = []) { self.turned = turned }

  /// The edge samples met so far, in order.
  var met: [Sample] { state.withLock { $0.met } }

  /// The bytes of a picture for the next pass.
  func bytes(of picture: Tensor) -> [UInt8] {
    let levels = SinGANResize.levels(of: picture)
    return state.withLock { state in
      defer { state.pass += 1 }
      return levels.enumerated().map { index, level in
        let whole = level.rounded()
        guard abs(level - whole) <= Self.edge, whole > 0, whole < 255 else { return UInt8(level) }
        let sample = Sample(pass: state.pass, index: index)
        state.met.append(sample)
        let usual = UInt8(level)
        guard turned.contains(sample) else { return usual }
        return level >= whole ? usual - 1 : usual + 1
      }
    }
  }

  /// What a chain gives, with its edge samples going as the expected numbers say.
  /// - Parameters:
  ///   - fits: Whether a result agrees with the reference.
  ///   - compute: The chain for a truncation.
  /// - Returns: The first result that fits; that of the usual truncation if none does.
  static func settled<Result>(
    fits: (Result) -> Bool, _ compute: (SinGANTruncation) throws -> Result
  ) rethrows -> Result {
    let usual = SinGANTruncation()
    let result = try compute(usual)
    if fits(result) { return result }
    var waiting = usual.met.map { Set([$0]) }
    var tries = 0
    while !waiting.isEmpty, tries < mostTries {
      let turned = waiting.removeFirst()
      tries += 1
      let truncation = SinGANTruncation(turned: turned)
      let other = try compute(truncation)
      if fits(other) { return other }
      // What comes after the last turned sample may have met others.
      let last = turned.map(\.pass).max() ?? 0
      waiting += truncation.met.filter { $0.pass > last }.map { turned.union([$0]) }
    }
    return result
  }
}
