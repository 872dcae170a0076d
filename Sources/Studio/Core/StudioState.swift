public import Canvas
public import Imaging
public import Sessions
public import Synthesis

/// All the studio knows, as one value. Views read it, `reduce` changes it, nothing else does.
public struct StudioState: Equatable, Sendable {
  /// The session: its name, whether it is saved.
  public var session: SessionStatus
  /// The map.
  public var document: Document
  /// The undo line.
  public var history = History<UndoStep>()
  /// What the picture is made with.
  public var settings: PictureSettings
  /// Keyframes and how one goes between them.
  public var walk: Walk
  /// The maps that keyframes name.
  public var maps: [MapID: MapContent]
  /// Where on the walk one is, and which of its frames are ready.
  public var playback: WalkPlayback
  /// Tool, brush, labels, objects.
  public var toolState: ToolState
  /// Cursor on the map, for keys and pointer alike.
  public var cursor: Cursor
  /// Where the left button went down; `nil` while it is up.
  var pressedAt: PixelPoint?
  /// What the hand is in the middle of; `nil` between undo steps.
  public var gesture: Gesture?
  /// What the hand would do here, exactly; `nil` when nothing is to be seen in advance.
  public var preview: Preview?
  /// What `F` would relabel while its preview is shown; Enter does it.
  public var relabelScope: RelabelScope?
  /// The selected object, box or lasso.
  public var selection: Selection?
  /// The Styles pane.
  public var styles = StylesState()
  /// Styles that were copied.
  public var styleClipboard: StyleClipboard
  /// The Latent pane, and the seed grid or class list that stands in the map's place.
  public var latentPane = LatentPaneState()
  /// Starred places in latent space, and what else is kept about it.
  public var savedLatents: SavedLatents
  /// What is shown and how.
  public var view: ViewSettings
  /// The label list and its search.
  public var palette = PaletteState()
  /// The focused row of the Inspector.
  public var inspectorRow: InspectorRow = .tool
  /// The model.
  public var model: ModelStatus
  /// The picture and how true it is.
  public var picture = PictureState()
  /// Seeds used so far.
  public var seeds = SeedMemory()
  /// Photos at hand, by name.
  public var photos = LoadedPhotos()
  /// The card that has the focus; `nil` when none.
  public var card: Card?
  /// The box with a caret that a number or word is typed into.
  public var box: InputBox?
  /// What a held key shows: A, or all other labels dimmed.
  public var hold: Hold?
  /// One line in the status bar, until the next key.
  public var statusLine: StatusLine?
  /// All messages so far (`!`), oldest first.
  public var messages: [Message] = []
  /// Long work in progress, the oldest first.
  public var work: [LongWork] = []
  /// The tour note; `nil` when it is over or was never begun.
  public var tour: Tour?
  /// Where `d` gets its seeds.
  public var dice: SeededGenerator
  /// ψ that `T` goes back to.
  public var otherPsi = 0.7
  /// A run of wheel steps or a drag that is one undo step.
  var run: SettingsRun?
  /// Commands used lately, the last one first, for the command list.
  public var lastCommands: [StudioCommand] = []
  /// What this person prefers.
  public var preferences: Preferences
  /// What computes pictures here; `nil` when nobody said.
  public var machine: MachineFacts?
  /// Seconds since the studio started, from ticks.
  public var clock = 0.0
  /// Rows of the window, as last reported: from 36 on a selected object opens its styles.
  public var windowRows = 24
  /// Why the export in work writes less than was asked for; `nil` when it does not.
  var exportRemark: String?
  /// Whether `q` was pressed while long work runs (a second one quits).
  public var asksToQuit = false

  /// A studio that shows a session.
  /// - Parameters:
  ///   - contents: What the session holds.
  ///   - sessionID: Its folder's name; `nil` while it has none.
  ///   - preferences: What this person prefers.
  public init(
    _ contents: SessionContents, sessionID: String? = nil,
    preferences: Preferences = Preferences()
  ) {
    session = SessionStatus(id: sessionID, name: contents.name)
    document = contents.document
    history = contents.history
    settings = contents.settings
    walk = contents.walk
    maps = contents.maps
    playback = WalkPlayback(playhead: contents.playhead)
    toolState = contents.toolState
    cursor = Cursor(point: contents.cursor)
    styleClipboard = contents.styleClipboard
    savedLatents = contents.savedLatents
    view = contents.view
    model = ModelStatus()
    seeds = contents.seeds
    dice = SeededGenerator(seed: contents.dice)
    self.preferences = preferences
    picture.image = contents.picture
    picture.isSaved = contents.picture != nil
    picture.fixedA = contents.pictureA
    refreshPlayback()
  }

