public import Generators
public import Imaging
import Synthesis

/// What a map model makes of maps whose real pictures are known.
public struct RenderedMaps: Sendable {
  /// Made pictures, `codes` of each example in turn.
  public private(set) var made: [RGBImage] = []
  /// The real picture of each made one.
  public private(set) var real: [RGBImage] = []
  /// The label map of each made one.
  public private(set) var labels: [LabelMap] = []

  /// Renders.
  /// - Parameters:
  ///   - model: Takes label maps.
  ///   - examples: Maps and real pictures of the model's size, in its own label set.
  ///   - codes: Pictures of each map, from seeds 1, 2, …
  /// - Throws: what the model throws; `ModelError.request` for a model without label maps.
  public init(
    _ model: any Generator, of examples: [TrainingExample], codes: Int
  ) throws {
    try self.init(model, of: examples) { _ in 1...UInt32(max(1, codes)) }
  }

  /// Renders one picture of each map, each from a seed of its own.
  /// - Parameter firstSeed: The first map's seed; the others count on.
  /// - Throws: what the model throws; `ModelError.request` for a model without label maps.
  public init(
    _ model: any Generator, of examples: [TrainingExample], firstSeed: UInt32
  ) throws {
    try self.init(model, of: examples) { index in
      let seed = firstSeed &+ UInt32(truncatingIfNeeded: index)
      return seed...seed
    }
  }

  private init(
    _ model: any Generator, of examples: [TrainingExample],
    seeds: (Int) -> ClosedRange<UInt32>
  ) throws {
    guard let set = model.description.capabilities.labels?.labelSet else {
      throw ModelError.request(
        reason: "\(model.description.name) takes no label map",
        advice: "This measure is for models that do.")
    }
    for (index, example) in examples.enumerated() {
      let conditioning = Conditioning(
        labelSet: set, labels: example.labels,
        instances: example.instances.elements.contains { $0 != 0 } ? example.instances : nil)
      for code in seeds(index) {
        var request = RenderRequest(
          stamp: 0, conditioning: conditioning,
          latent: LatentState(source: .seed(code), noise: .seeded(code)),
          precision: .float32)
        request.statistics = model.description.capabilities.preferredStatistics
        made.append(try model.synthesize(request, checkpoint: {}))
        real.append(example.image)
        labels.append(example.labels)
      }
    }
  }
}
