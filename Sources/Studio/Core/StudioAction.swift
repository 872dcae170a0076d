public import Canvas
public import Imaging
public import Sessions
public import Synthesis

/// What happened. `reduce` decides what it means.
public enum StudioAction: Equatable, Sendable {
  /// A command was given: by its key, its button, or from the command list.
  case command(StudioCommand)
  /// The person at keys and mouse did something that is not a command.
  case input(InputAction)
  /// The world answered an effect.
  case arrived(Arrival)
  /// Time went by: seconds since the studio started.
  case ticked(Double)
}

/// Left, right, up, down.
public enum Direction: String, Equatable, Sendable {
  /// ←
  case left
  /// →
  case right
  /// ↑
  case up
  /// ↓
  case down
}

/// Keys that act inside the focused pane, always in the same sense.
public enum PaneKey: Equatable, Sendable {
  /// Switch: pen down, pen up.
  case space
  /// Do: a click at the cursor.
  case enter
  /// Pick by number, 0…9.
  case digit(Int)
  /// `[`
  case less
  /// `]`
  case more
  /// `,`
  case before
  /// `.`
  case after
  /// Next part (`backwards`: the one before).
  case tab(backwards: Bool)
  /// Away.
  case delete
  /// One step back.
  case escape
  /// A quarter of the view up.
  case pageUp
  /// A quarter of the view down.
  case pageDown
  /// To the left edge.
  case home
  /// To the right edge.
  case end
}

extension PaneKey {
  /// What the key writes where text is typed; `nil` for keys that write nothing.
  var text: String? {
    switch self {
    case .digit(let digit): "\(digit)"
    case .less: "["
    case .more: "]"
    case .before: ","
    case .after: "."
    case .space: " "
    case .enter, .tab, .delete, .escape, .pageUp, .pageDown, .home, .end: nil
    }
  }
}

/// A mouse event on the map or the picture, in pixels of the map (may lie outside).
public struct MapPointerEvent: Equatable, Sendable {
  /// What the pointer did.
  public enum Kind: String, Equatable, Sendable {
    /// Moved without a button.
    case moved
    /// The left button went down.
    case pressed
    /// Moved with the left button down.
    case dragged
    /// The left button came up.
    case released
    /// The right button was clicked.
    case picked
  }

  /// What the pointer did.
  public var kind: Kind
  /// Where, in pixels of the map.
  public var point: PixelPoint
  /// In which pane.
  public var pane: Pane

  /// Creates an event.
  public init(_ kind: Kind, at point: PixelPoint, in pane: Pane) {
    self.kind = kind
    self.point = point
    self.pane = pane
  }
}

/// Something with a number that is dragged or wheeled.
public enum Control: Hashable, Sendable {
  /// ψ, −1…2.
  case psi
  /// Blend or wipe, 0…1.
  case amount
  /// Brush size in pixels.
  case brushSize
  /// One number of the offset of the subject's style, by channel from 0; −2…2.
  case nudge(Int)
  /// The place in the plane of seeds; it has two numbers, so it is flown, not turned.
  case seedPlane
  /// Layers from this one on are not truncated, 0…the number of layers.
  case cutoff
  /// ψ of one layer, −1…2.
  case layerPsi(Int)
  /// Steps along one direction.
  case direction(Int)
  /// The share of one class, 0…1.
  case classShare(Int)
  /// A number of a pyramid of scales.
  case pyramid(PyramidNumber)
}

/// What the person does besides commands.
public enum InputAction: Equatable, Sendable {
  /// The mouse on map or picture.
  case pointer(MapPointerEvent)
  /// An arrow in the focused pane, card or box. `step`: map pixels per screen pixel, at least 1.
  case arrow(Direction, step: Double)
  /// A key that acts inside the focused pane.
  case key(PaneKey)
  /// Text was typed or pasted into the caret.
  case text(String)
  /// Text was pasted, or a file was dropped onto the terminal.
  case pasted(String)
  /// Backspace at the caret.
  case backspace
  /// A pane was focused by a click or its key.
  case focused(Pane)
  /// A label was clicked.
  case label(UInt16)
  /// An object was clicked in the list.
  case object(ObjectID)
  /// A row of the open card, the palette or the Inspector was clicked; from 0.
  case row(Int)
  /// A row of the Inspector was clicked.
  case inspectorRow(InspectorRow)
  /// A number was dragged to a value.
  case dragged(Control, to: Double)
  /// A number was wheeled by steps.
  case wheeled(Control, by: Int)
  /// A drag of a number ended: the next begins a new undo step.
  case dragEnded
  /// A pane was zoomed by wheel or keys, around a place (fractions) or its middle.
  case zoomed(Pane, by: Int, x: Double, y: Double)
  /// A pane was panned, in fractions of the whole picture.
  case panned(Pane, x: Double, y: Double)
  /// A button was pressed that shows something as long as it is held.
  case held(Hold.Kind)
  /// A held key or button was released.
  case holdEnded
  /// A click outside the open card.
  case clickedOutside
  /// The mouse on the photo of the card that marks a box, in pixels of the photo.
  case photo(MapPointerEvent.Kind, at: PixelPoint)
  /// The mouse on the lanes of the Walk pane.
  case walk(WalkInput)
  /// The mouse in the Latent pane, or on what takes the map's place.
  case latent(LatentInput)
  /// A thumbnail was clicked, by cluster: it is previewed; again: kept.
  case style(Int)
  /// A thumbnail was right-clicked: its style goes to all of the label.
  case styleToAll(Int)
  /// A thumbnail was dragged onto the map: the object there gets its style.
  case styleDropped(Int, at: PixelPoint)
  /// The window has this many rows now.
  case windowRows(Int)
}

