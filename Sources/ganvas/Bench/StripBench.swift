import Canvas
import Foundation
import Generators
import Imaging
import Sessions
import Synthesis

/// Measures object styles as the studio uses them: a strip of ten thumbnails, which are whole
/// pictures, and the change of one object's style, to the crop around it and to the exact picture.
struct StripBench {
  private let generator: any Generator
  private let maps: [MapContent]
  private let capabilities: Capabilities

  /// Thumbnails of a strip.
  private static let count = 10

  /// - Parameter maps: Maps in the model's own labels.
  init(_ generator: any Generator, maps: [MapContent]) {
    self.generator = generator
    self.maps = maps
    capabilities = generator.description.capabilities
  }

  /// Runs all cases on a prepared generator.
  func run(_ precision: Precision) throws -> [BenchResult] {
    var strips: [Double] = []
    var first: [Double] = []
    var exact: [Double] = []
    for map in maps {
      guard let styledObject = styledObject(on: map) else { continue }
      let styles = self.styles(of: styledObject, on: map)
      let start = ContinuousClock.now
      for style in styles {
        _ = try generator.synthesize(request(map, styledObject, style, precision), checkpoint: {})
      }
      strips.append(Self.seconds(since: start))
      _ = try generator.synthesize(request(map, styledObject, .neutral, precision), checkpoint: {})
      for style in styles.prefix(4) {
        let start = ContinuousClock.now
        var hasPart = false
        _ = try generator.synthesize(
          request(map, styledObject, style, precision, changed: PixelRect(map.size)),
          onPart: { _ in
            if !hasPart { first.append(Self.seconds(since: start)) }
            hasPart = true
          }, checkpoint: {})
        exact.append(Self.seconds(since: start))
      }
    }
    return [
      BenchResult(name: "strip", seconds: strips, multiplications: nil),
      BenchResult(name: "style-first", seconds: first, multiplications: nil),
      BenchResult(name: "style", seconds: exact, multiplications: nil),
    ].filter { !$0.seconds.isEmpty }
  }

  /// The largest object; without objects what covers most of the map.
  private func styledObject(on map: MapContent) -> ObjectID? {
    let sizes = map.objectSizes
    let objects = sizes.filter { $0.key.number != 0 }
    return (objects.isEmpty ? sizes : objects).max {
      ($0.value, $1.key.label, $1.key.number) < ($1.value, $0.key.label, $0.key.number)
    }?.key
  }

  /// Ten different styles: the model's own, then others near them.
  private func styles(of styledObject: ObjectID, on map: MapContent) -> [InstanceStyle] {
    let known =
      StyleBook(capabilities, labelSet: map.labelSet)?.count(of: styledObject.label) ?? 0
    return (0..<Self.count).map { index in
      guard index >= known else { return InstanceStyle(cluster: index) }
      let offset = [Float](
        repeating: 0.1 * Float(index + 1), count: capabilities.instanceStyleChannels)
      return InstanceStyle(cluster: known > 0 ? index % known : nil, offset: offset)
    }
  }

  private func request(
    _ map: MapContent, _ styledObject: ObjectID, _ style: InstanceStyle, _ precision: Precision,
    changed: PixelRect? = nil
  ) -> RenderRequest {
    var settings = PictureSettings(statistics: capabilities.preferredStatistics)
    settings[styleOf: styledObject] = style
    return RenderRequest(
      stamp: 0, settings: settings, map: map, photo: nil, capabilities: capabilities,
      precision: precision, changed: changed)
  }

  private static func seconds(since start: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - start) / .seconds(1)
  }
}
