import Foundation
import Generators
import Imaging
public import Synthesis
import Tensors

/// Owns the loaded networks and turns requests into frames, on one thread of its own (Architecture
/// article).
///
/// Work inside is synchronous: nothing is awaited between taking a request and returning its
/// frame. Cancelling the calling task stops a rendering between two blocks of the network.
public actor InferenceActor: Renderer {
  private let thread: InferenceThread
  private let configuration: InferenceConfiguration
  private let onProgress: (@Sendable (LoadingProgress) -> Void)?
  private var isReady = false
  private var device = Device.cpu
  /// Loaded models, the current one last.
  var models: [LoadedModel] = []
  /// Models loaded so far, for their tokens.
  private var loadCount = 0
  /// States of films that were gone on with last.
  var films = FilmStates()
  private var freeMemory = FreeMemory()

  /// The dedicated thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    thread.asUnownedSerialExecutor()
  }

  /// Creates the actor; the engine is loaded with the first model or by `start()`.
  /// - Parameter onProgress: Called on the inference thread while something is loaded.
  public init(
    _ configuration: InferenceConfiguration,
    onProgress: (@Sendable (LoadingProgress) -> Void)? = nil
  ) {
    self.configuration = configuration
    self.onProgress = onProgress
    thread = InferenceThread(niceness: configuration.niceness)
  }

  /// Loads the engine without a model, for instance while the studio already shows.
  /// - Throws: `SynthesisError`.
  public func start() throws {
    try translatingErrors { try prepareEngine(for: "") }
  }

  /// Loads a model by package name or path; a model that is kept is there at once. The one
  /// loaded before stays until this succeeds.
  /// - Throws: `SynthesisError`, `CancellationError`.
  public func load(_ model: String) async throws -> ModelDescription {
    try translatingErrors {
      try Task.checkCancellation()
      let loaded = try kept(model)
      models.removeAll { $0.location == loaded.location }
      models.append(loaded)
      forgetOldModels()
      // Their packed weights and tables are as large again; packing anew takes some 50 ms.
      for index in models.indices.dropLast() { models[index].generator.discardPrepared() }
      freeMemory.giveBackIfMuch()
      report(model, .weights, 1)
      return loaded.description
    }
  }

  /// A model that is kept, or is loaded now.
  func kept(_ model: String) throws -> LoadedModel {
    try prepareEngine(for: model)
    let location = try configuration.library.find(model)
    let stamp = FileStamp(of: location)
    if let known = models.first(where: { $0.location == location && $0.stamp == stamp }) {
      return known
    }
    let generator = try Engine.guarded {
      var generator = try open(location, named: model)
      try generator.move(to: device)
      return generator
    }
    // Whoever stopped waiting keeps the model before.
    try Task.checkCancellation()
    loadCount += 1
    return LoadedModel(
      location: location, stamp: stamp, token: ModelToken(loadCount), generator: generator)
  }

  /// Renders one request with the loaded model.
  /// - Throws: `SynthesisError`, `CancellationError`.
  public func render(_ request: RenderRequest) async throws -> Frame {
    try await render(request, onPart: { _ in })
  }

  /// Renders one request with the loaded model; after a stroke the part around it may come first.
  /// - Throws: `SynthesisError`, `CancellationError`.
  public func render(
    _ request: RenderRequest, onPart: @escaping @Sendable (Frame) -> Void
  ) async throws -> Frame {
    try translatingErrors {
      try Task.checkCancellation()
      let start = ContinuousClock.now
      defer { freeMemory.giveBackIfMuch() }
      let last = try index(of: request.model)
      try Engine.guarded { try models[last].generator.prepare(for: request.precision) }
      if let step = request.film {
        let (image, memory) = try picture(of: step, request, models[last])
        return Frame(
          stamp: request.stamp, image: image, precision: request.precision,
          seconds: (ContinuousClock.now - start) / .seconds(1), model: request.model,
          memory: memory)
      }
      func frame(_ image: RGBImage, exactIn: PixelRect?, nearIn: PixelRect? = nil) -> Frame {
        Frame(
          stamp: request.stamp, image: image, precision: request.precision, exactIn: exactIn,
          nearIn: nearIn, seconds: (ContinuousClock.now - start) / .seconds(1), model: request.model
        )
      }
      func show(_ part: PicturePart) {
        let nowhere = PixelRect(x: 0, y: 0, width: 0, height: 0)
        switch part.quality {
        case .exact: onPart(frame(part.image, exactIn: part.rect))
        case .near: onPart(frame(part.image, exactIn: nowhere, nearIn: part.rect))
        }
      }
      do {
        let image = try Engine.guarded {
          try models[last].generator.synthesize(request, onPart: show) {
            try Task.checkCancellation()
            try Engine.checkpoint()
          }
        }
        return frame(image, exactIn: nil)
      } catch let error as TensorError {
        // What the failed rendering left is no picture's.
        models[last].generator.discardPrepared()
        throw error
      }
    }
  }

  /// The style of an object on a photo, as the loaded model's encoder sees it.
  /// - Throws: `SynthesisError`, `CancellationError`.
  public func style(of request: ObjectStyleRequest) async throws -> [Float] {
    try translatingErrors {
      try Task.checkCancellation()
      guard let model = models.last else {
        throw SynthesisError(what: "no model is loaded", advice: "Choose one first.")
      }
      return try Engine.guarded { try model.generator.style(of: request) }
    }
  }

  /// What the loaded model will do with a request's inputs that its maker may not expect.
  public func remarks(on request: RenderRequest) -> [String] {
    (try? index(of: request.model)).map { models[$0].generator.remarks(on: request) } ?? []
  }

  /// The numbers that a request's latent comes to in the loaded model: mapped, mixed, truncated.
  /// - Throws: `SynthesisError`.
  public func latent(of request: RenderRequest) async throws -> LatentState.Source {
    try translatingErrors {
      let model = try models[index(of: request.model)]
      return try Engine.guarded { try model.generator.latent(of: request) }
    }
  }

  /// Runs work on the current model, with errors in words for the painter.
  /// - Throws: `SynthesisError`, `CancellationError`.
  func withLoadedModel<Result>(_ work: (any Generator) throws -> Result) throws -> Result {
    try translatingErrors {
      try Task.checkCancellation()
      guard let model = models.last else {
        throw SynthesisError(what: "no model is loaded", advice: "Choose one first.")
      }
      return try Engine.guarded { try work(model.generator) }
    }
  }

  /// The model that a request means.
  private func index(of token: ModelToken?) throws(SynthesisError) -> Int {
    guard !models.isEmpty else {
      throw SynthesisError(what: "no model is loaded", advice: "Choose one first.")
    }
    guard let token else { return models.count - 1 }
    guard let index = models.firstIndex(where: { $0.token == token }) else {
      throw SynthesisError(
        what: "the model that was asked is no longer loaded", advice: "Load it again.")
    }
    return index
  }

  private func prepareEngine(for model: String) throws {
    if isReady { return }
    report(model, .engine, 0)
    try Engine.load(bridge: configuration.bridge, usesCUDA: configuration.device != .cpu)
    device = try Engine.device(for: configuration.device)
    Engine.threads = configuration.threads
    isReady = true
  }

  private func open(
    _ location: ModelLibrary.Location, named model: String
  ) throws -> any Generator {
    let progress: (Double) -> Void = { [onProgress] in
      onProgress?(LoadingProgress(model: model, stage: .weights, fraction: $0))
    }
    report(model, .weights, 0)
    switch location {
    case .package(let package):
      return try FamilyTable.builtIn.load(
        package, from: configuration.library, progress: progress)
    case .other(let place):
      guard let importer = configuration.importer else {
        throw SynthesisError(
          what: "this is not a model package", location: place.path,
          advice: "Import it first: ganvas models import")
      }
      return try importer(place, progress)
    }
  }

  /// Keeps the current model, and earlier ones while they are few and small.
  func forgetOldModels() {
    func bytes() -> Int { models.reduce(0) { $0 + $1.generator.byteCount } }
    while models.count > 1,
      models.count > configuration.keptModels || bytes() > configuration.keptBytes
    {
      models.removeFirst()
    }
  }

  private func report(_ model: String, _ stage: LoadingProgress.Stage, _ fraction: Double) {
    onProgress?(LoadingProgress(model: model, stage: stage, fraction: fraction))
  }
}
