public import Imaging
public import Sessions
public import Synthesis

/// The world outside, as the store reaches it. The executable fills it in; tests use fakes.
public struct StudioServices: Sendable {
  /// The networks.
  public var renderer: any Renderer
  /// The sessions.
  public var library: SessionLibrary
  /// Where exports go.
  public var exporter: Exporter
  /// Lists the models there are.
  public var listModels: @Sendable () async -> [ModelRow]
  /// Lists the map templates there are.
  public var listTemplates: @Sendable () async -> [NewMapCard.Template]
  /// Reads a map image against the label set at hand.
  /// - Throws: `UserFacingError`.
  public var readMap: @Sendable (_ path: String, _ labelSet: LabelSet) async throws -> MapReading
  /// Reads a photo.
  /// - Throws: `UserFacingError`.
  public var readPhoto: @Sendable (_ path: String) async throws -> RGBImage

  /// Renders a walk and writes it; tells how far it is, 0…1, and stops when its task is cancelled.
  /// - Throws: `UserFacingError`, `SynthesisError`, `CancellationError`.
  public var exportWalk:
    @Sendable (_ request: WalkExportRequest, _ progress: @escaping @Sendable (Double) -> Void)
      async throws -> [ExportedFile] = { request, _ in
        throw SynthesisError(what: "walks cannot be written here")
      }

  /// Makes a landscape by chance; the same seed makes the same one.
  /// - Throws: `UserFacingError`.
  public var randomMap: @Sendable (_ seed: UInt32) async throws -> MapReading = { _ in
    throw UserFacingError(title: "No landscape", what: "none can be made here")
  }

  /// Projects a photo into the w of a model; tells how far it is, 0…1, and stops when its task is
  /// cancelled.
  /// - Throws: `SynthesisError`, `CancellationError`.
  public var project:
    @Sendable (_ request: ProjectionRequest, _ progress: @escaping @Sendable (Double) -> Void)
      async throws -> ProjectedPhoto = { request, _ in
        throw SynthesisError(what: "photos cannot be projected here", location: request.name)
      }

  /// Makes a label map of a photo, of the size and in the label set that is asked for; stops when its
  /// task is cancelled.
  /// - Throws: `SynthesisError`, `CancellationError`.
  public var labelPhoto: @Sendable (_ request: LabellingRequest) async throws -> LabelMap = {
    throw SynthesisError(what: "photos cannot be labelled here", location: $0.name)
  }

  /// Reads a latent.
  /// - Throws: what the file's reader does.
  public var readLatent: @Sendable (_ path: String) async throws -> LatentState.Source = {
    throw SynthesisError(what: "latents cannot be read here", location: $0)
  }
  /// Reads a direction of w, perhaps one of several behind a colon, for a model of so many layers.
  /// - Throws: what the file's reader does.
  public var readDirection:
    @Sendable (_ path: String, _ layers: Int) async throws -> LatentDirection = { path, _ in
      throw SynthesisError(what: "directions cannot be read here", location: path)
    }
  /// Writes a latent; `~` in paths is the home folder.
  /// - Throws: what the file's writer does.
  public var writeLatent:
    @Sendable (_ source: LatentState.Source, _ path: String) async throws -> Void =
      { throw SynthesisError(what: "latents cannot be written here", location: $1) }

  /// The label set of a name, for sessions of which only the maps can be read.
  public var labelSet: @Sendable (_ name: String) -> LabelSet? = { _ in nil }

  /// Learning from photos.
  public var learning = LearningService()

  /// Services; what is not given finds nothing, or reads files as `MapImport` does.
  public init(
    renderer: any Renderer, library: SessionLibrary, exporter: Exporter,
    listModels: @escaping @Sendable () async -> [ModelRow] = { [] },
    listTemplates: @escaping @Sendable () async -> [NewMapCard.Template] = { [] },
    readMap: @escaping @Sendable (_ path: String, _ labelSet: LabelSet) async throws -> MapReading =
      { try MapImport.readMap($0, with: $1) },
    readPhoto: @escaping @Sendable (_ path: String) async throws -> RGBImage = {
      try MapImport.readPhoto($0)
    }
  ) {
    self.renderer = renderer
    self.library = library
    self.exporter = exporter
    self.listModels = listModels
    self.listTemplates = listTemplates
    self.readMap = readMap
    self.readPhoto = readPhoto
  }
}

/// What only the owner of the terminal can do. It happens on the store's own thread.
public enum TerminalRequest: Equatable, Sendable {
  /// Put a text into the terminal's clipboard.
  case copyText(String)
  /// Draw everything anew.
  case redraw
  /// Stop the process; `fg` returns.
  case suspend
  /// Leave: the session is saved and closed. The line for the shell.
  case quit(String, isKept: Bool = true)
}