/// What an effect brought back.
public enum Arrival: Equatable, Sendable {
  /// The studio is on the screen; the model to begin with, unless the session names one.
  case started(model: String?)
  /// A picture.
  case frameArrived(Frame)
  /// No picture.
  case renderFailed(stamp: Int, SynthesisError)
  /// A frame of the walk that was rendered ahead.
  case walkFrameArrived(Frame)
  /// What was kept of films in the session.
  case filmMemoriesRead([FilmMemory])
  /// No frame of the walk.
  case walkFailed(stamp: Int, SynthesisError)
  /// A thumbnail.
  case thumbnailArrived(Frame)
  /// No thumbnail.
  case thumbnailFailed(stamp: Int, SynthesisError)
  /// The style of an object was found on a photo.
  case styleFound([Float], for: ObjectID, photo: String)
  /// A model is loaded.
  case modelLoaded(ModelDescription)
  /// Part of a model is loaded, 0…1.
  case modelProgress(Double)
  /// A model could not be loaded; the one before stays.
  case modelFailed(name: String, SynthesisError)
  /// The models there are.
  case modelsListed([ModelRow])
  /// The sessions there are.
  case sessionsListed([SessionSummary])
  /// A session was opened.
  case sessionOpened(OpenedSession)
  /// A session cannot be opened; what can be had of it.
  case sessionRefused(SessionRescue)
  /// Nothing is kept any more, and why.
  case notKept(String)
  /// A folder was found for what had none: everything is kept again.
  case sessionCreated(id: String)
  /// The file at a typed path could not be used.
  case pathFailed(path: String, UserFacingError)
  /// What the program keeps in memory: bytes, and tensors in number.
  case memoryMeasured(resident: Int, tensors: Int)
  /// Something to know that is no failure.
  case noticed(String)
  /// The session was saved.
  case sessionSaved
  /// The journal was forced to the disk.
  case journalSynced
  /// The example that is open became a session of its own, under this folder name.
  case exampleKept(id: String)
  /// A named copy was written.
  case sessionCopied(name: String, path: String)
  /// Files were written.
  case filesExported([ExportedFile])
  /// Part of an export is done, 0…1.
  case exportProgress(Double)
  /// The templates there are.
  case templatesListed([NewMapCard.Template])
  /// A path was completed; `from` is what was typed.
  case pathCompleted(from: String, to: String)
  /// Files that go on from a typed path.
  case filesListed(for: String, [FileChoices.Choice])
  /// A map image was read.
  case mapRead(path: String, MapReading)
  /// A photo was read and kept in the session under a name.
  case photoRead(name: String, RGBImage, PhotoCard.Use)
  /// The photos that are being learned, and were.
  case learningListed([LearningRun])
  /// A photo is being learned, under a name.
  case learningStarted(String)
  /// What it will take to learn a photo, in words.
  case learningPlanned(path: String, LearningPreset, String)
  /// A photo of the session was read again.
  case photoRestored(name: String, RGBImage)
  /// A latent was read.
  case latentRead(path: String, LatentState.Source)
  /// A label map was made of a photo: of the size and in the label set that was asked for.
  case photoLabelled(LabellingRequest, LabelMap)
  /// Labelling a photo came to nothing.
  case labellingFailed(UserFacingError)
  /// Part of a projection that is done, 0…1.
  case projectionProgress(Double)
  /// A photo was projected.
  case photoProjected(ProjectedPhoto)
  /// A projection came to nothing.
  case projectionFailed(UserFacingError)
  /// A direction was read from the file at a path.
  case directionRead(path: String, LatentDirection)
  /// A latent was written.
  case latentWritten(path: String)
  /// An effect failed.
  case effectFailed(UserFacingError)
  /// An export came to nothing; other work goes on.
  case exportFailed(UserFacingError)
}

/// A session as it was opened.
public struct OpenedSession: Equatable, Sendable {
  /// Folder name without `.session`.
  public var id: String
  /// What it holds.
  public var contents: SessionContents
  /// Undo steps that came from the journal, after a crash; 0 in good order.
  public var recoveredSteps: Int
  /// Whether it is open to look only.
  public var isReadOnly: Bool
  /// Whether it is a shipped example: the first undo step makes an own copy of it.
  public var isExample: Bool
  /// What is to be said about it; `nil` says that it is open.
  var remark: String?

  /// An opened session.
  public init(
    id: String, contents: SessionContents, recoveredSteps: Int = 0, isReadOnly: Bool = false,
    isExample: Bool = false
  ) {
    self.id = id
    self.contents = contents
    self.recoveredSteps = recoveredSteps
    self.isReadOnly = isReadOnly
    self.isExample = isExample
  }
}

/// A map image that was read, with what was found out about it.
public struct MapReading: Equatable, Sendable {
  /// The map, ready to use.
  public var content: MapContent
  /// What was found, in words, one finding a line.
  public var findings: [String]

  /// A reading.
  public init(content: MapContent, findings: [String]) {
    self.content = content
    self.findings = findings
  }
}

/// A file that was written.
public struct ExportedFile: Equatable, Sendable {
  /// Its path.
  public var path: String
  /// Its size in bytes.
  public var bytes: Int

  /// A file.
  public init(path: String, bytes: Int) {
    self.path = path
    self.bytes = bytes
  }
}
