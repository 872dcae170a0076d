import GeneratorSupport
import Generators
import Imaging
import Synthesis
import Testing

@Suite struct SemanticInputTests {
  private func map(_ rows: [String]) -> LabelMap {
    LabelMap(
      width: rows[0].count, height: rows.count,
      elements: rows.joined().unicodeScalars.map { UInt16($0.value - 48) })
  }

  private func configuration(_ change: (inout SPADEConfiguration) -> Void = { _ in })
    -> SPADEConfiguration
  {
    var configuration = tinyConfiguration()
    change(&configuration)
    return configuration
  }

  private func input(
    _ labels: LabelMap?, _ instances: InstanceMap? = nil, set: LabelSet? = nil,
    _ configuration: SPADEConfiguration = tinyConfiguration()
  ) throws -> SemanticInput {
    try SemanticInput(
      Conditioning(labelSet: set, labels: labels, instances: instances), for: configuration,
      labelSet: tinyLabels)
  }

  @Test("Pillow's nearest takes the middle of each source cell") func resizing() {
    let row = Raster(width: 8, height: 1, elements: [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(
      row.resizedByCenters(to: PixelSize(width: 4, height: 1)).elements == [1, 3, 5, 7])
    #expect(
      row.resizedByCenters(to: PixelSize(width: 3, height: 1)).elements == [1, 4, 6])
    #expect(
      row.resizedByCenters(to: PixelSize(width: 16, height: 2)).elements[0..<6]
        == [0, 0, 1, 1, 2, 2])
  }

  @Test("Maps of any size are taken, edges are two pixels wide in each") func anySize() throws {
    for size in [(32, 32), (128, 128), (16, 16), (33, 61), (1, 1)] {
      var labels = LabelMap(width: size.0, height: size.1, filledWith: 0)
      for y in 0..<size.1 {
        for x in (size.0 / 2)..<size.0 where size.0 > 1 { labels[x, y] = 1 }
      }
      let input = try input(labels)
      #expect(input.channels.size == PixelSize(width: 32, height: 32))
      #expect(input.channelCount == 4)
      let edges = try #require(input.edges)
      #expect((0..<32).count { edges[$0, 5] == 1 } == (size.0 > 1 ? 2 : 0))
    }
  }

  @Test("Objects have edges; areas without objects have their labels' where the model says so")
  func background() throws {
    var labels = LabelMap(width: 32, height: 32, filledWith: 0)
    var instances = InstanceMap(width: 32, height: 32, filledWith: 0)
    for y in 0..<32 {
      for x in 16..<32 { labels[x, y] = 1 }
    }
    for y in 20..<28 {
      for x in 2..<10 { instances[x, y] = 7 }
    }
    let plain = try #require(try input(labels, instances, configuration()).edges)
    #expect(plain[15, 2] == 0)
    #expect(plain[2, 20] == 1)
    let labelled = try #require(
      try input(labels, instances, configuration { $0.background = .label }).edges)
    #expect(labelled[15, 2] == 1)
    #expect(labelled[2, 20] == 1)
    // Without any object the labels' borders stand in.
    let none = try #require(
      try input(labels, InstanceMap(width: 32, height: 32, filledWith: 0)).edges)
    #expect(none == InstanceEdges.mask(of: labels))
    #expect(
      try input(labels, instances, configuration { $0.usesInstanceEdges = false }).edges == nil)
  }

  @Test("A map of another label set is translated by name") func translated() throws {
    let other = LabelSet(
      name: "other", source: "",
      labels: [
        .init(id: 4, name: "Tree", color: RGB(0, 0, 0)),
        .init(id: 9, name: "clouds", color: RGB(1, 1, 1)),
      ])
    var labels = LabelMap(width: 32, height: 32, filledWith: 4)
    labels[0, 0] = 9
    let input = try input(labels, set: other)
    #expect(input.channels[5, 5] == 2)
    #expect(input.channels[0, 0] == 0)
  }

  @Test("Missing maps, maps of two sizes and unknown labels are refused in words") func refused() {
    let map = LabelMap(width: 32, height: 32, filledWith: 0)
    #expect(throws: ModelError.self) { try input(nil) }
    #expect(throws: ModelError.self) { try input(LabelMap(width: 0, height: 0, filledWith: 0)) }
    #expect(throws: ModelError.self) {
      try input(map, InstanceMap(width: 31, height: 32, filledWith: 0))
    }
    var wrong = map
    wrong[3, 2] = 200
    let error = #expect(throws: ModelError.self) { try input(wrong) }
    #expect(error?.description.contains("label 200") == true)
    #expect(error?.description.contains("3,2") == true)
  }

  @Test("Unlabelled pixels get the channel after the classes") func unlabelled() throws {
    let set = LabelSet(
      name: "x", source: "", labels: tinyLabels.labels, unlabelled: 3, ignore: 255)
    var labels = LabelMap(width: 32, height: 32, filledWith: 0)
    labels[0, 0] = 255
    labels[1, 0] = 3
    let input = try SemanticInput(
      Conditioning(labels: labels), for: configuration { $0.hasUnlabelledChannel = true },
      labelSet: set)
    #expect(input.channels[0, 0] == 3)
    #expect(input.channels[1, 0] == 3)
    #expect(input.channelCount == 5)
  }
}
