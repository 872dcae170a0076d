public import Generators
import Imaging
import Layers
import Tensors

/// What an encoder says about one region of an example: an object, or everything of a class that is
/// no object.
public struct RegionStyle: Sendable, Hashable {
  /// Number of the region (`TrainingExample.regions`).
  public var region: UInt32
  /// Its class; where a region spans several (a fault of the maps), the one with most pixels.
  public var label: Int
  /// Its pixels.
  public var area: Int
  /// Its share of the picture, 0…1.
  public var share: Double
  /// Classes it spans; 1 in faultless maps.
  public var classes: Int
  /// The encoder's output averaged over its pixels, about −1…1.
  public var feature: [Float]

  /// The styles of an example's regions by ascending number; where nobody knows the label is none.
  /// Costs one pass of the encoder.
  public static func styles(
    of example: TrainingExample, by encoder: FeatureEncoder
  ) -> [RegionStyle] {
    withoutGradients {
      let device = encoder.parameters().first?.tensor.device ?? .cpu
      let regions = InstanceRegions(Tensor(regions: [example.regions], device: device))
      let pictures = Tensor(pictures: [example.image], device: device)
      let means = encoder(pictures, regions: regions, mode: .evaluation).perObject
      let values = means.floats()
      let channels = means.shape[1]
      return counted(example).enumerated().compactMap { row, region in
        if region.number == UInt32(TrainingExample.unknownLabel) { return nil }
        let classes = region.classes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let area = classes.reduce(0) { $0 + $1.value }
        return RegionStyle(
          region: region.number, label: Int(classes[0].key), area: area,
          share: Double(area) / Double(example.labels.elements.count), classes: classes.count,
          feature: Array(values[row * channels..<(row + 1) * channels]))
      }
    }
  }

  /// Pixels per class of every region, by ascending number.
  private static func counted(
    _ example: TrainingExample
  ) -> [(number: UInt32, classes: [UInt16: Int])] {
    var pixels: [UInt32: [UInt16: Int]] = [:]
    for (number, label) in zip(example.regions.elements, example.labels.elements) {
      pixels[number, default: [:]][label, default: 0] += 1
    }
    return pixels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
