public import Canvas
public import Imaging
public import Sessions
public import Synthesis

/// What is to be done outside, as a value. The store runs it and sends back an `Arrival`.
public enum Effect: Equatable, Sendable {
  /// Render this instead of anything rendered now.
  case render(RenderRequest)
  /// Render a frame of the walk when nothing else is to be done; `render` stops it.
  case renderAhead(FrameWish)
  /// Read what films of the session remembered.
  case readFilmMemories
  /// Keep what a film remembers in the session, and of those kept there only the named ones.
  case keepFilmMemory(FilmMemory, among: [String])
  /// Render a thumbnail, when nothing else is rendered; its stamp counts thumbnails.
  case renderThumbnail(RenderRequest)
  /// Stop the thumbnail in work.
  case cancelThumbnail
  /// Find the style of an object on a photo.
  case encodeStyle(ObjectStyleRequest, for: ObjectID, photo: String)
  /// Stop rendering.
  case cancelRender
  /// Load a model by name or path.
  case loadModel(String)
  /// Stop long work of a kind; work of another kind goes on.
  case cancelWork(LongWork.Kind)
  /// List models.
  case listModels
  /// Append to the journal, now.
  case journal(JournalRecord)
  /// Force the journal to the disk.
  case syncJournal
  /// Save the session: a checkpoint.
  case saveSession(SessionContents)
  /// Save a copy under a name.
  case copySession(SessionContents, name: String)
  /// Close the present session in good order and begin another.
  case newSession(saving: SessionContents, SessionContents)
  /// Close the present session in good order and open another.
  case openSession(saving: SessionContents, id: String, SessionOpening)
  /// Find out what can be had of a session that cannot be opened.
  case lookIntoSession(String)
  /// Close the present session in good order, make a new one of what can be had of one that cannot
  /// be opened, and open it.
  case restoreSession(saving: SessionContents, id: String)
  /// Close the present session in good order and show what can be had of one that cannot be opened,
  /// to look only.
  case showRescue(saving: SessionContents, SessionRescue)
  /// Move a session to the trash.
  case trashSession(String)
  /// List sessions.
  case listSessions
  /// List map templates.
  case listTemplates
  /// Complete a path being typed, as far as it is certain.
  case completePath(String)
  /// List the files that go on from a path being typed.
  case listFiles(String, endings: [String])
  /// Make a landscape by chance.
  case randomMap(seed: UInt32)
  /// Read a map image.
  case readMap(path: String)
  /// Read a photo and keep a copy in the session.
  case readPhoto(path: String, PhotoCard.Use)
  /// Begin to learn from a photo, by a process of its own.
  case startLearning(path: String, LearningPreset)
  /// Go on with learning that was stopped.
  case continueLearning(String)
  /// Stop learning at its next step.
  case stopLearning(String)
  /// Find out what it will take to learn a photo.
  case planLearning(path: String, LearningPreset)
  /// Look at what is being learned.
  case listLearning
  /// Read a photo of the session again.
  case restorePhoto(name: String)
  /// Make a label map of a photo.
  case labelPhoto(LabellingRequest)
  /// Find the w with which the model makes a picture nearest to a photo.
  case project(ProjectionRequest)
  /// Read a latent from a file.
  case readLatent(path: String)
  /// Read a direction of w from a file, perhaps one of several behind a colon.
  case readDirection(path: String, layers: Int)
  /// Write the numbers that a request's latent comes to.
  case writeLatent(path: String, RenderRequest)
  /// Render in float32 and write files.
  case export(ExportRequest)
  /// Render the walk in float32 and write it.
  case exportWalk(WalkExportRequest)
  /// Put a text into the clipboard of the terminal.
  case copyText(String)
  /// Draw everything anew.
  case redraw
  /// To the shell; `fg` returns.
  case suspend
  /// Leave; the session is saved with these contents.
  case quit(SessionContents)
}

/// A photo of which a label map is to be made.
public struct LabellingRequest: Equatable, Sendable {
  /// What the photo is called in the session.
  public var name: String
  /// The photo, in the map's proportions.
  public var photo: RGBImage
  /// Size of the map.
  public var size: PixelSize
  /// The labels to use.
  public var labelSet: LabelSet
}

/// A photo that is to be projected into the w of a model.
public struct ProjectionRequest: Equatable, Sendable {
  /// What the photo is called in the session.
  public var name: String
  /// The photo.
  public var photo: RGBImage
  /// The model, as it was asked for.
  public var model: String
  /// Steps of the search.
  public var steps = 400
}

/// A photo's place in w.
public struct ProjectedPhoto: Equatable, Sendable {
  /// What the photo is called in the session.
  public var name: String
  /// File of the latent, which other tools read too.
  public var path: String
  /// The latent.
  public var source: LatentState.Source

  /// Creates a result.
  public init(name: String, path: String, source: LatentState.Source) {
    self.name = name
    self.path = path
    self.source = source
  }
}

/// A walk that is to be written.
public struct WalkExportRequest: Equatable, Sendable {
  /// File name without ending.
  public var name: String
  /// What follows the name: `.webp`, `.mp4`, or of a folder `-frames`.
  public var ending: String
  /// The walk.
  public var walk: Walk
  /// The maps its keyframes name.
  public var maps: [MapID: MapContent]
  /// The photos its keyframes name.
  public var photos: [String: RGBImage]
  /// The map in hand, for keyframes whose own is lost.
  public var map: MapContent
  /// The model, as it was asked for, and what it is.
  public var model: String
  /// What the loaded model is.
  public var description: ModelDescription
}

/// What is to be written.
public struct ExportRequest: Equatable, Sendable {
  /// Which files.
  public var kind: ExportCard.Kind
  /// File name without ending.
  public var name: String
  /// The picture's request in float32; `nil` without a model.
  public var request: RenderRequest?
  /// The map.
  public var map: MapContent
  /// What the picture is made with, for the sidecar.
  public var settings: PictureSettings
  /// The command that does the same.
  public var command: ExportCommand
  /// Styles that were chosen, which the command may read from the file beside the picture.
  public var styles: [StyleAssignment]
}
