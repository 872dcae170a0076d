public import Imaging
import Layers
public import Synthesis
public import Tensors

/// A pix2pixHD generator, with its feature encoder and style clusters if it has them, as a loaded
/// model (ReferenceSystems article).
public struct Pix2PixHDModel: PartwiseGenerator {
  /// Name of the family in `model.json`.
  public static let family = "pix2pixhd"
  /// A crop is computed with the statistics of the last whole picture: nearly right.
  public static let partQuality = PicturePart.Quality.near

  /// What it is and can be asked for.
  public let description: ModelDescription
  /// What the networks are built from.
  public let configuration: Pix2PixHDConfiguration
  /// What the label channels mean; `nil` for a model whose input is a picture.
  public let labelSet: LabelSet?
  /// The clusters of object styles.
  public let styles: StyleClusters?
  var generator: Pix2PixHDGenerator
  var encoder: FeatureEncoder?
  var plans: [Precision: Pix2PixHDPreview] = [:]
  /// Where the networks are.
  var device = Device.cpu

  /// A model from networks at hand, for imports, tests and trainers.
  /// - Parameters:
  ///   - labelSet: Needed unless the input is a picture.
  ///   - styles: Clusters with as many numbers as the generator has feature channels.
  ///   - statistics: Those that give the better pictures, of a model with batch norm.
  public init(
    name: String, networks: Pix2PixHDNetworks, labelSet: LabelSet?,
    styles: StyleClusters? = nil, statistics: NormalizationStatistics = .current
  ) {
    let configuration = networks.generator.configuration
    generator = networks.generator
    encoder = networks.encoder
    self.configuration = configuration
    self.labelSet = labelSet
    self.styles = styles
    precondition(configuration.labelCount == 0 || labelSet != nil, "labels without a label set")
    precondition(
      styles.map { $0.channels == configuration.featureChannels } ?? true,
      "styles of another length")
    description = ModelDescription(
      name: name, family: configuration.enhancers > 0 ? "pix2pixHD, enhanced" : "pix2pixHD",
      capabilities: Self.capabilities(
        configuration, labelSet: labelSet, styles: styles, hasEncoder: networks.encoder != nil,
        statistics: statistics))
  }

  /// What a pix2pixHD of a configuration can be asked for.
  static func capabilities(
    _ configuration: Pix2PixHDConfiguration, labelSet: LabelSet?, styles: StyleClusters?,
    hasEncoder: Bool, statistics: NormalizationStatistics
  ) -> Capabilities {
    let isBatch = configuration.normalization == .batch
    let hasObjectStyles = configuration.featureChannels > 0
    return Capabilities(
      labels: configuration.labelCount == 0
        ? nil
        : labelSet.map {
          Capabilities.Labels(
            labelSet: $0,
            usesInstances: configuration.usesInstanceEdges
              || hasObjectStyles && configuration.sharesFeaturesByLabel != true)
        },
      // The picture that is translated comes in where other families take a style from.
      styleFromImage: configuration.labelCount == 0,
      instanceStyleChannels: configuration.featureChannels,
      styleClusters: styles?.classes ?? [:], encodesObjects: hasEncoder && hasObjectStyles,
      hasRunningStatistics: isBatch,
      preferredStatistics: isBatch ? statistics : .running,
      outputSize: configuration.outputSize)
  }

  /// Bytes of the weights, without packed copies.
  public var byteCount: Int { generator.byteCount + (encoder?.byteCount ?? 0) }

  /// Packs weights for a precision, once.
  public mutating func prepare(for precision: Precision) throws(ModelError) {
    // Plans are made of the CPU's kernels.
    if device != .cpu || plans[precision] != nil { return }
    if byteCount > PlanMemory.sharedLimit { plans = [:] }
    do {
      plans[precision] = Pix2PixHDPreview(
        try Pix2PixHDPlan(generator, type: precision.elementType), unit: configuration.sizeUnit)
    } catch {
      throw .engine(error)
    }
  }

  /// Forgets plans and the last picture.
  public mutating func discardPrepared() { plans = [:] }

  /// Moves generator and encoder.
  public mutating func move(to device: Device) throws(ModelError) {
    if device == self.device { return }
    try generator.move(to: device)
    try encoder?.move(to: device)
    self.device = device
    plans = [:]
  }

