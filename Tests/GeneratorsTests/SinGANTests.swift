import Checkpoints
import Foundation
import Generators
import Imaging
import Synthesis
import Tensors
import TestSupport
import Testing

/// Golden tests against tamarott/SinGAN (`provenance` in the fixture's `options.json`): the folder is
/// a legacy one with modules of PyTorch before 1.4.
@Suite(.serialized) struct SinGANTests {
  init() { #expect(EngineFixture.isReady) }

  private static let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/singan-legacy")

  private static func imported(_ folder: URL = own) throws -> SinGANImport {
    let files = try WeightFiles(at: folder, chosenBy: SinGANImport.weightFile)
    return try SinGANImport(ImportSource(files, labelSets: []))
  }

  private static func render(
    _ model: any Generator, _ wish: PyramidRequest, seed: UInt32 = 3
  ) throws -> RGBImage {
    try model.synthesize(
      RenderRequest(
        stamp: 0, conditioning: Conditioning(pyramid: wish),
        latent: LatentState(source: .seed(seed))), checkpoint: {})
  }

  @Test("Pyramid, chains and reconstruction are the reference's") func reference() throws {
    let fixture = try ReferenceFixture(folder: Self.own)
    let rows = try SinGANFixture.comparisons(of: fixture)
    #expect(rows.count == 22)
    for row in rows { #expect(row.passed, "\(row.name) \(row.reason ?? "\(row.difference ?? 0)")") }
  }

  @Test("The ratio of scales is recovered from sizes of any photo", arguments: 0..<200)
  func ratio(index: Int) throws {
    var random = SeededGenerator(seed: UInt64(index))
    let photo = PixelSize(
      width: .random(in: 60...900, using: &random), height: .random(in: 60...900, using: &random))
    guard let sizes = try? SinGANSizes(photo: photo, rules: .init()) else { return }
    #expect(SinGANSizes.factor(of: sizes.sizes) == sizes.factor, "\(photo)")
  }

  @Test(
    "A photo without pyramid is refused in words",
    arguments: [PixelSize(width: 20, height: 20), PixelSize(width: 3000, height: 40)])
  func refused(photo: PixelSize) {
    #expect(throws: ConfigurationError.self) { try SinGANSizes(photo: photo, rules: .init()) }
  }

  @Test("Exported and imported again it makes the same pictures") func exported() throws {
    let place = try TemporaryFolder()
    let model = try Self.imported().model(named: "tiny")
    let package = try model.contents.write(
      to: place.url.appendingPathComponent("tiny.ganvas"))
    let folder = place.url.appendingPathComponent("export")
    let files = try SinGANModel.writeReferenceFolder(of: package, to: folder)
    #expect(
      files.map(\.lastPathComponent) == ["Gs.pth", "Zs.pth", "reals.pth", "NoiseAmp.pth"])
    let again = try Self.imported(folder).model(named: "again")
    let first = try Self.render(model.generator, PyramidRequest())
    #expect(try Self.render(again.generator, PyramidRequest()) == first)
    let loaded = try SinGANModel(package: package, labelSet: nil, progress: nil)
    #expect(try Self.render(loaded, PyramidRequest()) == first)
  }

  @Test("Any size and start, also together, where the reference fails") func sizes() throws {
    let model = try Self.imported().model(named: "tiny").generator
    let size = PixelSize(width: 70, height: 20)
    for start in 0...3 {
      #expect(try Self.render(model, PyramidRequest(size: size, startScale: start)).size == size)
    }
    #expect(throws: ModelError.self) {
      try Self.render(model, PyramidRequest(startScale: 4))
    }
  }

  @Test("Frame k depends on k alone, and a loop closes") func frames() throws {
    let model = try Self.imported().model(named: "tiny").generator
    func frame(_ number: Int, _ path: PyramidMotion.Path) throws -> RGBImage {
      try Self.render(
        model, PyramidRequest(motion: PyramidMotion(frame: number, seed: 5, path: path)))
    }
    let walk = PyramidMotion.Path.wandering(alpha: 0.1, beta: 0.9)
    let third = try frame(3, walk)
    #expect(try frame(2, walk) != third)
    #expect(try frame(3, walk) == third)
    let loop = PyramidMotion.Path.loop(length: 8, radius: 0.3)
    #expect(try frame(0, loop) == frame(8, loop))
  }

