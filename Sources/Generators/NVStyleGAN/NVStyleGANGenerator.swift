public import Checkpoints
public import Layers
public import Layouts
public import Tensors

/// StyleGAN (Karras et al. 2019) as NVlabs' own program computes it, which no port does: bias behind
/// blur and noise, a noise map per layer, ε 1e-8 in the norms, classes, a stored mean of w, and levels that
/// are still fading in.
public struct NVStyleGANGenerator: Sendable {
  /// What it is built from.
  public let configuration: NVStyleGANConfiguration
  /// Class to a vector joined with z, `[classes, latentDimension]`; none in an unconditional network.
  var labels: Tensor?
  /// z to w: weights `[out, in]` and biases as they are used.
  var mapping: [(weight: Tensor, bias: Tensor)]
  var layers: [NVStyleGANLayer]
  /// Colours at every resolution: weights `[3, C, 1, 1]` and biases.
  var colours: [(weight: Tensor, bias: Tensor)]
  /// Mean of w, `[styleDimension]`.
  public internal(set) var averageStyle: Tensor

  /// A network whose numbers are loaded.
  init(_ configuration: NVStyleGANConfiguration) {
    self.configuration = configuration
    let joined = configuration.classNames.isEmpty ? 1 : 2
    let inputs = [joined * configuration.latentDimension] + configuration.mappingWidths
    mapping = zip(inputs, configuration.mappingWidths).map {
      (Tensor.uninitialized([$1, $0]), Tensor.uninitialized([$1]))
    }
    if joined == 2 {
      labels = .uninitialized([configuration.classNames.count, configuration.latentDimension])
    }
    let style = configuration.styleDimension
    layers = []
    for (index, width) in configuration.widths.enumerated() {
      let side = 4 << index
      let before = index == 0 ? width : configuration.widths[index - 1]
      let start: NVStyleGANLayer.Start =
        index == 0 ? .constant : side >= configuration.fusedFrom ? .fused : .doubled
      layers.append(NVStyleGANLayer(before, width, side: side, style: style, start: start))
      layers.append(NVStyleGANLayer(width, width, side: side, style: style, start: .convolved))
    }
    let channels = configuration.colourCount
    colours = configuration.widths.map {
      (Tensor.uninitialized([channels, $0, 1, 1]), Tensor.uninitialized([channels]))
    }
    averageStyle = .uninitialized([style])
  }

  /// Synthesizes without interruption.
  public func callAsFunction(
    styles: Tensor, noise: NoiseInputs = .fixed, lod: Double? = nil,
    type: Tensors.ElementType = .float32, observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    self(
      styles: styles, noise: noise, lod: lod, type: type, observe: observe, checkpoint: {})
  }

  /// Synthesizes.
  /// - Parameters:
  ///   - styles: One w per layer, `[N, layerCount, styleDimension]`, float32.
  ///   - lod: How far the largest levels have faded in; the configuration's if absent.
  ///   - observe: Sees `4x4.Const`, `8x8.Conv0_up.blurred`, `ToRGB_lod0`, ….
  ///   - checkpoint: Called between layers; what it throws ends the work.
  /// - Returns: `[N, C, H, W]`, about −1…1, float32; C is `pictureChannels`.
  public func callAsFunction(
    styles: Tensor, noise: NoiseInputs = .fixed, lod: Double? = nil,
    type: Tensors.ElementType = .float32, observe: ((String, Tensor) -> Void)? = nil,
    checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    let lod = lod ?? configuration.lod
    let last = configuration.widths.count - 1
    let whole = Int(lod.rounded(.down))
    var x: Tensor?
    var picture: Tensor?
    for level in 0...(observe == nil ? last - whole : last) {
      for half in 0..<2 {
        try checkpoint()
        let layer = layers[2 * level + half]
        let name = Self.name(level: level, half: half)
        x = layer(
          x, style: styles.selected(axis: 1, index: 2 * level + half),
          noise: map(noise, of: layer, count: styles.shape[0]), type: type
        ) { observe?(name + $0, $1) }
      }
      guard let x else { continue }
      let isShown = level == last - whole
      let isUnderneath = level == last - whole - 1 && lod > Double(whole)
      guard observe != nil || isShown || isUnderneath else { continue }
      let seen = x.convolved(
        colours[level].weight.converted(to: x.type), bias: colours[level].bias.converted(to: x.type)
      ).converted(to: .float32)
      observe?("ToRGB_lod\(last - level)", seen)
      let share = lod - Double(whole)
      if isUnderneath { picture = seen.upsampledTwice() * share }
      if isShown { picture = picture.map { $0 + seen * (1 - share) } ?? seen }
    }
    guard var picture else { preconditionFailure("some level is shown") }
    for _ in 0..<whole { picture = picture.upsampledTwice() }
    return picture
  }

