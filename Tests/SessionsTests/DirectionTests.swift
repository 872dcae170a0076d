import Foundation
import Synthesis
import Testing

@testable import Sessions

/// Directions of w as sessions keep them and walks blend them.
@Suite struct DirectionTests {
  private func direction(
    _ name: String, _ strength: Double, rows: [[Float]] = [[0.1, -2.5e-7, 1e6]],
    layers: [Int]? = nil
  ) -> LatentDirection {
    LatentDirection(name: name, rows: rows, strength: strength, layers: layers)
  }

  @Test("Written and read, every number is the same", arguments: [1, 2, 3, 4, 512])
  func roundTrip(width: Int) throws {
    let row = (0..<width).map { Float($0).squareRoot() * ($0 % 2 == 0 ? 1 : -1) / 3 }
    for rows in [[row], [row, row.reversed()]] {
      var state = LatentState(source: .seed(4))
      state.directions = [direction("a:0", -1.25, rows: rows, layers: [0, 3]), direction("b", 2)]
      let data = try JSONEncoder().encode(state)
      #expect(try JSONDecoder().decode(LatentState.self, from: data) == state)
      #expect(state.validated() == state)
    }
    // From before there were directions.
    let old = Data(
      #"{"source":{"seed":{"_0":1}},"truncationPsi":1,"layerPsi":{},"noise":{"fixed":{}}}"#.utf8)
    #expect(try JSONDecoder().decode(LatentState.self, from: old).directions.isEmpty)
  }

  @Test(
    "What a stranger's session may say of a direction is refused or brought into range",
    arguments: [
      #"{"name":"a","strength":1,"w":3,"rows":"AAAA"}"#,
      #"{"name":"a","strength":1,"w":0,"rows":""}"#,
      #"{"name":"a","strength":1,"w":1,"rows":""}"#,
      #"{"name":"a","strength":1,"w":1,"rows":"A=AA"}"#,
      #"{"name":"a","strength":1,"w":1,"rows":"AAAAAA"}"#,
      #"{"name":"a","strength":1,"w":-1,"rows":"AAAAAA=="}"#,
      #"{"name":"a","strength":1,"w":9223372036854775807,"rows":"AAAAAA=="}"#,
      #"{"name":"a","strength":1,"w":1,"rows":"====" }"#, #"{"name":"a","strength":1,"w":1}"#,
    ])
  func malformed(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LatentDirection.self, from: Data(json.utf8))
    }
  }

  @Test("More numbers than any direction has are refused before they are read") func tooMany() {
    let text = String(repeating: "A", count: LatentDirection.largestCount / 3 * 16 + 64)
    let json = #"{"name":"a","strength":1,"w":1,"rows":""# + text + #""}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LatentDirection.self, from: Data(json.utf8))
    }
  }

  @Test("Numbers beyond their ranges are brought into them, and said") func ranges() {
    var state = LatentState()
    state.directions = (0..<20).map {
      direction(
        "d\($0)", $0 == 0 ? 1e300 : .nan, rows: [[.nan, .infinity]], layers: [5, -1, 5000])
    }
    var faults: [String] = []
    state.validate(&faults)
    #expect(!faults.isEmpty)
    #expect(state.directions.count == LatentDirection.most)
    #expect(state.directions[0].strength == 100 && state.directions[1].strength == 0)
    #expect(state.directions.allSatisfy { $0.layers == [5] && $0.rows == [[0, 1e6]] })
  }

  @Test("Between keyframes steps blend; what only one has begins or ends at none") func blending() {
    var first = LatentState()
    var second = LatentState()
    first.directions = [direction("a", 2), direction("b", 4, layers: [1])]
    second.directions = [direction("b", 1), direction("a", -2)]
    let half = first.blended(with: second, fraction: 0.25, source: .seed(0)).directions
    #expect(half.map(\.name) == ["a", "b", "b"])
    #expect(half.map(\.strength) == [1, 3, 0.25])
    #expect(half.map(\.layers) == [nil, [1], nil])
    #expect(first.blended(with: second, fraction: 1, source: .seed(0)) == second)
    #expect(first.blended(with: second, fraction: 0, source: .seed(0)) == first)
  }
}
