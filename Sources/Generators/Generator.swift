public import Imaging
public import Synthesis
public import Tensors

/// One loaded model of any family: what the rest of the program knows of networks. A family adds
/// a folder with a type that conforms, and one line in `GeneratorRegistry`.
public protocol Generator: Sendable {
  /// Name of the family in `model.json`, for instance `spade`.
  static var family: String { get }

  /// What the model of a package can be asked for; reads its manifest, never its weights.
  /// - Parameter labelSet: The package's label set, already looked up.
  /// - Throws: `ModelError` for a manifest that does not describe a model of this family.
  static func capabilities(
    of package: ModelPackage, labelSet: LabelSet?
  ) throws(ModelError) -> Capabilities

  /// The options of the reference program that give the package's model again, lines as in an
  /// `opt.txt`; written beside exported weights.
  /// - Throws: `ModelError` for a manifest that does not describe a model of this family.
  static func referenceOptions(of package: ModelPackage) throws(ModelError) -> String

  /// Builds the networks of a package and fills them with its weights.
  /// - Parameters:
  ///   - labelSet: The package's label set, already looked up.
  ///   - progress: Gets the share that is done, 0…1.
  /// - Throws: `ModelError`; nothing is half-loaded.
  init(
    package: ModelPackage, labelSet: LabelSet?, progress: ((Double) -> Void)?
  ) throws(ModelError)

  /// What it is and can be asked for.
  var description: ModelDescription { get }

  /// Bytes its weights occupy.
  var byteCount: Int { get }

  /// Packs weights for a precision, once; rendering works without, slower.
  /// - Throws: `ModelError.engine`.
  mutating func prepare(for precision: Precision) throws(ModelError)

  /// Moves the networks to a device; the fast path for the CPU is used there alone.
  /// - Throws: `ModelError.engine`.
  mutating func move(to device: Device) throws(ModelError)

  /// Renders one picture on the calling thread.
  /// - Parameter checkpoint: Called between blocks; what it throws ends the work (cancellation).
  /// - Throws: `ModelError`, and what `checkpoint` throws.
  func synthesize(_ request: RenderRequest, checkpoint: () throws -> Void) throws -> RGBImage

  /// Renders one picture and, where the part that changed (`request.changed`) is much sooner there
  /// than the rest, shows that part first.
  /// - Parameters:
  ///   - onPart: Gets pictures that are new in a part and older around it.
  ///   - checkpoint: Called between blocks; what it throws ends the work (cancellation).
  /// - Returns: The finished picture.
  /// - Throws: `ModelError`, and what `checkpoint` throws.
  func synthesize(
    _ request: RenderRequest, onPart: (PicturePart) -> Void, checkpoint: () throws -> Void
  ) throws -> RGBImage

  /// The numbers that a request's latent comes to: one w per layer, mapped, mixed and truncated,
  /// where the family has w, else its z.
  /// - Throws: `ModelError.request` for a latent that is not this model's.
  func latent(of request: RenderRequest) throws(ModelError) -> LatentState.Source

  /// The style of an object on a photo, for models whose capabilities say `encodesObjects`.
  /// - Returns: `instanceStyleChannels` numbers.
  /// - Throws: `ModelError`.
  func style(of request: ObjectStyleRequest) throws -> [Float]

  /// What the model will do with the request's inputs that its maker may not expect, in words:
  /// a map of another size, labels of another set, a latent it has not.
  func remarks(on request: RenderRequest) -> [String]
}

extension Generator {
  /// None: the weights' shapes tell everything.
  public static func referenceOptions(of package: ModelPackage) throws(ModelError) -> String { "" }

  /// z scaled by ψ towards the mean code 0.
  public func latent(of request: RenderRequest) throws(ModelError) -> LatentState.Source {
    guard let latent = description.capabilities.latent else {
      throw .request(reason: "this model has no latent", advice: "Choose another model.")
    }
    let psi = Float(request.latent.truncationPsi)
    return .z(
      try LatentVector.z(request.latent.source, dimension: latent.dimension).map { $0 * psi })
  }

  /// A model without an encoder of objects refuses.
  public func style(of request: ObjectStyleRequest) throws -> [Float] {
    throw ModelError.request(
      reason: "this model takes no style of single objects from photos",
      advice: "Choose one of its own styles.")
  }

  /// Renders without showing parts first.
  public func synthesize(
    _ request: RenderRequest, onPart: (PicturePart) -> Void, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    try synthesize(request, checkpoint: checkpoint)
  }
}

/// The families that are built in.
public enum GeneratorRegistry {
  /// One type per family.
  public static let families: [any Generator.Type] = [
    SPADEModel.self, Pix2PixHDModel.self, StyleGANModel.self, StyleGAN2Model.self,
    BigGANModel.self, SelfSupervisedModel.self,
  ]

  /// The family a package's manifest names.
  /// - Throws: `ModelError.unknownFamily`.
  public static func family(
    of package: ModelPackage
  ) throws(ModelError) -> any Generator.Type {
    let name = package.manifest.family
    guard let family = families.first(where: { $0.family == name }) else {
      throw .unknownFamily(
        file: package.folder.path, found: name, known: families.map { $0.family })
    }
    return family
  }

  /// What a package's model can be asked for; its weights are not read.
  /// - Throws: `ModelError`.
  public static func capabilities(
    of package: ModelPackage, from library: ModelLibrary
  ) throws(ModelError) -> Capabilities {
    try family(of: package).capabilities(of: package, labelSet: library.labelSet(of: package))
  }

  /// Loads a package with the family its manifest names.
  /// - Throws: `ModelError`.
  public static func load(
    _ package: ModelPackage, from library: ModelLibrary, progress: ((Double) -> Void)? = nil
  ) throws(ModelError) -> any Generator {
    try family(of: package).init(
      package: package, labelSet: library.labelSet(of: package), progress: progress)
  }
}
