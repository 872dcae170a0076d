public import Imaging
import Layers
public import Synthesis
public import Tensors

/// vid2vid's generators as a loaded model (ReferenceSystems article).
public struct Vid2VidModel: Generator {
  /// Name of the family in `model.json`.
  public static let family = "vid2vid"

  /// What it is and can be asked for.
  public let description: ModelDescription
  /// What the networks are built from.
  public let configuration: Vid2VidConfiguration
  /// What the label channels mean.
  public let labelSet: LabelSet
  private(set) var generator: Vid2VidGenerator
  private(set) var device = Device.cpu

  /// A model from networks at hand, for imports, tests and trainers.
  public init(
    name: String, generator: Vid2VidGenerator, labelSet: LabelSet,
    statistics: NormalizationStatistics = .current
  ) {
    self.generator = generator
    self.labelSet = labelSet
    configuration = generator.configuration
    description = ModelDescription(
      name: name, family: "vid2vid",
      capabilities: configuration.capabilities(labelSet: labelSet, statistics: statistics))
  }

  /// Loads a package.
  public init(
    package: ModelPackage, labelSet: LabelSet?, progress: ((Double) -> Void)?
  ) throws(ModelError) {
    let configuration = try package.configuration(as: Vid2VidConfiguration.self)
    let set = try package.required(labelSet)
    let checkpoint = try package.weights()
    progress?(0.3)
    try checkpoint.requireOnly(["generator"])
    self.init(
      name: package.name,
      generator: try Vid2VidGenerator.loaded(
        configuration, from: checkpoint.tensors(under: "generator"), file: checkpoint.file,
        progress: progress.map { report in { report(0.3 + 0.7 * $0) } }),
      labelSet: set, statistics: package.manifest.statistics ?? .current)
  }

  /// What a package's model can be asked for; only the manifest is read.
  public static func capabilities(
    of package: ModelPackage, labelSet: LabelSet?
  ) throws(ModelError) -> Capabilities {
    try package.configuration(as: Vid2VidConfiguration.self).capabilities(
      labelSet: package.required(labelSet), statistics: package.manifest.statistics ?? .current)
  }

  /// The options of NVIDIA/vid2vid that give the package's model again.
  public static func referenceOptions(of package: ModelPackage) throws(ModelError) -> String {
    let configuration = try package.configuration(as: Vid2VidConfiguration.self)
    guard configuration.doubling != .resized else {
      throw .request(
        reason: "\(package.name) doubles pixels where NVIDIA/vid2vid has transposed convolutions",
        advice: "Export it as safetensors or keep the package.")
    }
    return configuration.referenceText(labelSet: package.manifest.labels?.name ?? "")
  }

  /// Bytes of the weights.
  public var byteCount: Int { generator.byteCount }

  /// Nothing is packed: every frame is computed plainly.
  public mutating func prepare(for precision: Precision) throws(ModelError) {}

  /// Moves the generators.
  public mutating func move(to device: Device) throws(ModelError) {
    if device == self.device { return }
    try generator.move(to: device)
    self.device = device
  }

  /// One picture by itself: the map stands still, and before it were the request's `frameHistory`,
  /// its `exemplar`, or nothing.
  public func synthesize(
    _ request: RenderRequest, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    var before = request.conditioning.frameHistory
    if before.isEmpty, let photo = request.conditioning.exemplar { before = [photo] }
    var film = try Vid2VidFilm(self, after: before)
    return try film.next(request, checkpoint: checkpoint)
  }

  /// Begins a film.
  public func film(after first: [RGBImage]) throws(ModelError) -> (any Film)? {
    try Vid2VidFilm(self, after: first)
  }

  /// What the model will do with the request's inputs that its maker may not expect.
  public func remarks(on request: RenderRequest) -> [String] {
    var words = description.capabilities.remarks(onMapOf: request.conditioning)
    let conditioning = request.conditioning
    if conditioning.frameHistory.isEmpty, conditioning.exemplar == nil, generator.first == nil,
      !configuration.beginsFromNothing
    {
      words.append(
        "This model was trained to go on from a picture and gets none: it begins from nothing.")
    }
    return words
  }
}

extension Vid2VidConfiguration {
  /// What its semantic channels mean.
  var semanticLayout: SemanticLayout {
    SemanticLayout(
      labelCount: labelCount, usesInstanceEdges: usesInstanceEdges,
      background: background ?? .label, size: outputSize)
  }

  /// What a model can be asked for.
  func capabilities(
    labelSet: LabelSet, statistics: NormalizationStatistics
  ) -> Capabilities {
    let isTracked = normalization != .instance
    return Capabilities(
      labels: Capabilities.Labels(labelSet: labelSet, usesInstances: usesInstanceEdges),
      styleFromImage: true, hasRunningStatistics: isTracked,
      preferredStatistics: isTracked ? statistics : .running, outputSize: outputSize,
      history: Capabilities.History(
        pictures: history, needsFirst: first == nil && !beginsFromNothing, usesFlow: hasFlow))
  }
}
