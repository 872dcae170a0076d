public import Checkpoints

extension StyleGAN2Configuration {
  /// The configuration that a generator's tensors show; only a clamp leaves no trace in them.
  /// - Parameters:
  ///   - tensors: The generator's tensors under their own names (`synthesis.b4.const`, …).
  ///   - file: What errors call the source.
  /// - Throws: `ImportError.notAGenerator`.
  public init(weights tensors: [StoredTensor], file: String) throws(ImportError) {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    func shape(_ name: String, axes: Int) throws(ImportError) -> [Int] {
      guard let shape = shapes[name], shape.count == axes, shape.allSatisfy({ $0 > 0 }) else {
        throw .notAGenerator(
          file: file, reason: "it has no \(name) of \(axes) axes, as StyleGAN2 has")
      }
      return shape
    }
    var widths = [try shape("synthesis.b4.conv1.weight", axes: 4)[0]]
    while let next = shapes["synthesis.b\(4 << widths.count).conv1.weight"], next.count == 4,
      widths.count < 12
    {
      widths.append(next[0])
    }
    self.init(widths: widths)
    styleDimension = try shape("synthesis.b4.conv1.affine.weight", axes: 2)[1]
    latentDimension = try shape("mapping.fc0.weight", axes: 2)[1]
    mappingLayers = 1
    while shapes["mapping.fc\(mappingLayers).weight"] != nil { mappingLayers += 1 }
    let between = try shape("mapping.fc0.weight", axes: 2)[0]
    if mappingLayers > 1, between != styleDimension { mappingWidth = between }
    if shapes["mapping.embed.weight"] != nil {
      let embedding = try shape("mapping.embed.weight", axes: 2)
      let (width, classes) = (embedding[0], embedding[1])
      guard classes <= 100_000, latentDimension > width else {
        throw .notAGenerator(file: file, reason: "its class embedding fits no mapping network")
      }
      latentDimension -= width
      if width != styleDimension { labelWidth = width }
      classNames = (0..<classes).map { "class \($0)" }
    }
    if shapes["synthesis.b8.skip.weight"] != nil {
      architecture = .residual
    } else {
      architecture = shapes["synthesis.b4.torgb.weight"] == nil ? .plain : .skip
    }
    let colours = try shape("synthesis.b\(resolution).torgb.weight", axes: 4)[0]
    if colours != 3 { pictureChannels = colours }
    do {
      try validate()
    } catch {
      throw .notAGenerator(file: file, reason: error.description)
    }
  }
}

extension StyleGAN2Generator {
  /// A generator filled with stored tensors; nothing is drawn first.
  /// - Throws: `ModelError` listing everything that does not fit.
  public static func loaded(
    _ configuration: StyleGAN2Configuration, from tensors: [StoredTensor], file: String,
    progress: ((Double) -> Void)?
  ) throws(ModelError) -> StyleGAN2Generator {
    var network = StyleGAN2Generator(configuration, using: nil)
    try load(into: &network, from: tensors, file: file, progress: progress)
    return network
  }
}
