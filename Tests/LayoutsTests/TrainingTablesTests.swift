import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Layouts

@Suite(.serialized) struct TrainingTablesTests {
  init() { #expect(EngineFixture.isReady) }

  private static let labels = 5

  private func layer(
    kernel: Int, channels: Int, usesInstanceNorm: Bool = false, entering: Entering = .nothing
  ) throws -> SPADE {
    let random = RandomGenerator(seed: 4)
    var layer = SPADE(
      channels: channels, semantics: Self.labels + 1, hidden: 12, kernel: kernel,
      usesInstanceNorm: usesInstanceNorm, latentDimension: entering.hasStyle ? 6 : nil,
      noise: entering.hasNoise ? (Self.labels, 3) : nil, initialization: .kaiming(gain: 1),
      using: random)
    if let scale = layer.noiseScale { layer.noiseScale = random.normal(scale.shape) }
    layer.shared.bias = random.normal([12])
    layer.gamma.bias = random.normal([channels])
    layer.beta.bias = random.normal([channels])
    return layer
  }

  /// What enters a layer beside its map.
  enum Entering: CaseIterable {
    case nothing, border, style, noise, all

    var hasStyle: Bool { self == .style || self == .all }
    var hasNoise: Bool { self == .noise || self == .all }
    var border: Int { self == .border || self == .all ? 1 : 0 }
  }

  private func maps(_ count: UInt32, side: Int = 40) -> [RandomMap] {
    (0..<count).map {
      RandomMap(
        seed: $0, size: PixelSize(width: side, height: side), labels: Self.labels, rectangles: 5)
    }
  }

  /// Output and gradients of a layer by one source: of x and of every weight and bias.
  private func run(
    _ layer: SPADE, _ x: Tensor, direction: Tensor, mode: Mode, slope: Double,
    source: any ModulationSource, border: Int = 0
  ) throws -> [Tensor] {
    try withGradients {
      var layer = layer
      var recorder = Recorder()
      try layer.visit(&recorder, at: .root)
      let x = x.requiringGradient()
      let latent = RandomGenerator(seed: 77).normal([x.shape[0], 6]).requiringGradient()
      let inputs = ModulationInputs(
        latent: latent, noise: PixelNoise(seeds: (0..<x.shape[0]).map { UInt32(40 + $0) }))
      let output = layer(
        x, source: source, inputs: inputs, mode: mode, slope: slope, border: border)
      let loss = (output.converted(to: .float32) * direction).sum()
      let found = try gradients(
        of: [loss], withRespectTo: [x] + recorder.leaves + [latent])
      return [output.detached()] + found.compactMap { $0 }
    }
  }

  private func sources(_ maps: [RandomMap], type: ElementType = .float32)
    -> (tables: TrainingTables, plain: SemanticPyramid)
  {
    let semantics = Tensor.concatenated(maps.map(\.semantics), axis: 0)
    let plain = SemanticPyramid(semantics, type: type)
    return (
      TrainingTables(maps.map(\.symbols), hasEdges: true, plain: plain, choice: .always), plain
    )
  }

  @Test(
    "Outputs and gradients equal the plain layer's",
    arguments: [3, 5], [Mode.training, .currentStatistics, .evaluation])
  func gradientsEqual(kernel: Int, mode: Mode) throws {
    // 70 output channels: more than one block of products.
    let layer = try layer(kernel: kernel, channels: 35)
    let random = RandomGenerator(seed: 2)
    let x = random.normal([3, 35, 16, 16]) * 2 + 0.7
    let direction = random.normal([3, 35, 16, 16])
    let (tables, plain) = sources(maps(3))
    let expected = try run(
      layer, x, direction: direction, mode: mode, slope: 0.2, source: plain)
    let found = try run(
      layer, x, direction: direction, mode: mode, slope: 0.2, source: tables)
    #expect(expected.count == 8 && found.count == 8)
    for (made, wanted) in zip(found, expected) {
      #expect(made.shape == wanted.shape)
      #expect(relative(made, wanted) < 1e-5)
    }
  }

  @Test(
    "Style, noise and a border enter as in the plain layer, gradients included",
    arguments: Entering.allCases, [Mode.training, .currentStatistics, .evaluation])
  func entering(_ entering: Entering, mode: Mode) throws {
    // 70 channels: more than one block of a pass; 3 maps whose skies share windows.
    let layer = try layer(kernel: 3, channels: 70, entering: entering)
    let random = RandomGenerator(seed: 2)
    let x = random.normal([3, 70, 16, 16]) * 2 + 0.7
    let side = 16 + 2 * entering.border
    let direction = random.normal([3, 70, side, side])
    let (tables, plain) = sources(maps(3))
    let expected = try run(
      layer, x, direction: direction, mode: mode, slope: 0.2, source: plain,
      border: entering.border)
    let found = try run(
      layer, x, direction: direction, mode: mode, slope: 0.2, source: tables,
      border: entering.border)
    #expect(
      expected.count == 8 + (entering.hasStyle ? 3 : 0) + (entering.hasNoise ? 1 : 0)
        && found.count == expected.count)
    for (index, (made, wanted)) in zip(found, expected).enumerated() {
      #expect(made.shape == wanted.shape)
      #expect(relative(made, wanted) < 2e-5, "tensor \(index)")
    }
  }