  /// Renders one picture: through the plan of a prepared precision, else plainly.
  /// - Parameter onPart: Gets the last picture with a crop of the new one in it, and the part that
  ///   is new; only where `request.changed` says that somebody waits.
  /// - Returns: `[1, 3, H, W]`, −1…1, float32.
  /// - Throws: `ModelError`, and what `checkpoint` throws.
  public func picture(
    _ request: RenderRequest, onPart: (Tensor, PixelRect) -> Void = { _, _ in },
    checkpoint: () throws -> Void = {}
  ) throws -> Tensor {
    try withoutGradients {
      try checkpoint()
      let type = request.precision.elementType
      guard let plan = plans[request.precision] else {
        return try plainPicture(
          input(request.conditioning, type: type), request, checkpoint: checkpoint)
      }
      let input = try input(request.conditioning, type: .float32)
      let picture = try plan.render(
        input, statistics: request.statistics, isLive: request.changed != nil,
        onPart: { if $0.isFinite { onPart($0, $1) } }, checkpoint: checkpoint)
      if picture.isFinite { return picture }
      // The slow reference finds the place.
      return try plainPicture(input.converted(to: type), request, checkpoint: checkpoint)
    }
  }

  /// The generator's input: classes (or the picture), borders, features.
  /// - Returns: `[1, C, H, W]`, channels-last.
  func input(_ conditioning: Conditioning, type: Tensors.ElementType) throws(ModelError) -> Tensor {
    guard let labelSet, configuration.labelCount > 0 else {
      return try picture(conditioning, type: type)
    }
    let map = try SemanticInput(
      conditioning, layout: configuration.semanticLayout, labelSet: labelSet)
    let planes = map.planes(
      at: configuration.outputSize, type: type, extraChannels: configuration.featureChannels)
    if configuration.featureChannels > 0 {
      planes.sliced(
        axis: 1, from: configuration.mapChannels, to: configuration.generatorChannels
      ).assign(objectStyles(conditioning, map, labelSet).tensor(type: type))
    }
    return planes
  }

  /// The picture that is translated, at the model's size.
  private func picture(
    _ conditioning: Conditioning, type: Tensors.ElementType
  ) throws(ModelError) -> Tensor {
    guard let photo = conditioning.exemplar, configuration.inputChannels == 3 else {
      throw .request(
        reason: configuration.inputChannels == 3
          ? "this model turns a picture into another one and got none"
          : "this model takes pictures of \(configuration.inputChannels) channels",
        advice: "Give it one (--style-image).")
    }
    let size = configuration.outputSize
    var picture = Tensor(picture: photo).resizedBilinear(height: size.height, width: size.width)
    if configuration.usesInstanceEdges {
      guard let instances = conditioning.instances?.resizedByCenters(to: size) else {
        throw .request(
          reason: "this model needs an instance map beside the picture", advice: "Give it one.")
      }
      let edges = InstanceEdges.mask(of: instances).elements.map { Float($0) }
      picture = Tensor.concatenated(
        [picture, Tensor(edges, shape: [1, 1, size.height, size.width])], axis: 1)
    }
    return picture.converted(to: type).channelsLast()
  }

  /// Styles as the request asks for them.
  func objectStyles(
    _ conditioning: Conditioning, _ map: SemanticInput, _ labelSet: LabelSet
  ) -> ObjectStyleMap {
    var classStyles = conditioning.classStyles
    if let painted = conditioning.labelSet, painted.name != labelSet.name {
      let matches = LabelTranslation(from: painted, to: labelSet).matches
      classStyles = [:]
      for (label, style) in conditioning.classStyles.sorted(by: { $0.key > $1.key }) {
        if let match = matches[label] { classStyles[match.id] = style }
      }
    }
    return ObjectStyleMap(
      channels: map.channels,
      instances: conditioning.instances?.resizedByCenters(to: configuration.outputSize),
      instanceStyles: conditioning.instanceStyles, classStyles: classStyles,
      clusters: styles?.classes ?? [:], featureChannels: configuration.featureChannels,
      labelSet: labelSet, sharesByLabel: configuration.sharesFeaturesByLabel ?? false)
  }

  /// The slow reference; names the first stage that makes numbers which are not finite.
  private func plainPicture(
    _ input: Tensor, _ request: RenderRequest, checkpoint: () throws -> Void
  ) throws -> Tensor {
    let input = input.moved(to: device)
    let mode = request.statistics == .current ? Mode.currentStatistics : .evaluation
    let picture = try generator(input, mode: mode, observe: nil, checkpoint: checkpoint)
      .moved(to: .cpu).converted(to: .float32).inColour()
    if picture.isFinite { return picture }
    var place: String?
    _ = generator(input, mode: mode) { name, tensor in
      if place == nil, !tensor.isFinite { place = name }
    }
    let count = picture.floats().count { !$0.isFinite }
    throw ModelError.nonFinite(place: place ?? "tanh", count: count)
  }
}

extension Pix2PixHDConfiguration {
  /// What its semantic channels mean.
  var semanticLayout: SemanticLayout {
    SemanticLayout(
      labelCount: labelCount, usesInstanceEdges: usesInstanceEdges,
      background: background ?? .label, size: outputSize)
  }
}
