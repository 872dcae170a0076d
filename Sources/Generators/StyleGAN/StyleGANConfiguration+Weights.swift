public import Checkpoints
import Tensors

extension StyleGANConfiguration {
  /// The configuration that a generator's tensors show. How many levels were trained leaves no
  /// trace: all that are stored are taken, up to `step` if given.
  /// - Parameters:
  ///   - tensors: The generator's tensors under their own names (`generator.progression.0…`).
  ///   - file: What errors call the source.
  /// - Throws: `ImportError.notAGenerator`.
  public init(
    weights tensors: [StoredTensor], step: Int? = nil, file: String
  ) throws(ImportError) {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    self.init()
    widths = []
    while let shape = shapes["generator.progression.\(widths.count).conv2.conv.weight_orig"],
      shape.count == 4, widths.count < 12
    {
      widths.append(shape[0])
    }
    guard let first = shapes["style.1.linear.weight_orig"], first.count == 2, !widths.isEmpty
    else {
      throw .notAGenerator(
        file: file,
        reason: "it has no generator.progression.0.conv2.conv.weight_orig and "
          + "style.1.linear.weight_orig, as StyleGAN has")
    }
    latentDimension = first[1]
    mappingLayers = 1
    while shapes["style.\(2 * mappingLayers + 1).linear.weight_orig"] != nil { mappingLayers += 1 }
    self.step = step ?? widths.count - 1
    do {
      try validate()
    } catch {
      throw .notAGenerator(file: file, reason: error.description)
    }
  }
}

extension StyleGANGenerator {
  /// A generator filled with stored tensors; nothing is drawn first. A missing mean of w is
  /// measured.
  /// - Throws: `ModelError` listing everything that does not fit.
  public static func loaded(
    _ configuration: StyleGANConfiguration, from tensors: [StoredTensor], file: String,
    progress: ((Double) -> Void)?
  ) throws(ModelError) -> StyleGANGenerator {
    var network = StyleGANGenerator(configuration, using: nil)
    var tensors = tensors
    let lacksAverage = lacksAverage(tensors)
    if lacksAverage {
      let zeros = [Float](repeating: 0, count: configuration.latentDimension)
      tensors.append(StoredTensor(name: averageName, shape: [zeros.count], floats: zeros))
    }
    try load(into: &network, from: tensors, file: file, progress: progress)
    if lacksAverage { network.measureAverageStyle(seed: 0, batches: 10) }
    return network
  }

  /// Whether the mean of w must be measured.
  static func lacksAverage(_ tensors: [StoredTensor]) -> Bool {
    !tensors.contains { $0.name == averageName }
  }

  /// A generator's tensors without those of levels above `step`.
  public static func tensors(_ tensors: [StoredTensor], upTo step: Int) -> [StoredTensor] {
    tensors.filter { tensor in
      for list in ["generator.progression.", "generator.to_rgb."]
      where tensor.name.hasPrefix(list) {
        let number = tensor.name.dropFirst(list.count).prefix { $0.isNumber }
        return Int(number).map { $0 <= step } ?? true
      }
      return true
    }
  }

  /// The tensors of the averaged generator in a file of the port: those under `g_running` where
  /// both networks were saved, else all.
  public static func tensors(of checkpoint: Checkpoint) -> [StoredTensor] {
    let averaged = checkpoint.tensors(under: "g_running")
    return averaged.isEmpty ? checkpoint.tensors : averaged
  }
}
