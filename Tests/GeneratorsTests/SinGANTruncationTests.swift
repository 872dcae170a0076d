import Tensors
import TestSupport
import Testing

@testable import Generators

/// A sample at the edge of two grey levels goes down on one machine and not on another.
@Suite struct SinGANTruncationTests {
  init() { #expect(EngineFixture.isReady) }

  /// −1…1 for a grey level.
  private static func sample(_ level: Float) -> Float { level / 255 * 2 - 1 }

  @Test("Away from edges it is the reference's truncation") func usual() {
    let levels = (0..<256).map { Float($0) + ($0 < 255 ? 0.4 : 0) }
    let picture = Tensor(levels.map(Self.sample), shape: [1, 1, 16, 16])
    let truncation = SinGANTruncation()
    #expect(truncation.bytes(of: picture) == SinGANResize.bytes(of: picture))
    #expect(truncation.bytes(of: picture) == (0..<256).map { UInt8($0) })
    #expect(truncation.met.isEmpty)
  }

  @Test("Ways of the edge samples are tried until the expected numbers come") func settled() {
    // Two passes of two samples; in each the second lies at an edge.
    let pictures = [[10.5, 20.00001], [30.5, 39.99999]].map { levels in
      Tensor(levels.map { Self.sample(Float($0)) }, shape: [1, 1, 1, 2])
    }
    for second: UInt8 in [19, 20] {
      for last: UInt8 in [39, 40] {
        let wanted: [[UInt8]] = [[10, second], [30, last]]
        let found = SinGANTruncation.settled {
          $0 == wanted
        } _: { truncation in
          pictures.map { truncation.bytes(of: $0) }
        }
        #expect(found == wanted)
      }
    }
  }

  @Test("No way reaches numbers that are not at an edge") func wrong() {
    let picture = Tensor([Self.sample(10.5), Self.sample(20.00001)], shape: [1, 1, 1, 2])
    var ways: Set<[UInt8]> = []
    let found = SinGANTruncation.settled {
      ways.insert($0)
      return $0 == [11, 20]
    } _: {
      $0.bytes(of: picture)
    }
    #expect(ways == [[10, 20], [10, 19]])
    #expect(found == SinGANResize.bytes(of: picture))
  }
}