  @Test("The passes with a style give the same bits in every body") func styledBodies() throws {
    let layer = try layer(kernel: 3, channels: 35, entering: .all)
    let random = RandomGenerator(seed: 2)
    let x = random.normal([2, 35, 20, 20])
    let direction = random.normal([2, 35, 22, 22])
    let tables = sources(maps(2)).tables
    var first: [[Float]]?
    for body in KernelBody.allCases {
      body.use()
      defer { KernelBody.best.use() }
      let found = try run(
        layer, x, direction: direction, mode: .training, slope: 0.2, source: tables, border: 1
      ).map { $0.floats() }
      if first == nil { first = found }
      #expect(found.map(\.count) == first?.map(\.count))
      // Products of the hidden vectors are LibTorch's; what the bodies compute is input and style.
      #expect(found[0] == first?[0] && found[1] == first?[1])
    }
  }

  @Test("The same with every body, instance norm and no activation", arguments: KernelBody.allCases)
  func instanceNorm(body: KernelBody) throws {
    body.use()
    defer { KernelBody.best.use() }
    let layer = try layer(kernel: 3, channels: 9, usesInstanceNorm: true)
    let random = RandomGenerator(seed: 2)
    let x = random.normal([2, 9, 20, 20])
    let direction = random.normal([2, 9, 20, 20])
    let (tables, plain) = sources(maps(2))
    for slope in [1, 0.2] {
      let expected = try run(
        layer, x, direction: direction, mode: .training, slope: slope, source: plain)
      let found = try run(
        layer, x, direction: direction, mode: .training, slope: slope, source: tables)
      for (made, wanted) in zip(found, expected) { #expect(relative(made, wanted) < 1e-5) }
    }
  }

  @Test("bfloat16 activations differ by their rounding only") func halfPrecision() throws {
    let layer = try layer(kernel: 3, channels: 24)
    let random = RandomGenerator(seed: 2)
    let x = random.normal([2, 24, 32, 32]).converted(to: .bfloat16)
    let direction = random.normal([2, 24, 32, 32])
    let (tables, plain) = sources(maps(2, side: 64))
    let expected = try run(
      layer, x.converted(to: .float32), direction: direction, mode: .training, slope: 0.2,
      source: plain)
    let found = try run(
      layer, x, direction: direction, mode: .training, slope: 0.2, source: tables)
    for (made, wanted) in zip(found, expected) { #expect(relative(made, wanted) < 0.02) }
  }

  @Test("Gradients follow finite differences") func finiteDifferences() throws {
    let layer = try layer(kernel: 3, channels: 6)
    let random = RandomGenerator(seed: 7)
    let x = random.normal([2, 6, 12, 12])
    let direction = random.normal([2, 6, 12, 12])
    let tables = sources(maps(2)).tables
    let found = try run(
      layer, x, direction: direction, mode: .training, slope: 1, source: tables)
    func loss(_ x: Tensor, _ layer: SPADE) -> Double {
      (layer(x, source: tables, mode: .currentStatistics) * direction).sum().item
    }
    let step = 1e-2
    let turn = random.normal(x.shape)
    let slope = (loss(x + turn * step, layer) - loss(x - turn * step, layer)) / (2 * step)
    #expect(abs(slope - (turn * found[1]).sum().item) < 2e-3 * (abs(slope) + 1))
    for index in 0..<2 {
      func moved(_ by: Double) -> SPADE {
        var layer = layer
        if index == 0 {
          layer.shared.weight = layer.shared.weight + weightTurn * by
        } else {
          layer.gamma.weight = layer.gamma.weight + weightTurn * by
        }
        return layer
      }
      let weight = index == 0 ? layer.shared.weight : layer.gamma.weight
      let weightTurn = random.normal(weight.shape)
      // The ReLU has kinks, so the step is small where it stands between.
      let step = index == 0 ? 2e-4 : 1e-2
      let slope = (loss(x, moved(step)) - loss(x, moved(-step))) / (2 * step)
      let predicted = (weightTurn * found[index == 0 ? 2 : 4]).sum().item
      #expect(abs(slope - predicted) < 1e-2 * (abs(slope) + 1), "\(slope) beside \(predicted)")
    }
  }

  @Test("Training moves the stored statistics as the plain layer does") func statistics() throws {
    let x = RandomGenerator(seed: 2).normal([2, 7, 16, 16]) * 3 + 5
    let (tables, plain) = sources(maps(2))
    func moved(_ source: any ModulationSource) throws -> [Tensor] {
      let layer = try layer(kernel: 3, channels: 7)
      for mode in [Mode.training, .measuring(momentum: 0.25), .currentStatistics] {
        _ = layer(x, source: source, mode: mode)
      }
      return layer.parameters().filter { $0.kind == .buffer }.map(\.tensor)
    }
    for (made, wanted) in zip(try moved(tables), try moved(plain)) {
      #expect(relative(made, wanted) < 1e-6)
    }
  }

  @Test("Few windows take tables, many take convolutions") func choice() {
    var random = NumPyRandom(seed: 1)
    var noise = LabelMap(width: 32, height: 32, filledWith: 0)
    for index in noise.elements.indices {
      noise.elements[index] = UInt16(random.nextInteger(below: 5))
    }
    let busy = SymbolMap(labels: noise, edges: nil, labelCount: 5)
    let calm = RandomMap(
      seed: 1, size: PixelSize(width: 32, height: 32), labels: 5, rectangles: 1)
    for (symbols, expected) in [(busy, false), (calm.symbols, true)] {
      let pattern = BatchPattern([symbols], height: 32, width: 32, kernel: 3)
      #expect(pattern.map { TrainingTables.pays($0, for: .float32) } == expected)
    }
  }

  @Test("Pieces with a picture cover every pixel once and never mix windows or pictures")
  func picturePieces() {
    let windows = (0..<9000).map { Int32($0 % 7 == 0 ? 2 : 1) }
    let symbols = windows.map { $0 * 3 }
    let pieces = PicturePieces(windows, windowCount: 4, symbols: symbols, pixelsPerPicture: 3000)
    #expect(pieces.segments.order.sorted() == (0..<9000).map { Int32($0) })
    for piece in 0..<pieces.count {
      let range = Int(pieces.segments.starts[piece])..<Int(pieces.segments.starts[piece + 1])
      #expect(!range.isEmpty && range.count <= 2048)
      for pixel in pieces.segments.order[range].map({ Int($0) }) {
        #expect(windows[pixel] == pieces.windows[piece])
        #expect(symbols[pixel] == pieces.symbols[piece])
        #expect(pixel / 3000 == Int(pieces.pictures[piece]))
      }
    }
  }

  @Test("Long windows are summed in pieces that cover every pixel once") func pieces() {
    let windows = (0..<9000).map { Int32($0 % 7 == 0 ? 2 : 1) }
    let pieces = PixelPieces(windows, windowCount: 3)
    #expect(pieces.segments.order.sorted() == (0..<9000).map { Int32($0) })
    #expect(pieces.split.map(\.window) == [1])
    for piece in 0..<pieces.segments.count {
      let range = Int(pieces.segments.starts[piece])..<Int(pieces.segments.starts[piece + 1])
      #expect(Set(pieces.segments.order[range].map { windows[Int($0)] }).count <= 1)
    }
    #expect(pieces.rowCount == pieces.targets.count && Set(pieces.targets).count == pieces.rowCount)
  }

  /// Largest difference beside the largest number.
  private func relative(_ made: Tensor, _ wanted: Tensor) -> Double {
    let difference = (made.converted(to: .float32) - wanted.converted(to: .float32)).absolute()
    return difference.maximum().item / max(wanted.absolute().maximum().item, 1e-12)
  }
}

/// Turns learned tensors into leaves and keeps them in order.
private struct Recorder: ParameterVisitor {
  var leaves: [Tensor] = []

  mutating func visit(_ tensor: inout Tensor, at path: ParameterPath, kind: ParameterKind)
    throws(ParameterError)
  {
    guard kind == .learned else {
      tensor = tensor.copy()
      return
    }
    tensor = tensor.requiringGradient()
    leaves.append(tensor)
  }
}
