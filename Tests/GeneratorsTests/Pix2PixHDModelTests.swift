import Foundation
import GeneratorSupport
import Imaging
import Layers
import Synthesis
import Tensors
import TestSupport
import Testing

@testable import Generators

/// pix2pixHD as a loaded model: styles per object, defined everywhere.
@Suite(.serialized) struct Pix2PixHDModelTests {
  init() { #expect(EngineFixture.isReady) }

  private static let clusters = StyleClusters(
    classes: [
      1: [StyleCluster(center: [0.5, -0.5]), StyleCluster(center: [-1, 1])],
      2: [StyleCluster(center: [0.25, 0])],
    ], channels: 2)

  private func model(
    enhancers: Int = 0, styles: StyleClusters? = Self.clusters
  ) -> Pix2PixHDModel {
    var configuration = tinyPix2PixHD(enhancers: enhancers)
    configuration.outputSize = PixelSize(width: 32, height: 32)
    return Pix2PixHDModel(
      name: "tiny",
      networks: Pix2PixHDNetworks(
        configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: 5)),
      labelSet: tinyLabels, styles: styles)
  }

  /// Sky above grass with a tree, which is object 9; a bush-like object 8 of the grass.
  private func request(
    instance: [UInt32: InstanceStyle] = [:], classes: [Int: InstanceStyle] = [:]
  ) -> RenderRequest {
    let map = tinyMap()
    var instances = InstanceMap(width: 32, height: 32, filledWith: 0)
    for y in 0..<32 {
      for x in 0..<32 where map[x, y] == 2 { instances[x, y] = 9 }
      for x in 24..<30 where (20..<30).contains(y) { instances[x, y] = 8 }
    }
    return RenderRequest(
      stamp: 0,
      conditioning: Conditioning(
        labelSet: tinyLabels, labels: map, instances: instances, instanceStyles: instance,
        classStyles: classes))
  }

  private func features(_ model: Pix2PixHDModel, _ request: RenderRequest) throws -> (
    at: (Int, Int) -> [Float], remarks: [String]
  ) {
    let input = try model.input(request.conditioning, type: .float32)
    let values = input.sliced(axis: 1, from: 4, to: 6).contiguous().floats()
    return (
      { x, y in [values[y * 32 + x], values[1024 + y * 32 + x]] }, model.remarks(on: request)
    )
  }

  @Test("Cluster centre plus offset per object; zeros wherever nothing was chosen")
  func featureMap() throws {
    let request = request(
      instance: [
        8: InstanceStyle(cluster: 1, offset: [0.5]), 9: InstanceStyle(cluster: 0),
      ], classes: [1: InstanceStyle(cluster: 0, offset: [0, 0.25])])
    let (at, remarks) = try features(model(), request)
    #expect(at(0, 0) == [0, 0])  // sky: no style
    #expect(at(2, 30) == [0.5, -0.25])  // grass of no object
    #expect(at(26, 22) == [-0.5, 1])  // object 8
    #expect(at(15, 12) == [0.25, 0])  // object 9, the tree
    #expect(remarks.isEmpty)
  }

  @Test("What does not fit is zeros and named: clusters, lengths, objects of two labels")
  func misfits() throws {
    let request = request(
      instance: [
        8: InstanceStyle(cluster: 7), 9: InstanceStyle(cluster: 0, offset: [1, 2, 3]),
      ], classes: [0: InstanceStyle(cluster: 0)])
    let (at, remarks) = try features(model(), request)
    #expect(at(26, 22) == [0, 0])
    #expect(at(15, 12) == [0.25, 0])
    #expect(at(0, 0) == [0, 0])
    #expect(remarks.contains { $0.contains("grass has 2, number 8 was asked") })
    #expect(remarks.contains { $0.contains("sky has none") })
    #expect(remarks.contains { $0.contains("Styles of 3 numbers do not fit") })

    var mixed = self.request(instance: [9: InstanceStyle(cluster: 0)])
    mixed.conditioning.labels?[15, 12] = 0
    let (place, words) = try features(model(), mixed)
    #expect(place(15, 12) == [0.25, 0])
    #expect(words.contains { $0.contains("An object spans two labels") })
  }

  @Test("A style changes the picture, most inside its object; without clusters it still renders")
  func changes() throws {
    let plain = try model().picture(request())
    let styled = try model().picture(request(instance: [9: InstanceStyle(cluster: 0)]))
    #expect(plain.shape == [1, 3, 32, 32])
    #expect((plain - styled).absolute().maximum().item > 1e-4)
    let again = try model(styles: nil).picture(request())
    #expect(again.floats() == plain.floats())
  }

  @Test("Enhancers and bfloat16 render; bfloat16 looks the same", arguments: [0, 1])
  func precisions(enhancers: Int) throws {
    let model = model(enhancers: enhancers)
    var request = request(classes: [1: InstanceStyle(cluster: 1)])
    let exact = try model.picture(request)
    request.precision = .bfloat16
    let short = try model.picture(request)
    let error = (exact - short).squared().mean().item
    #expect(10 * log10(4 / error) > 30, "\(error)")
  }

  @Test("A region of a photo gives the mean of the encoder's output") func styleFromPhoto() throws {
    let model = model()
    var photo = RGBImage(width: 32, height: 32, filledWith: RGB(200, 10, 60))
    for index in 0..<300 { photo.elements[index * 3] = RGB(UInt8(index % 251), 90, 14) }
    var region = Raster(width: 32, height: 32, filledWith: false)
    for y in 4..<9 { for x in 10..<31 { region[x, y] = true } }
    let style = try model.style(
      of: ObjectStyleRequest(photo: photo, region: region, label: 1, labelSet: tinyLabels))
    let encoder = try #require(model.encoder)
    let numbers = region.elements.map { $0 ? Int64(1) : 0 }
    let means = withoutGradients {
      InstanceRegions(Tensor(numbers, shape: [1, 1, 32, 32]))
        .means(of: encoder.raw(Tensor(picture: photo)))
    }
    #expect(zip(style, means.floats().suffix(2)).allSatisfy { abs($0 - $1) < 1e-6 })
    region = Raster(width: 32, height: 32, filledWith: false)
    #expect(throws: ModelError.self) {
      try model.style(
        of: ObjectStyleRequest(photo: photo, region: region, label: 1, labelSet: tinyLabels))
    }
  }

  @Test("A model whose input is a picture translates the photo") func pictureToPicture() throws {
    var configuration = tinyPix2PixHD(features: 0)
    configuration.labelCount = 0
    configuration.usesInstanceEdges = false
    configuration.normalization = .batch
    configuration.outputSize = PixelSize(width: 32, height: 32)
    let model = Pix2PixHDModel(
      name: "tiny",
      networks: Pix2PixHDNetworks(
        configuration, initialization: .kaiming(gain: 1), using: RandomGenerator(seed: 5)),
      labelSet: nil)
    var request = RenderRequest(stamp: 0, conditioning: Conditioning())
    #expect(throws: ModelError.self) { try model.picture(request) }
    request.conditioning.exemplar = RGBImage(width: 40, height: 30, filledWith: RGB(9, 99, 199))
    #expect(try model.picture(request).shape == [1, 3, 32, 32])
    #expect(model.description.capabilities.hasRunningStatistics)
  }
}
