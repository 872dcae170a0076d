import Imaging
import Layers
import Layouts
import Synthesis
import Tensors
import Testing

@testable import Generators

@Suite("SPADE plan", .serialized) struct SPADEPlanTests {
  init() throws {
    try Engine.load()
    Engine.threads = 2
  }

  private func configuration(
    usesVAE: Bool = true, upsampling: SPADEConfiguration.Upsampling = .normal, kernel: Int = 3,
    normalization: SPADEConfiguration.Normalization = .syncbatch,
    structure: SPADEStructure? = nil
  ) -> SPADEConfiguration {
    var configuration = SPADEConfiguration(labelCount: 4)
    configuration.ngf = 4
    configuration.cropSize = 128
    configuration.hiddenChannels = 12
    configuration.usesVAE = usesVAE
    configuration.latentDimension = 6
    configuration.upsampling = upsampling
    configuration.kernel = kernel
    configuration.normalization = normalization
    configuration.structure = structure
    return configuration
  }

  /// Everything that differs from the reference, narrow.
  private static let structure = SPADEStructure(widths: [24, 20, 24, 18, 12, 10, 8, 6])

  /// A generator whose weights and running statistics are far from trivial.
  private func generator(_ configuration: SPADEConfiguration) throws -> SPADEGenerator {
    let random = RandomGenerator(seed: 12)
    var network = SPADEGenerator(
      configuration, initialization: .kaiming(gain: 1.2), using: random)
    var shaker = StatisticsShaker(random: random)
    try network.visit(&shaker, at: .root)
    for index in network.blocks.indices {
      for norm in [\SPADEResnetBlock.norm0, \.norm1] {
        guard let scale = network.blocks[index].body[keyPath: norm].noiseScale else { continue }
        network.blocks[index].body[keyPath: norm].noiseScale = random.normal(scale.shape)
      }
    }
    return network
  }

  private func plain(
    _ network: SPADEGenerator, _ canvas: TestCanvas, latent: [Float]?, noiseSeed: UInt32? = nil,
    statistics: NormalizationStatistics = .running
  ) -> Tensor {
    network(
      LabelPyramid(
        canvas.input, type: .float32, size: network.configuration.outputSize),
      latent: latent.map { Tensor($0, shape: [1, $0.count]) },
      noise: PixelNoise(seed: noiseSeed),
      mode: statistics == .current ? .currentStatistics : .evaluation)
  }

  private func distance(_ first: Tensor, _ second: Tensor) -> Double {
    (first - second).absolute().maximum().item
  }

  @Test(
    "A full rendering equals the plain generator",
    arguments: [
      (true, SPADEConfiguration.Upsampling.normal, 3, SPADEConfiguration.Normalization.syncbatch),
      (false, .more, 3, .batch), (false, .most, 3, .syncbatch), (true, .normal, 5, .batch),
      (false, .normal, 3, .instance),
    ])
  func full(
    usesVAE: Bool, upsampling: SPADEConfiguration.Upsampling, kernel: Int,
    normalization: SPADEConfiguration.Normalization
  ) throws {
    let configuration = configuration(
      usesVAE: usesVAE, upsampling: upsampling, kernel: kernel, normalization: normalization)
    let network = try generator(configuration)
    let plan = try SPADEPlan(network, type: .float32)
    var canvas = TestCanvas(configuration, seed: 1)
    let latent: [Float]? = usesVAE ? [0.3, -1, 0.5, 2, 0, -0.4] : nil
    // The statistics of a single pixel have variance 0 and would only amplify rounding.
    let hasStatistics = configuration.startWidth > 1
    for statistics in hasStatistics ? [NormalizationStatistics.running, .current] : [.running] {
      canvas.stroke(width: 30)
      let made = try plan.render(canvas.symbols, latent: latent, statistics: statistics)
      #expect(made.exactIn == nil)
      let wanted = plain(network, canvas, latent: latent, statistics: statistics)
      #expect(distance(made.picture, wanted) < 1e-4)
    }
  }

