public import Foundation
public import Imaging
public import Layouts
public import Synthesis
public import Tensors

/// One loaded model of any family: what the rest of the program knows of networks. What only some
/// families can do is a requirement with a refusal as default, so that nobody asks for the type.
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

  /// Writes a package's model as the folder its reference program reads, for programs that keep a
  /// model in more than one file.
  /// - Returns: The files that were written; empty for programs of one file.
  /// - Throws: `ModelError`, `CheckpointError`.
  static func writeReferenceFolder(of package: ModelPackage, to folder: URL) throws -> [URL]

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

  /// Forgets what was packed and what earlier renderings left, after the engine has failed in the
  /// middle of one.
  mutating func discardPrepared()

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

  /// The model as one that makes many pictures from codes alone, for measures; `nil` for families
  /// that need more than a latent.
  var sampling: (any LatentSampling)? { get }

  /// Begins a film, for models whose pictures follow from earlier ones; `nil` for those that make
  /// every picture by itself.
  /// - Parameter first: Pictures that were before the first map, the newest last; empty lets the
  ///   model begin as it can.
  /// - Throws: `ModelError`.
  func film(after first: [RGBImage]) throws(ModelError) -> (any Film)?

  /// Measures where the time of renderings goes, in a precision it is prepared for; a clock of
  /// `nil` ends it. Families without phases ignore it.
  func measurePhases(with clock: PhaseClock?, precision: Precision)

  /// A plan of its own for benchmarks, in families that render label maps through one; `nil` for
  /// those that are measured through `synthesize`.
  /// - Throws: `TensorError`.
  func measuredPlan(for precision: Precision) throws(TensorError) -> (any MeasuredPlan)?
}

extension Generator {
  /// None: the weights' shapes tell everything.
  public static func referenceOptions(of package: ModelPackage) throws(ModelError) -> String { "" }

  /// None: the reference program reads one file.
  public static func writeReferenceFolder(
    of package: ModelPackage, to folder: URL
  ) throws -> [URL] { [] }

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

  /// Nothing was packed.
  public mutating func discardPrepared() {}

  /// It needs more than a latent.
  public var sampling: (any LatentSampling)? { nil }

  /// Every picture stands by itself.
  public func film(after first: [RGBImage]) throws(ModelError) -> (any Film)? { nil }

  /// There are no phases.
  public func measurePhases(with clock: PhaseClock?, precision: Precision) {}

  /// It is measured through `synthesize`.
  public func measuredPlan(
    for precision: Precision
  ) throws(TensorError) -> (any MeasuredPlan)? { nil }

  /// Renders without showing parts first.
  public func synthesize(
    _ request: RenderRequest, onPart: (PicturePart) -> Void, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    try synthesize(request, checkpoint: checkpoint)
  }
}
