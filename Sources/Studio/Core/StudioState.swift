public import Canvas
public import Imaging
public import Sessions
public import Synthesis

/// All the studio knows, as one value. Views read it, `reduce` changes it, nothing else does.
///
/// What one room owns is in its own part; what all rooms share is here.
public struct StudioState: Equatable, Sendable {
  /// The map and the tools on it.
  public var editing: EditingState
  /// The picture, what it is made with, and how true it is.
  public var picture: PictureState
  /// The Styles pane, and styles that were copied.
  public var styles: StylesState
  /// The Latent pane, and saved places in latent space.
  public var latentPane: LatentPaneState
  /// Keyframes and their playback.
  public var timeline: WalkState
  /// The session: its name, whether it is saved.
  public var session: SessionStatus
  /// Cards, boxes and the tour.
  public var cards = CardsState()
  /// Models that are being learned from photos.
  public var learning = LearningState()
  /// Commands given lately and keys held.
  public var commands = CommandsState()

  /// The undo line, of all rooms.
  public var history: History<UndoStep>
  /// What is shown and how.
  public var view: ViewSettings
  /// The focused row of the Inspector.
  public var inspectorRow: InspectorRow = .tool
  /// The model.
  public var model = ModelStatus()
  /// One line in the status bar, until the next key.
  public var statusLine: StatusLine?
  /// All messages so far (`!`), oldest first.
  public var messages: [Message] = []
  /// Long work in progress, the oldest first.
  public var work: [LongWork] = []
  /// What this person prefers.
  public var preferences: Preferences
  /// What computes pictures here; `nil` when nobody said.
  public var machine: MachineFacts?
  /// Clock of the last measurement of memory.
  var memoryMeasuredAt = -1.0
  /// Seconds since the studio started, from ticks.
  public var clock = 0.0
  /// Rows of the window, as last reported: from 36 on a selected object opens its styles.
  public var windowRows = 24

  /// A studio that shows a session.
  /// - Parameters:
  ///   - contents: What the session holds.
  ///   - sessionID: Its folder's name; `nil` while it has none.
  ///   - preferences: What this person prefers.
  public init(
    _ contents: SessionContents, sessionID: String? = nil,
    preferences: Preferences = Preferences()
  ) {
    editing = EditingState(
      document: contents.document, toolState: contents.toolState, cursor: contents.cursor)
    picture = PictureState(
      settings: contents.settings, seeds: contents.seeds, dice: contents.dice,
      image: contents.picture, fixedA: contents.pictureA)
    styles = StylesState(clipboard: contents.styleClipboard)
    latentPane = LatentPaneState(saved: contents.savedLatents)
    timeline = WalkState(walk: contents.walk, maps: contents.maps, playhead: contents.playhead)
    session = SessionStatus(id: sessionID, name: contents.name)
    history = contents.history
    view = contents.view
    self.preferences = preferences
    refreshPlayback()
  }

  /// What the session keeps of this state: finished undo steps only, so that map and undo line
  /// agree.
  public var contents: SessionContents {
    var finished = editing.document
    if case .stroke(let stroke) = editing.gesture { finished = stroke.before }
    return SessionContents(
      name: session.name, document: finished, history: history,
      settings: cards.box?.before ?? latentPane.drift?.before ?? picture.settings,
      toolState: editing.toolState, view: view, seeds: picture.seeds, dice: picture.dice.state,
      picture: picture.image, pictureA: picture.fixedA, cursor: editing.cursor.point,
      walk: timeline.walk, playhead: timeline.playback.playhead, maps: timeline.maps,
      styleClipboard: styles.clipboard, savedLatents: latentPane.saved)
  }

  /// What the model can do; `nil` while none is loaded.
  public var capabilities: Capabilities? { model.description?.capabilities }

  /// The label that is painted with.
  public var currentLabel: LabelSet.Label? {
    editing.document.labelSet.label(id: Int(editing.toolState.label))
  }

  /// Whether letters are text now: a card with a search, a box, or the palette's search is open.
  public var isTyping: Bool {
    cards.box != nil || editing.palette.isSearching || (cards.card?.query != nil)
  }

  /// When the studio wants its next tick, on its own clock; `nil` when nothing changes by itself.
  public var nextTick: Double? {
    let rested = timeline.playback.restedSince + 0.5
    let deadlines = [
      commands.hold?.until, cards.box?.appliesAt, latentPane.drift.map { _ in clock + Drift.pause },
      timeline.playback.playing.map { _ in clock + 1 / Double(timeline.walk.framesPerSecond) },
      mayRenderAhead && clock < rested ? rested : nil,
      picture.renderingSince.map { _ in clock + 0.05 },
      session.unsyncedSince.map { $0 + 1 }, editing.gesture?.keptAt,
      session.needsCheckpoint ? max(clock, session.checkpointDue) : nil,
      work.isEmpty ? nil : clock + 0.25, learningDue,
    ]
    return deadlines.compactMap { $0 }.min()
  }
}