  @Test("Outside of its mask an edit leaves the photo; empty and full masks are refused")
  func masks() throws {
    let model = try Self.imported().model(named: "tiny").generator
    let size = model.description.capabilities.outputSize
    let edit = RGBImage(
      width: size.width, height: size.height, filledWith: RGB(200, 30, 30))
    func render(_ mask: RGBImage) throws -> RGBImage {
      try Self.render(
        model,
        PyramidRequest(
          injection: .init(picture: edit, mask: mask, blending: .harmonize, scale: 2)))
    }
    let black = RGBImage(width: size.width, height: size.height, filledWith: RGB(0, 0, 0))
    #expect(throws: ModelError.self) { try render(black) }
    #expect(throws: ModelError.self) { try render(black.map { _ in RGB(255, 255, 255) }) }
    var corner = black
    corner[0, 0] = RGB(255, 255, 255)
    #expect(try render(corner).size == size)
  }

  @Test("A noise region changes the picture near it alone") func regions() throws {
    let model = try Self.imported().model(named: "tiny").generator
    let plain = try Self.render(model, PyramidRequest())
    let changed = try Self.render(
      model,
      PyramidRequest(regions: [
        .init(rect: PixelRect(x: 0, y: 0, width: 6, height: 6), scale: 3, seed: 9)
      ]))
    #expect(changed != plain)
    #expect(changed[32, 26] == plain[32, 26])
  }

  @Test("Paint in the photo's colours: nothing, a spot, all of it, at any size, coarse first")
  func painting() throws {
    let model = try Self.imported().model(named: "tiny").generator
    let labels = try #require(model.description.capabilities.labels)
    let start = try #require(labels.startMap)
    #expect(model.description.capabilities.latent?.truncates == false)
    func render(
      _ map: LabelMap, _ wish: PyramidRequest = PyramidRequest(), changed: PixelRect? = nil,
      onPart: (PicturePart) -> Void = { _ in }
    ) throws -> RGBImage {
      try model.synthesize(
        RenderRequest(
          stamp: 0,
          conditioning: Conditioning(labelSet: labels.labelSet, labels: map, pyramid: wish),
          latent: LatentState(source: .seed(3)), changed: changed), onPart: onPart, checkpoint: {})
    }
    let plain = try Self.render(model, PyramidRequest())
    #expect(try render(start) == plain)

    var spot = start
    let color = try #require(labels.labelSet.labels.first { $0.id != Int(start[2, 2]) })
    spot[2, 2] = UInt16(color.id)
    let near = PyramidRequest(painting: .init(scale: 2, blending: .harmonize))
    let edited = try render(spot, near)
    #expect(edited != plain && edited.size == plain.size)
    // Far from the paint it is the photo, whatever the seed.
    let other = try model.synthesize(
      RenderRequest(
        stamp: 0,
        conditioning: Conditioning(labelSet: labels.labelSet, labels: spot, pyramid: near),
        latent: LatentState(source: .seed(4))), checkpoint: {})
    #expect(other[plain.width - 1, plain.height - 1] == edited[plain.width - 1, plain.height - 1])
    #expect(other != edited)

    let whole = LabelMap(
      width: start.width, height: start.height,
      elements: start.elements.map { ($0 + 1) % UInt16(labels.labelSet.labels.count) })
    for blending in PyramidRequest.Injection.Blending.allCases {
      let wish = PyramidRequest(
        size: PixelSize(width: 70, height: 20), painting: .init(blending: blending))
      #expect(try render(whole, wish).size == PixelSize(width: 70, height: 20))
    }

    var parts: [PicturePart] = []
    let live = try render(spot, near, changed: PixelRect(spot.size)) { parts.append($0) }
    #expect(live == edited)
    #expect(parts.map(\.image.size) == [edited.size])
    // In the labels of another set the map is not paint.
    let foreign = try model.synthesize(
      RenderRequest(
        stamp: 0, conditioning: Conditioning(labels: whole), latent: LatentState(source: .seed(3))),
      checkpoint: {})
    #expect(foreign == plain)
  }
}
