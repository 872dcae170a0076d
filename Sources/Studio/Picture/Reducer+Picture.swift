import Canvas
import Imaging
import Sessions
import Synthesis

/// Requests and frames: latest wins.
extension StudioState {
  /// Asks for a picture of the present state. While a stroke is in work and a picture is on its
  /// way, the wish waits for it, so that the picture follows a hand that never rests.
  mutating func requestPicture(changed: PixelRect?) -> [Effect] {
    picture.changed = union(picture.changed, changed)
    guard model.description != nil else { return [] }
    if picture.waitingSince == nil { picture.waitingSince = clock }
    if editing.gesture?.isStroke == true || isScrubbing, picture.isRendering {
      picture.wantsAnother = true
      return []
    }
    return sendRequest()
  }

  private mutating func sendRequest() -> [Effect] {
    guard let request = makeRequest(stamp: picture.latestStamp + 1) else { return [] }
    picture.latestStamp = request.stamp
    styles.strip.rendering = nil  // the picture comes first
    latentPane.seedPlane.rendering = nil
    picture.requestedSteps = picture.steps
    picture.renderingSince = clock
    picture.askedSince = picture.waitingSince ?? clock
    picture.waitingSince = nil
    picture.hasPart = false
    picture.wantsAnother = false
    picture.isStopped = false
    picture.failure = nil
    picture.changed = nil
    return [.render(request)]
  }

  /// The request for the present state; `nil` without a model.
  func makeRequest(stamp: Int, precision: Precision? = nil) -> RenderRequest? {
    guard let capabilities else { return nil }
    let live = picture.wantsExact ? Precision.float32 : preferences.livePrecision
    // Exports and `R` depend on the request alone: nothing is taken from earlier pictures.
    let isLive = precision == nil && !picture.wantsExact
    var request = RenderRequest(
      stamp: stamp, settings: picture.settings, map: editing.document.content,
      photo: picture.settings.stylePhoto.flatMap { picture.photos.pictures[$0] },
      capabilities: capabilities,
      precision: precision ?? live, changed: isLive ? picture.changed : nil)
    // Exports show what is kept, the live picture what is previewed.
    if precision == nil { applyPreviewStyle(&request.conditioning) }
    return request
  }

  /// Takes a frame if it answers the latest request; an older one changes nothing.
  mutating func frameArrived(_ frame: Frame) -> [Effect] {
    guard frame.stamp == picture.latestStamp else { return [] }
    picture.image = frame.image
    picture.isSaved = false
    picture.precision = frame.precision
    picture.exactIn = frame.exactIn
    picture.nearIn = frame.nearIn
    picture.seconds = frame.seconds
    picture.shownSteps = picture.requestedSteps
    picture.failure = nil
    let latency = max(0, clock - picture.askedSince)
    if !picture.hasPart { picture.firstLatency = latency }
    picture.hasPart = frame.exactIn != nil
    picture.exactLatency = frame.exactIn == nil ? latency : nil
    if frame.exactIn == nil {
      model.timings = Array((model.timings + [frame.seconds]).suffix(16))
      picture.renderingSince = nil
    }
    guard picture.wantsAnother else { return [] }
    return sendRequest()
  }

  /// Notes why the latest request has no picture; the last good one stays.
  mutating func renderFailed(stamp: Int, _ error: SynthesisError) -> [Effect] {
    guard stamp == picture.latestStamp else { return [] }
    picture.renderingSince = nil
    picture.failure = error
    showStatus(.failure, "✗ no picture: \(error.description)")
    guard picture.wantsAnother else { return [] }
    return sendRequest()
  }

  /// Begins to load a model; the one before stays until the new one is there.
  mutating func load(_ name: String) -> [Effect] {
    model.loading = name
    model.fraction = nil
    model.failure = nil
    endWork(.loading)
    // A walk being written is this model's; its frames are kept for another time.
    let isWriting = work.contains { $0.kind == .exporting }
    if isWriting {
      endWork(.exporting)
      showStatus(.reason, "the export is stopped: its frames are those of the model before")
    }
    work.append(
      LongWork(kind: .loading, words: "loading \(name)", fraction: nil, since: clock))
    return (isWriting ? [.cancelWork] : []) + [.loadModel(name)]
  }

  /// A model is there: use it. Another one than before is an undo step.
  mutating func modelLoaded(_ description: ModelDescription) -> [Effect] {
    leaveBox()
    let name = model.loading ?? description.name
    let hadModel = picture.settings.model != nil
    model = ModelStatus()
    model.description = description
    model.loadedName = name
    endWork(.loading)
    forgetFrames()
    meetLatent(isNew: picture.settings.model != name)
    picture.exactIn = nil
    picture.nearIn = nil
    showStatus(.done, "\(description.name) is loaded")
    if description.capabilities.latent?.matters == false {
      showStatus(
        .reason, "\(description.name): z has collapsed in training; seeds hardly change it")
    }
    let statistics = description.capabilities.preferredStatistics
    if picture.settings.model == name || !hadModel || session.isReadOnly {
      picture.settings.model = name
      if !hadModel { picture.settings.statistics = statistics }
      return requestPicture(changed: nil)
    }
    return change({ from, to in "model \(from.model ?? "none") → \(to.model ?? "none")" }) {
      $0.model = name
      $0.statistics = statistics
    }
  }

  /// A model could not be loaded: the one before stays.
  mutating func modelFailed(_ name: String, _ error: SynthesisError) -> [Effect] {
    endWork(.loading)
    guard model.loading == name else { return [] }
    model.loading = nil
    model.failure = error
    let kept =
      model.description.map { "\($0.name) stays loaded; map, picture and undo are as before." }
      ?? "Map and undo are as before; painting works."
    let userFacingError = UserFacingError(
      title: "Not loaded: \(name)", what: error.what, place: error.location, kept: kept,
      advice: error.advice)
    note(StatusLine(.failure, userFacingError.line))
    if cards.card == nil { cards.card = .userFacingError(userFacingError) }
    return []
  }

  /// Reads the photos that the settings name and that are not at hand.
  func restorePhotos() -> [Effect] {
    Set(
      ([picture.settings.stylePhoto, view.underPhoto]
        + timeline.walk.keyframes.map(\.settings.stylePhoto))
        .compactMap { $0 }
    )
    .filter { picture.photos.pictures[$0] == nil }.sorted()
    .map { .restorePhoto(name: $0) }
  }

  private func union(_ a: PixelRect?, _ b: PixelRect?) -> PixelRect? {
    guard let a else { return b }
    guard let b else { return a }
    return a.union(b)
  }
}
