import Canvas
import Foundation
import Generators
import Imaging
import Synthesis
import Tensors

/// Measures any model with labels through the same door as the studio: finished pictures of new
/// maps, and after a stroke the part that comes first and the finished picture.
struct PictureBench {
  /// Name of the model.
  let name: String
  /// Size of its pictures.
  let size: PixelSize
  private var generator: any Generator
  private let maps: [BenchMap]
  private let strokes: Int
  private let labelSet: LabelSet

  /// - Parameters:
  ///   - folder: Maps, `label/` and `inst/`.
  ///   - strokes: Per map.
  init(_ generator: any Generator, maps folder: String, strokes: Int) throws {
    let capabilities = generator.description.capabilities
    guard let labels = capabilities.labels else {
      throw ModelError.request(
        reason: "\(generator.description.name) takes no label map",
        advice: "bench measures models with labels.")
    }
    name = generator.description.name
    size = capabilities.outputSize
    self.generator = generator
    self.strokes = strokes
    labelSet = labels.labelSet
    maps = try BenchMaps.read(
      folder: folder, size: capabilities.outputSize,
      labelCount: (labelSet.labels.last?.id ?? 0) + 1, usesEdges: labels.usesInstances)
  }

  /// Runs the wanted cases of one precision.
  mutating func run(_ precision: Precision, _ wanted: Set<String>) throws -> [BenchResult] {
    let start = ContinuousClock.now
    try generator.prepare(for: precision)
    let load = seconds(since: start)
    _ = try generator.synthesize(request(maps[0], precision), checkpoint: {})
    var results = [BenchResult(name: "load", seconds: [load], multiplications: nil)]
    if wanted.contains("cold") || wanted.contains("stroke-broad") {
      results += try strokes(precision)
    }
    if wanted.contains("strip"), generator.description.capabilities.instanceStyleChannels > 0 {
      let contents = maps.map {
        MapContent(labels: $0.labels, instances: $0.instances, labelSet: labelSet)
      }
      results += try StripBench(generator, maps: contents).run(precision)
    }
    return results
  }

  /// New maps, and strokes on them.
  private func strokes(_ precision: Precision) throws -> [BenchResult] {
    var cold: [Double] = []
    var first: [Double] = []
    var finished: [Double] = []
    var missed: [(part: Double, old: Double)] = []
    var random = NumPyRandom(seed: 12)
    for map in maps {
      let start = ContinuousClock.now
      var picture = try generator.synthesize(request(map, precision), checkpoint: {})
      cold.append(seconds(since: start))
      var painted = map
      for _ in 0..<strokes {
        let stroke = painted.paint(thin: false, using: &random)
        let start = ContinuousClock.now
        var part: PicturePart?
        let new = try generator.synthesize(
          request(painted, precision, changed: stroke),
          onPart: {
            if part == nil { first.append(seconds(since: start)) }
            part = $0
          }, checkpoint: {})
        finished.append(seconds(since: start))
        if let part {
          missed.append(
            (
              part.image.meanDistance(to: new, in: part.rect),
              picture.meanDistance(to: new, in: part.rect)
            ))
        }
        picture = new
      }
    }
    report(missed, precision)
    return [
      BenchResult(name: "cold", seconds: cold, multiplications: nil),
      BenchResult(name: "stroke-broad-first", seconds: first, multiplications: nil),
      BenchResult(name: "stroke-broad", seconds: finished, multiplications: nil),
    ].filter { !$0.seconds.isEmpty }
  }

  /// How far the parts that came first were from the finished picture, and how far the picture
  /// before the stroke was.
  private func report(_ missed: [(part: Double, old: Double)], _ precision: Precision) {
    guard !missed.isEmpty else { return }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let text = String(
      format: "%.4f from the finished picture in that part, the picture before it %.4f "
        + "(mean absolute difference, pixels −1…1)",
      mean(missed.map(\.part)), mean(missed.map(\.old)))
    FileHandle.standardError.write(
      Data("\(name) \(precision.rawValue): the part shown first is \(text)\n".utf8))
  }

  /// A request; without a change nobody is painting, and nothing is taken from earlier pictures.
  private func request(
    _ map: BenchMap, _ precision: Precision, changed: PixelRect? = nil
  ) -> RenderRequest {
    RenderRequest(
      stamp: 0,
      conditioning: Conditioning(
        labelSet: labelSet, labels: map.labels, instances: map.instances),
      precision: precision, changed: changed)
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - start) / .seconds(1)
  }
}

extension RGBImage {
  /// `meanDistance(to:)` of a part.
  fileprivate func meanDistance(to other: RGBImage, in rect: PixelRect) -> Double {
    func part(_ image: RGBImage) -> RGBImage {
      var elements: [RGB] = []
      for y in rect.y..<rect.maxY {
        for x in rect.x..<rect.maxX { elements.append(image[x, y]) }
      }
      return RGBImage(width: rect.width, height: rect.height, elements: elements)
    }
    return part(self).meanDistance(to: part(other))
  }
}