  /// What the program calls a layer.
  private static func name(level: Int, half: Int) -> String {
    let side = 4 << level
    let parts = level == 0 ? ["Const", "Conv"] : ["Conv0_up", "Conv1"]
    return "\(side)x\(side).\(parts[half])"
  }

  private func map(_ inputs: NoiseInputs, of layer: NVStyleGANLayer, count: Int) -> Tensor? {
    let side = layer.noise.shape[0]
    switch inputs {
    case .off: return nil
    case .fixed: return layer.noise.reshaped([1, 1, side, side])
    case .drawn(let random):
      return random.normal([count, 1, side, side]).moved(to: layer.noise.device)
    }
  }
}

extension NVStyleGANGenerator: StyleBasedNetwork {
  /// Name of the family in `model.json`.
  public static let family = "stylegan-nvlabs"
  /// The family in words.
  public static let familyName = "StyleGAN (NVlabs)"

  /// z, joined with its class's vector, to w.
  public func style(_ z: Tensor, classes: Tensor?) -> Tensor {
    var x = z
    if let labels {
      guard let classes else { preconditionFailure("a conditional network needs classes") }
      x = Tensor.concatenated([z, classes.matmul(labels)], axis: 1)
    }
    x = x.pixelNormalized()
    for layer in mapping { x = x.linear(layer.weight, bias: layer.bias).leakyReLU() }
    return x
  }

  /// Measures the mean of w anew.
  public mutating func measureAverageStyle(seed: UInt64, batches: Int) {
    averageStyle = meanStyle(seed: seed, batches: batches)
  }

  /// Nothing is packed: instance norms, not convolutions, take its time.
  public mutating func packForInference(as type: Tensors.ElementType) throws(TensorError) {}

  /// Nothing is measured.
  public func measurePhases(with clock: PhaseClock?) {}

  /// Those of all layers.
  public var noiseMaps: [Tensor] {
    get { layers.map(\.noise) }
    set {
      precondition(newValue.count == layers.count, "\(newValue.count) noise maps")
      for index in layers.indices { layers[index].noise = newValue[index] }
    }
  }

  /// Factors and shifts of a layer.
  public func styleWeight(ofLayer layer: Int) -> Tensor? {
    layers.indices.contains(layer) ? layers[layer].style : nil
  }

  /// Synthesizes.
  public func picture(
    styles: Tensor, noise: NoiseInputs, type: Tensors.ElementType,
    observe: ((String, Tensor) -> Void)?, checkpoint: () throws -> Void
  ) throws -> Tensor {
    try self(
      styles: styles, noise: noise, type: type, observe: observe, checkpoint: checkpoint
    ).inColour()
  }

  /// A generator filled with stored tensors.
  /// - Throws: `ModelError` listing everything that does not fit.
  public static func loaded(
    _ configuration: NVStyleGANConfiguration, from tensors: [StoredTensor], file: String,
    progress: ((Double) -> Void)?
  ) throws(ModelError) -> NVStyleGANGenerator {
    var network = NVStyleGANGenerator(configuration)
    try load(into: &network, from: tensors, file: file, progress: progress)
    return network
  }
}

extension NVStyleGANGenerator: Parameterized {
  /// Visits its parameters under the names packages have.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    if var labels = self.labels {
      try visitor.visit(&labels, at: path / "mapping.labels", kind: .learned)
      self.labels = labels
    }
    for index in mapping.indices {
      let layer = path / "mapping.\(index)"
      try visitor.visit(&mapping[index].weight, at: layer / "weight", kind: .learned)
      try visitor.visit(&mapping[index].bias, at: layer / "bias", kind: .learned)
    }
    for index in layers.indices {
      try layers[index].visit(&visitor, at: path / "layers.\(index)")
    }
    for index in colours.indices {
      let layer = path / "colours.\(index)"
      try visitor.visit(&colours[index].weight, at: layer / "weight", kind: .learned)
      try visitor.visit(&colours[index].bias, at: layer / "bias", kind: .learned)
    }
    try visitor.visit(&averageStyle, at: path / "mean_style", kind: .buffer)
  }
}
