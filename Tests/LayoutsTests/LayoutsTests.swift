import Imaging
import Layers
import Tensors
import TestSupport
import Testing

@testable import Layouts

@Suite(.serialized) struct LayoutTableTests {
  init() { #expect(EngineFixture.isReady) }

  /// Largest difference between table rows and the plain convolutions, over all pixels.
  private func difference(
    of layer: SPADE, map: RandomMap, labels: Int, pattern: LayoutPattern, table: LayoutTable
  ) -> Float {
    pattern.update(map.symbols)
    table.extend(to: pattern)
    let plain = SemanticPyramid(map.semantics)
      .modulation(of: layer, height: pattern.height, width: pattern.width)
      .permuted([0, 2, 3, 1]).floats()
    var largest: Float = 0
    for (pixel, window) in pattern.windows.enumerated() {
      let row = table.row(Int(window))
      for channel in row.indices {
        // Tables hold γ, the plain form 1 + γ.
        let one: Float = channel < row.count / 2 ? 1 : 0
        largest = max(largest, abs(row[channel] + one - plain[pixel * row.count + channel]))
      }
    }
    return largest
  }

  private func layer(kernel: Int, channels: Int = 24, labels: Int = 5) -> SPADE {
    let random = RandomGenerator(seed: 4)
    var layer = SPADE(
      channels: channels, semantics: labels + 1, hidden: 40, kernel: kernel,
      usesInstanceNorm: false, initialization: .kaiming(gain: 1), using: random)
    layer.shared.bias = random.normal([40])
    layer.gamma.bias = random.normal([channels])
    return layer
  }

  @Test(
    "Rows equal the plain convolutions, borders included",
    arguments: [3, 5], KernelBody.allCases)
  func rows(kernel: Int, body: KernelBody) throws {
    body.use()
    defer { KernelBody.best.use() }
    let layer = layer(kernel: kernel)
    let pattern = LayoutPattern(height: 12, width: 16, kernel: kernel)
    let table = LayoutTable(layer, labelCount: 5, hasEdges: true, type: .float32)
    for seed: UInt32 in 0..<6 {
      let map = RandomMap(
        seed: seed, size: PixelSize(width: 48, height: 40), labels: 5, rectangles: 6)
      let found = difference(of: layer, map: map, labels: 5, pattern: pattern, table: table)
      #expect(found < 2e-5)
    }
  }

  @Test("bfloat16 rows are the float32 rows rounded, nearly") func halfRows() throws {
    let layer = layer(kernel: 3, channels: 40)
    let pattern = LayoutPattern(height: 16, width: 16, kernel: 3)
    let table = LayoutTable(layer, labelCount: 5, hasEdges: true, type: .bfloat16)
    let map = RandomMap(
      seed: 3, size: PixelSize(width: 32, height: 32), labels: 5, rectangles: 5)
    #expect(difference(of: layer, map: map, labels: 5, pattern: pattern, table: table) < 0.05)
  }

  @Test("Numbers mean windows: equal exactly when the windows are", arguments: [3, 5])
  func numbersMeanWindows(side: Int) {
    var random = NumPyRandom(seed: 1)
    let stage = WindowStage(side: side)
    var seen: [[Int32]: Int32] = [:]
    for _ in 0..<20 {
      let values = (0..<63).map { _ in Int32(1 + random.nextInteger(below: 2)) }
      guard let windows = stage.number(values, height: 7, width: 9) else {
        Issue.record("numbers ran out")
        return
      }
      for y in 0..<7 {
        for x in 0..<9 {
          var window: [Int32] = []
          for dy in -side / 2...side / 2 {
            for dx in -side / 2...side / 2 {
              let inside = (0..<7).contains(y + dy) && (0..<9).contains(x + dx)
              window.append(inside ? values[(y + dy) * 9 + x + dx] : 0)
            }
          }
          let number = windows[y * 9 + x]
          #expect(seen[window, default: number] == number)
          seen[window] = number
          #expect(stage.members(of: number) == window)
        }
      }
    }
    #expect(Set(seen.values).count == seen.count)
  }

  @Test("Over its limit the numbering starts anew and stays right") func limit() throws {
    let layer = layer(kernel: 3)
    let pattern = LayoutPattern(height: 16, width: 16, kernel: 3)
    let table = LayoutTable(layer, labelCount: 5, hasEdges: true, type: .float32)
    for seed: UInt32 in 0..<9 {
      let map = RandomMap(
        seed: seed, size: PixelSize(width: 32, height: 32), labels: 5, rectangles: 8)
      pattern.update(map.symbols, limit: 40)
      #expect(difference(of: layer, map: map, labels: 5, pattern: pattern, table: table) < 2e-5)
    }
    #expect(pattern.generation > 0)
  }

  @Test("A map that alone is over the limit is not numbered anew at every edit") func largeMap() {
    let pattern = LayoutPattern(height: 16, width: 16, kernel: 3)
    var labels = LabelMap(width: 16, height: 16, filledWith: 1)
    for index in 0..<64 { labels.elements[(37 * index) % 256] = UInt16(index % 3) }
    pattern.update(SymbolMap(labels: labels, edges: nil, labelCount: 3), limit: 1)
    for step in 0..<6 {
      labels[step, step] = 2 - labels[step, step]
      pattern.update(SymbolMap(labels: labels, edges: nil, labelCount: 3), limit: 1)
    }
    #expect(pattern.windowCount > 1)
    #expect(pattern.generation == 0)
  }

  @Test("An edit changes windows only near it, and the rectangle holds them all")
  func changedRectangle() {
    let size = PixelSize(width: 64, height: 64)
    let pattern = LayoutPattern(height: 64, width: 64, kernel: 3)
    var map = LabelMap(width: 64, height: 64, filledWith: 1)
    let first = pattern.update(SymbolMap(labels: map, edges: nil, labelCount: 3))
    #expect(first == PixelRect(size))
    let before = pattern.windows
    map[20, 30] = 2
    let changed = pattern.update(SymbolMap(labels: map, edges: nil, labelCount: 3))
    #expect(changed == PixelRect(x: 18, y: 28, width: 5, height: 5))
    map[20, 30] = 1
    pattern.update(SymbolMap(labels: map, edges: nil, labelCount: 3))
    #expect(pattern.windows == before)
  }
}

@Suite(.serialized) struct ModulationPassTests {
  init() { #expect(EngineFixture.isReady) }

  @Test(
    "The fused pass equals normalize, modulate, activate",
    arguments: [ElementType.float32, .bfloat16], KernelBody.allCases)
  func fused(type: ElementType, body: KernelBody) throws {
    body.use()
    defer { KernelBody.best.use() }
    let random = RandomGenerator(seed: 8)
    let channels = 19
    var layer = SPADE(
      channels: channels, semantics: 5, hidden: 16, usesInstanceNorm: false,
      initialization: .kaiming(gain: 1), using: random)
    let mean = random.normal([channels])
    let variance = random.uniform([channels]) + 0.5
    layer.normalization = .batch(
      {
        var statistics = ParameterFreeNorm.RunningStatistics(channels: channels)
        statistics.mean = mean
        statistics.variance = variance
        return statistics
      }())
    let map = RandomMap(
      seed: 5, size: PixelSize(width: 20, height: 12), labels: 4, rectangles: 4)
    let small = random.normal([1, channels, 6, 10]).converted(to: type).channelsLast()
    let pattern = LayoutPattern(height: 12, width: 20, kernel: 3)
    pattern.update(map.symbols)
    let table = LayoutTable(layer, labelCount: 4, hasEdges: true, type: type)
    table.extend(to: pattern)
    let plain = layer(
      small.converted(to: .float32).upsampledTwice(), source: SemanticPyramid(map.semantics)
    ).leakyReLU()
    let ring = PixelRect(x: -1, y: -1, width: 22, height: 14)
    let output = Tensor.uninitialized([1, channels, 14, 22], type: type, channelsLast: true)
    ModulationPass(size: PixelSize(width: 20, height: 12), rect: ring, doublesInput: true)
      .modulate(
        small, pattern: pattern, table: table,
        normalization: .init(mean: mean.floats(), variance: variance.floats()), slope: 0.2,
        into: output)
    let wide = output.converted(to: .float32)
    let inner = wide.sliced(axis: 2, from: 1, to: 13).sliced(axis: 3, from: 1, to: 21)
    let tolerance = type == .float32 ? 2e-5 : 0.15
    #expect((inner - plain).absolute().maximum().item < tolerance)
    #expect((wide.absolute().sum() - inner.absolute().sum()).absolute().item < 1e-2)
  }
}