  @Test(
    "A full rendering with our own structure equals the plain generator",
    arguments: [true, false], 0...3)
  func ownStructure(usesVAE: Bool, smoothDoublings: Int) throws {
    let kernel = smoothDoublings == 2 && usesVAE ? 5 : 3
    var structure = Self.structure
    structure.smoothDoublings = smoothDoublings
    structure.repeatsEdges = smoothDoublings != 1
    structure.latentModulates = smoothDoublings != 3
    let configuration = configuration(usesVAE: usesVAE, kernel: kernel, structure: structure)
    let network = try generator(configuration)
    let plan = try SPADEPlan(network, type: .float32)
    var canvas = TestCanvas(configuration, seed: 1)
    let latent: [Float]? = usesVAE ? [0.3, -1, 0.5, 2, 0, -0.4] : nil
    for statistics in [NormalizationStatistics.running, .current] {
      for noiseSeed in [nil, 3, 4] as [UInt32?] {
        canvas.stroke(width: 30)
        let made = try plan.render(
          canvas.symbols, latent: latent, noiseSeed: noiseSeed, statistics: statistics)
        #expect(made.exactIn == nil)
        let wanted = plain(
          network, canvas, latent: latent, noiseSeed: noiseSeed, statistics: statistics)
        #expect(distance(made.picture, wanted) < 1e-4, "\(statistics) \(noiseSeed ?? 0)")
      }
    }
  }

  @Test("Noise and z change the picture; the same seed gives the same picture")
  func noiseMatters() throws {
    let configuration = configuration(structure: Self.structure)
    let plan = try SPADEPlan(try generator(configuration), type: .float32)
    let canvas = TestCanvas(configuration, seed: 1)
    func picture(_ first: Float, _ seed: UInt32?) throws -> Tensor {
      try plan.render(
        canvas.symbols, latent: [first, 0, 1, 0, 0, 0], noiseSeed: seed
      ).picture.copy()
    }
    let base = try picture(1, 5)
    #expect(distance(base, try picture(1, 6)) > 0.01)
    #expect(distance(base, try picture(1, nil)) > 0.01)
    #expect(distance(base, try picture(-1, 5)) > 0.01)
    #expect(distance(base, try picture(1, 5)) < 1e-5)
  }

  @Test("Edits re-rendered locally equal the full rendering", arguments: 0..<10 as Range<UInt32>)
  func edits(seed: UInt32) throws {
    let configuration = configuration(
      usesVAE: seed % 2 == 0, structure: seed < 6 ? nil : Self.structure)
    let network = try generator(configuration)
    let plan = try SPADEPlan(network, type: .float32)
    let fresh = try SPADEPlan(network, type: .float32)
    var canvas = TestCanvas(configuration, seed: seed)
    var latent: [Float]? = seed % 2 == 0 ? [1, 0, -1, 0.5, 0.2, 0.1] : nil
    var history: [TestCanvas] = []
    _ = try plan.render(canvas.symbols, latent: latent)
    for step in 0..<14 {
      history.append(canvas)
      switch canvas.random.nextInteger(below: 7) {
      case 0, 1: canvas.stroke(width: 2)
      case 2: canvas.stroke(width: 24)
      case 3: canvas.relabel()
      case 4: canvas = history[canvas.random.nextInteger(below: history.count)].with(canvas.random)
      case 5:
        canvas.stroke(width: 3)
        canvas.stroke(width: 5)
      default: latent = latent.map { $0.map { $0 + 0.1 } }
      }
      // Some renderings are cut off in the middle, some look at the stroke first.
      if step % 3 == 1 { cutOff(plan, canvas, latent: latent, after: step % 5) }
      if step % 4 == 2 {
        let focus = PixelRect(x: 30, y: 40, width: 24, height: 16)
        let partial = try plan.render(canvas.symbols, latent: latent, focus: focus)
        let wanted = plain(network, canvas, latent: latent)
        if let exact = partial.exactIn {
          #expect(distance(partial.picture.part(exact), wanted.part(exact)) < 1e-5)
        }
      }
      let made = try plan.render(canvas.symbols, latent: latent)
      #expect(made.exactIn == nil)
      let whole = try fresh.render(canvas.symbols, latent: latent)
      #expect(distance(made.picture, whole.picture) < 1e-5, "step \(step)")
      fresh.reset()
    }
    let wanted = plain(network, canvas, latent: latent)
    #expect(distance(try plan.render(canvas.symbols, latent: latent).picture, wanted) < 1e-4)
  }

