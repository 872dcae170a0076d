import Generators
public import Imaging
import Layers
import Tensors

extension Pix2PixHDTrainer {
  /// One row per example: its map, the real picture, the picture from its own features, the one
  /// from neutral features, and those with the styles of the next examples, class by class.
  public func sheet(of examples: [TrainingExample]) -> RGBImage {
    withoutGradients {
      let encoded = examples.map { example -> [RegionStyle] in
        average.network.encoder.map { RegionStyle.styles(of: example, by: $0) } ?? []
      }
      return SampleSheet.picture(
        of: examples.indices.map { row in
          var cells = [
            examples[row].given ?? SampleSheet.mapColors(of: examples[row].labels),
            examples[row].image,
            rendered(examples[row], styles: encoded[row]),
          ]
          guard average.network.encoder != nil else { return cells }
          cells.append(rendered(examples[row], styles: []))
          for distance in 1...3 {
            cells.append(
              rendered(
                examples[row], byClass: encoded[(row + distance) % examples.count]))
          }
          return cells
        })
    }
  }

  /// The averaged networks' picture with features by region number; zeros where there is none.
  private func rendered(_ example: TrainingExample, styles: [RegionStyle]) -> RGBImage {
    let features = Dictionary(
      styles.map { ($0.region, $0.feature) }, uniquingKeysWith: { first, _ in first })
    return rendered(example) { region, _ in features[region] }
  }

  /// The same with each class's largest region of another example as style.
  private func rendered(_ example: TrainingExample, byClass styles: [RegionStyle]) -> RGBImage {
    let features = Dictionary(
      styles.sorted { $0.area > $1.area }.map { ($0.label, $0.feature) },
      uniquingKeysWith: { first, _ in first })
    return rendered(example) { _, label in features[label] }
  }

  private func rendered(
    _ example: TrainingExample, feature: (UInt32, Int) -> [Float]?
  ) -> RGBImage {
    let networks = average.network
    let device = networks.parameters().first?.tensor.device ?? .cpu
    let batch = SemanticBatch([example], for: configuration.generator.layout, device: device)
    var input = batch.semantics()
    let channels = configuration.generator.featureChannels
    if channels > 0 {
      let regions = example.regions.elements
      let area = regions.count
      var planes = [Float](repeating: 0, count: channels * area)
      for (place, region) in regions.enumerated() {
        guard let values = feature(region, Int(example.labels.elements[place])) else { continue }
        for channel in 0..<channels { planes[channel * area + place] = values[channel] }
      }
      let map = Tensor(
        planes, shape: [1, channels, example.labels.height, example.labels.width])
      input = Tensor.concatenated([input, map.moved(to: device)], axis: 1)
    }
    return RGBImage(networks.generator(input, mode: .evaluation))
  }
}
