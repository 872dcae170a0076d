import Canvas
import Imaging
import Sessions
import Synthesis

/// Requests and frames: latest wins.
extension PictureRoom {
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
    dropThumbnails()  // the picture comes first
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
  func makeRequest(stamp: Int, precision: Precision?) -> RenderRequest? {
    guard let capabilities else { return nil }
    let live = picture.wantsExact ? Precision.float32 : preferences.livePrecision
    // Exports and `R` depend on the request alone: nothing is taken from earlier pictures.
    let isLive = precision == nil && !picture.wantsExact
    var request = RenderRequest(
      stamp: stamp, settings: picture.settings.fitted(to: capabilities),
      map: editing.document.content,
      photo: picture.settings.stylePhoto.flatMap { picture.photos.pictures[$0] },
      capabilities: capabilities,
      precision: precision ?? live, changed: isLive ? picture.changed : nil)
    // Exports show what is kept, the live picture what is previewed.
    if precision == nil { applyPreviewStyle(&request.conditioning) }
    request.model = model.description?.token
    return request
  }

  /// Takes a frame if it answers the latest request, by the model in use; another one changes
  /// nothing.
  mutating func frameArrived(_ frame: Frame) -> [Effect] {
    guard frame.stamp == picture.latestStamp, frame.model == model.description?.token else {
      return []
    }
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
      noteSeconds(frame.seconds)
      picture.renderingSince = nil
    }
    guard picture.wantsAnother else { return [] }
    return sendRequest()
  }

  /// Shows a picture that answers the present state without being asked for.
  mutating func showReady(_ frame: Frame) -> [Effect] {
    let effects: [Effect] = picture.isRendering ? [.cancelRender] : []
    picture.latestStamp += 1  // what is on its way shows another style
    picture.image = frame.image
    picture.isSaved = false
    picture.precision = frame.precision
    picture.exactIn = nil
    picture.renderingSince = nil
    picture.waitingSince = nil
    picture.wantsAnother = false
    return effects
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

  /// Keeps the picture as the one to compare with, before the first of several that only try.
  mutating func beginComparison() {
    if picture.beforeStroke == nil { picture.beforeStroke = picture.image }
  }

  /// What was tried is over.
  mutating func endComparison() { picture.beforeStroke = nil }

  /// Changes what the picture is made with without an undo step: something is tried, or taken back.
  mutating func tryOut(_ settings: PictureSettings) { picture.settings = settings }

  /// Stops rendering; a frame that is already on its way is not wanted.
  mutating func stopRendering() {
    picture.renderingSince = nil
    picture.wantsAnother = false
    picture.isStopped = true
    picture.latestStamp += 1
  }

  /// Keeps a photo that was read.
  mutating func keepPhoto(_ image: RGBImage, named name: String) {
    picture.photos.pictures[name] = image
  }

  /// Reads the photos that the settings name and that are not at hand.
  func restorePhotos() -> [Effect] {
    timeline.walk.photos.union(
      [picture.settings.stylePhoto, view.underPhoto].compactMap { $0 }
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