  private func cutOff(
    _ plan: SPADEPlan, _ canvas: TestCanvas, latent: [Float]?, after blocks: Int
  ) {
    var seen = 0
    #expect(throws: CancellationError.self) {
      try plan.render(canvas.symbols, latent: latent) {
        seen += 1
        if seen > blocks { throw CancellationError() }
      }
    }
  }

  @Test("A thin stroke between the coarse samples leaves the coarse levels alone")
  func thinStroke() throws {
    let configuration = configuration()
    let plan = try SPADEPlan(try generator(configuration), type: .float32)
    var canvas = TestCanvas(configuration, seed: 3)
    let latent = [Float](repeating: 0.5, count: 6)
    _ = try plan.render(canvas.symbols, latent: latent)
    canvas.paint(PixelRect(x: 37, y: 45, width: 2, height: 2), label: 3)
    _ = try plan.render(canvas.symbols, latent: latent)
    #expect(plan.computedPixels["head_0"] == 0)
    #expect(plan.computedPixels["up_0"] == 0)
    #expect((plan.computedPixels["up_3"] ?? 0) < 128 * 128)
    #expect((plan.computedPixels["up_3"] ?? 0) > 0)
  }

  @Test("Room for table rows grows with the network's width, within bounds")
  func tableRoom() throws {
    func budget(ngf: Int) throws -> Int {
      var configuration = SPADEConfiguration(labelCount: 4)
      (configuration.ngf, configuration.hiddenChannels) = (ngf, 8)
      configuration.cropSize = 64
      return try SPADEPlan(
        SPADEGenerator(
          configuration, initialization: .unfilled, using: RandomGenerator(seed: 1)),
        type: .bfloat16
      ).tableBudget
    }
    #expect(try budget(ngf: 4) == 32 << 20)
    #expect((33 << 20...96 << 20).contains(try budget(ngf: 56)))
  }

  @Test("bfloat16 shows the same picture: at least 40 dB") func halfPrecision() throws {
    let configuration = configuration()
    let network = try generator(configuration)
    let canvas = TestCanvas(configuration, seed: 5)
    let latent = [Float](repeating: -0.2, count: 6)
    let wide = try SPADEPlan(network, type: .float32).render(canvas.symbols, latent: latent)
    let half = try SPADEPlan(network, type: .bfloat16).render(canvas.symbols, latent: latent)
    let error = (wide.picture - half.picture).squared().mean().item
    #expect(error < 4e-4)  // 40 dB for a range of 2
  }
}

/// Moves running means and variances away from 0 and 1.
private struct StatisticsShaker: ParameterVisitor {
  let random: RandomGenerator

  mutating func visit(_ tensor: inout Tensor, at path: ParameterPath, kind: ParameterKind)
    throws(ParameterError)
  {
    if path.description.hasSuffix("running_mean") { tensor = random.normal(tensor.shape) * 0.3 }
    if path.description.hasSuffix("running_var") { tensor = random.uniform(tensor.shape) + 0.4 }
  }
}

/// A label map with objects that random strokes change.
private struct TestCanvas {
  var labels: LabelMap
  var objects: InstanceMap
  var random: NumPyRandom
  let configuration: SPADEConfiguration

  init(_ configuration: SPADEConfiguration, seed: UInt32) {
    self.configuration = configuration
    let size = configuration.outputSize
    labels = LabelMap(width: size.width, height: size.height, filledWith: 0)
    objects = InstanceMap(width: size.width, height: size.height, filledWith: 0)
    random = NumPyRandom(seed: seed)
    for _ in 0..<5 { stroke(width: 40) }
  }

  var input: SemanticInput {
    SemanticInput(
      channels: labels, edges: InstanceEdges.mask(of: objects),
      channelCount: configuration.semanticChannels)
  }

  var symbols: SymbolMap {
    SymbolMap(
      labels: labels, edges: InstanceEdges.mask(of: objects),
      labelCount: configuration.labelCount)
  }

  func with(_ random: NumPyRandom) -> TestCanvas {
    var copy = self
    copy.random = random
    return copy
  }

  mutating func stroke(width: Int) {
    let x = random.nextInteger(below: labels.width)
    let y = random.nextInteger(below: labels.height)
    paint(
      PixelRect(x: x, y: y, width: width, height: 1 + random.nextInteger(below: 2 * width)),
      label: UInt16(random.nextInteger(below: 4)))
  }

  mutating func paint(_ rect: PixelRect, label: UInt16) {
    let part = rect.intersection(labels.bounds)
    let number = UInt32(random.nextInteger(below: 1000))
    for row in part.y..<part.maxY {
      for column in part.x..<part.maxX {
        labels[column, row] = label
        objects[column, row] = number
      }
    }
  }

  mutating func relabel() {
    let from = UInt16(random.nextInteger(below: 4))
    labels = labels.map { $0 == from ? 1 : $0 }
  }
}