  /// What the session keeps of this state: finished undo steps only, so that map and undo line
  /// agree.
  public var contents: SessionContents {
    var finished = document
    if case .stroke(let stroke) = gesture { finished = stroke.before }
    return SessionContents(
      name: session.name, document: finished, history: history,
      settings: box?.before ?? latentPane.drift?.before ?? settings, toolState: toolState,
      view: view,
      seeds: seeds, dice: dice.state,
      picture: picture.image, pictureA: picture.fixedA, cursor: cursor.point,
      walk: walk, playhead: playback.playhead, maps: maps, styleClipboard: styleClipboard,
      savedLatents: savedLatents)
  }

  /// What the model can do; `nil` while none is loaded.
  public var capabilities: Capabilities? { model.description?.capabilities }

  /// The label in hand.
  public var currentLabel: LabelSet.Label? { document.labelSet.label(id: Int(toolState.label)) }

  /// Whether letters are text now: a card with a search, a box, or the palette's search is open.
  public var isTyping: Bool {
    box != nil || palette.isSearching || (card?.query != nil)
  }

  /// When the studio wants its next tick, on its own clock; `nil` when nothing changes by itself.
  public var nextTick: Double? {
    let deadlines = [
      hold?.until, box?.appliesAt, latentPane.drift.map { _ in clock + Drift.pause },
      playback.playing.map { _ in clock + 1 / Double(walk.framesPerSecond) },
      mayRenderAhead && clock < playback.restedSince + 0.5 ? playback.restedSince + 0.5 : nil,
      picture.renderingSince.map { _ in clock + 0.05 },
      session.unsyncedSince.map { $0 + 1 },
      session.needsCheckpoint ? max(clock, session.lastCheckpoint + checkpointInterval) : nil,
      work.isEmpty ? nil : clock + 0.25,
    ]
    return deadlines.compactMap { $0 }.min()
  }
}

/// What computes pictures on this machine, as the Inspector shows it.
public struct MachineFacts: Equatable, Sendable {
  /// The instructions that the program's own kernels use, for instance `avx512`.
  public var kernels: String
  /// Whether matrix products in bfloat16 have instructions of their own.
  public var hasBFloat16: Bool
  /// Threads that compute.
  public var threads: Int

  /// Facts about a machine.
  public init(kernels: String, hasBFloat16: Bool, threads: Int) {
    self.kernels = kernels
    self.hasBFloat16 = hasBFloat16
    self.threads = threads
  }
}

/// Seconds between checkpoints while the painter paints; the journal covers the time between.
let checkpointInterval = 60.0

/// The session as the header shows it.
public struct SessionStatus: Equatable, Sendable {
  /// Folder name without `.session`; `nil` while it has none.
  public var id: String?
  /// Name as the painter wrote it.
  public var name: String
  /// Clock of the last finished save or journal write; `nil` before the first.
  public var savedAt: Double?
  /// Clock of the first journal record not yet forced to the disk; `nil` when all are.
  public var unsyncedSince: Double?
  /// Whether something changed since the last checkpoint.
  public var needsCheckpoint = false
  /// Clock of the last checkpoint.
  public var lastCheckpoint = 0.0
  /// Whether it is open to look only.
  public var isReadOnly = false
  /// Whether it is a shipped example, of which the first undo step makes an own copy.
  public var isExample = false

  /// The status of a session just opened.
  public init(id: String? = nil, name: String) {
    self.id = id
    self.name = name
  }
}

/// Where the hand is on the map.
public struct Cursor: Equatable, Sendable {
  /// The pixel.
  public var point: PixelPoint
  /// Whether the pen is down by Space.
  public var penDown = false
  /// Whether keys lead (else the pointer; the other hides).
  public var byKeys = true
  /// Equal presses in a row: they speed up.
  var run = KeyRun()

  /// A cursor on a pixel.
  public init(point: PixelPoint) { self.point = point }
}

/// What this person prefers, kept outside sessions.
public struct Preferences: Equatable, Sendable, Codable {
  /// Number format of live pictures; exports are always float32.
  public var livePrecision: Precision
  /// Whether the tour was finished or put away.
  public var tourDone: Bool
  /// Whether frames are exported with a sidecar.
  public var writesSidecar: Bool

  /// Preferences; live pictures in float32 until the machine is known to do better.
  public init(
    livePrecision: Precision = .float32, tourDone: Bool = true, writesSidecar: Bool = true
  ) {
    self.livePrecision = livePrecision
    self.tourDone = tourDone
    self.writesSidecar = writesSidecar
  }
}
