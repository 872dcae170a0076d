public import Canvas
public import Imaging
import Synthesis

/// The seeds used so far and the place in them (`,` and `.` step seeds; the history is listed in
/// the Inspector).
public struct SeedMemory: Hashable, Sendable, Codable {
  /// A seed and the word it was made from.
  public struct Entry: Hashable, Sendable, Codable {
    /// The seed.
    public var seed: UInt32
    /// Its word.
    public var word: String?

    /// Creates an entry.
    public init(seed: UInt32, word: String? = nil) {
      self.seed = seed
      self.word = word
    }
  }

  /// At most 64, oldest first.
  public private(set) var entries: [Entry]

  /// A memory of some seeds.
  public init(entries: [Entry] = []) { self.entries = entries }

  /// Adds a seed unless it is the last one.
  public mutating func remember(_ entry: Entry) {
    guard entries.last != entry else { return }
    entries.append(entry)
    if entries.count > 64 { entries.removeFirst(entries.count - 64) }
  }
}

/// All that a session keeps (Studio article), as one value: what is saved and what comes back.
public struct SessionContents: Hashable, Sendable {
  /// Name as the painter wrote it.
  public var name: String
  /// The map, and what it was when opened.
  public var document: Document
  /// The undo line.
  public var history: History<UndoStep>
  /// What the picture is made with.
  public var settings: PictureSettings
  /// What the hand holds.
  public var toolState: ToolState
  /// Styles that were copied.
  public var styleClipboard: StyleClipboard
  /// Starred places in latent space, and what else is kept about it.
  public var savedLatents: SavedLatents
  /// What is shown and how.
  public var view: ViewSettings
  /// Seeds used so far.
  public var seeds: SeedMemory
  /// State of the dice, so that rolls go on where they were.
  public var dice: UInt64
  /// The last exact or live picture, shown until the first new one.
  public var picture: RGBImage?
  /// The fixed picture A; `nil` when A is the picture before the last undo step.
  public var pictureA: RGBImage?
  /// Cursor on the map.
  public var cursor: PixelPoint
  /// Keyframes and how one goes between them.
  public var walk: Walk
  /// Frame of the walk that is looked at.
  public var playhead: Int
  /// The maps that keyframes name, those of the undo line too.
  public var maps: [MapID: MapContent]

  /// Contents; what is not given is as in a new session.
  public init(
    name: String, document: Document, history: History<UndoStep> = History(),
    settings: PictureSettings = PictureSettings(), toolState: ToolState? = nil,
    view: ViewSettings = ViewSettings(), seeds: SeedMemory = SeedMemory(), dice: UInt64 = 1,
    picture: RGBImage? = nil, pictureA: RGBImage? = nil, cursor: PixelPoint? = nil,
    walk: Walk = Walk(), playhead: Int = 0, maps: [MapID: MapContent] = [:],
    styleClipboard: StyleClipboard = StyleClipboard(), savedLatents: SavedLatents = SavedLatents()
  ) {
    self.name = name
    self.document = document
    self.history = history
    self.settings = settings
    self.toolState = toolState ?? ToolState(label: document.baseLabel)
    self.styleClipboard = styleClipboard
    self.savedLatents = savedLatents
    self.view = view
    self.seeds = seeds
    self.dice = dice
    self.picture = picture
    self.pictureA = pictureA
    self.cursor = cursor ?? PixelPoint(x: document.size.width / 2, y: document.size.height / 2)
    self.walk = walk
    self.playhead = playhead
    self.maps = maps
  }

  /// Maps that the walk or a walk on the undo line names.
  var namedMaps: Set<MapID> {
    var names = Set(walk.keyframes.map(\.map))
    // Whether an act is one of the walk is known without reading it from the disk.
    for act in Array(history.past) + history.future where act.changesWalk {
      guard case .walk(let from, let to) = act.change else { continue }
      names.formUnion((from.keyframes + to.keyframes).map(\.map))
    }
    return names
  }

  /// Keeps the present map if the walk names it: a keyframe put down after the last save is in the
  /// journal only, by the name of the map that was painted at that moment.
  mutating func keepMapOfWalk() {
    guard walk.keyframes.contains(where: { maps[$0.map] == nil }) else { return }
    let content = document.content
    let name = MapID(of: content)
    if walk.keyframes.contains(where: { $0.map == name }) { maps[name] = content }
  }
}

extension SeedMemory: StoredValue {
  /// At most 64 seeds are remembered.
  public mutating func validate(_ faults: inout [String]) {
    guard entries.count > 64 else { return }
    faults.append("\(entries.count) remembered seeds, the last 64 are kept")
    entries.removeFirst(entries.count - 64)
  }
}
