public import Imaging

/// Number format of a rendering.
public enum Precision: String, Hashable, Sendable, Codable, CaseIterable {
  /// 32 bit: exports, walks, `verify`.
  case float32
  /// 16 bit: live preview where the processor has it.
  case bfloat16
}

/// Which statistics normalize activations where a family has both.
public enum NormalizationStatistics: String, Hashable, Sendable, Codable {
  /// Those stored with the weights (evaluation mode).
  case running
  /// Those of the picture being made (SPADE issue 37).
  case current
}

/// Which loaded model something belongs to: no two models that are loaded in one run of the program
/// have the same.
public struct ModelToken: Hashable, Sendable {
  /// Counts models in the order in which they were loaded.
  public let number: Int

  /// The token of a number.
  public init(_ number: Int) { self.number = number }
}

/// One wish for one picture.
public struct RenderRequest: Hashable, Sendable {
  /// Grows with every act; a frame with an older stamp than the latest request is stale.
  public var stamp: Int
  /// What to paint from.
  public var conditioning: Conditioning
  /// Where in latent space.
  public var latent: LatentState
  /// Number format.
  public var precision: Precision
  /// Normalization.
  public var statistics: NormalizationStatistics
  /// Where the map or the style of objects changed since the last request, empty when they did not;
  /// `nil` when unknown, or
  /// when the picture must depend on this request alone to the last bit. A hint, never trusted.
  public var changed: PixelRect?
  /// The model that is meant; `nil` for whichever was loaded last.
  public var model: ModelToken?
  /// Size of the picture, for models of several; `nil` for the standard one.
  public var size: PixelSize?
  /// What the picture follows from in a film; `nil` for one that stands by itself.
  public var film: FilmStep?

  /// Creates a request.
  public init(
    stamp: Int, conditioning: Conditioning, latent: LatentState = LatentState(),
    precision: Precision = .float32, statistics: NormalizationStatistics = .running,
    changed: PixelRect? = nil, model: ModelToken? = nil, size: PixelSize? = nil,
    film: FilmStep? = nil
  ) {
    self.film = film
    self.model = model
    self.size = size
    self.stamp = stamp
    self.conditioning = conditioning
    self.latent = latent
    self.precision = precision
    self.statistics = statistics
    self.changed = changed
  }
}

/// One picture that came back.
public struct Frame: Hashable, Sendable {
  /// Stamp of the request it answers.
  public var stamp: Int
  /// The picture.
  public var image: RGBImage
  /// Number format it was made in.
  public var precision: Precision
  /// Where it is exact; `nil` when everywhere, empty when nowhere. The rest follows in a later
  /// frame.
  public var exactIn: PixelRect?
  /// Where it shows the request nearly: computed on a crop with the statistics of the last whole
  /// picture, because the model's own are global. The exact picture follows. `nil` for none.
  public var nearIn: PixelRect?
  /// Seconds from the request's arrival at the network to the picture.
  public var seconds: Double
  /// The model that the request meant.
  public var model: ModelToken?
  /// What a film remembers after it, where that was asked for.
  public var memory: FilmMemory?

  /// Creates a frame.
  public init(
    stamp: Int, image: RGBImage, precision: Precision, exactIn: PixelRect? = nil,
    nearIn: PixelRect? = nil, seconds: Double, model: ModelToken? = nil,
    memory: FilmMemory? = nil
  ) {
    self.memory = memory
    self.model = model
    self.stamp = stamp
    self.image = image
    self.precision = precision
    self.exactIn = exactIn
    self.nearIn = nearIn
    self.seconds = seconds
  }
}

/// A picture that is new in a part and older around it, on the way to the finished one.
public struct PicturePart: Hashable, Sendable {
  /// How far the new part can be trusted.
  public enum Quality: Hashable, Sendable {
    /// It is the finished picture's.
    case exact
    /// It looks like the finished picture's: see `Frame.nearIn`.
    case near
  }

  /// The whole picture.
  public var image: RGBImage
  /// The new part.
  public var rect: PixelRect
  /// How far the new part can be trusted.
  public var quality: Quality

  /// Creates a part.
  public init(image: RGBImage, rect: PixelRect, quality: Quality) {
    self.image = image
    self.rect = rect
    self.quality = quality
  }
}

/// A model as the painter sees it once it is loaded.
public struct ModelDescription: Hashable, Sendable {
  /// Name of its package, for instance `landscape`.
  public var name: String
  /// The family in words, for instance `SPADE-VAE`.
  public var family: String
  /// What it can be asked for.
  public var capabilities: Capabilities
  /// What requests call it by; `nil` for one that nobody loaded.
  public var token: ModelToken?

  /// Creates a description.
  public init(
    name: String, family: String, capabilities: Capabilities, token: ModelToken? = nil
  ) {
    self.token = token
    self.name = name
    self.family = family
    self.capabilities = capabilities
  }
}

/// A failure of the network side, in words a painter can act on.
public struct SynthesisError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  public var what: String
  /// Where: file, tensor, place. May be empty.
  public var location: String
  /// What to do. May be empty.
  public var advice: String

  /// Creates a failure.
  public init(what: String, location: String = "", advice: String = "") {
    self.what = what
    self.location = location
    self.advice = advice
  }

  /// All of it in one line.
  public var description: String {
    ([what] + [location, advice].filter { !$0.isEmpty }).joined(separator: " · ")
  }
}

/// The network side as the studio sees it. The real one is `Inference`; tests use a fake.
public protocol Renderer: Sendable {
  /// Loads a model by package name or path. The one loaded before stays until this succeeds.
  /// - Throws: `SynthesisError`.
  func load(_ model: String) async throws -> ModelDescription

  /// Renders one request with the loaded model. Cancelling the task stops it between blocks.
  /// - Throws: `SynthesisError`, `CancellationError`.
  func render(_ request: RenderRequest) async throws -> Frame

  /// Renders one request and, where the part that changed is much sooner there than the rest,
  /// shows that part first.
  /// - Parameter onPart: Gets frames whose `exactIn` and `nearIn` say where they show the request,
  ///   before the finished frame is returned; called on any thread.
  /// - Throws: `SynthesisError`, `CancellationError`.
  func render(
    _ request: RenderRequest, onPart: @escaping @Sendable (Frame) -> Void
  ) async throws -> Frame

  /// The style of an object on a photo, as the loaded model's encoder sees it.
  /// - Returns: The feature, `instanceStyleChannels` numbers.
  /// - Throws: `SynthesisError`, `CancellationError`.
  func style(of request: ObjectStyleRequest) async throws -> [Float]

  /// The numbers that a request's latent comes to: mapped, mixed, truncated.
  /// - Throws: `SynthesisError`.
  func latent(of request: RenderRequest) async throws -> LatentState.Source
}

extension Renderer {
  /// Renders without showing parts first.
  public func render(
    _ request: RenderRequest, onPart: @escaping @Sendable (Frame) -> Void
  ) async throws -> Frame {
    try await render(request)
  }

  /// A model without a latent refuses.
  public func latent(of request: RenderRequest) async throws -> LatentState.Source {
    throw SynthesisError(what: "this model has no latent", advice: "Choose another model.")
  }

  /// A model without an encoder of objects refuses.
  public func style(of request: ObjectStyleRequest) async throws -> [Float] {
    throw SynthesisError(
      what: "this model takes no style of single objects from photos",
      advice: "Choose one of its own styles.")
  }
}
