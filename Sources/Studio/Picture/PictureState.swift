public import Imaging
public import Sessions
public import Synthesis

/// The picture and how true it is: never blank, never lying.
public struct PictureState: Equatable, Sendable {
  /// What the picture is made with.
  public var settings: PictureSettings
  /// Seeds used so far.
  public var seeds: SeedMemory
  /// Photos at hand, by name.
  public var photos = LoadedPhotos()
  /// Where `d` gets its seeds.
  public var dice: SeededGenerator
  /// ψ that `T` goes back to.
  public var otherPsi = 0.7
  /// A run of wheel steps or a drag that is one undo step.
  var run: SettingsRun?
  /// The last picture that came; stays until a newer one.
  public var image: RGBImage?
  /// Stamp of the latest request; frames of older requests are dropped.
  public var latestStamp = 0
  /// Clock at which the latest request was sent; `nil` when it is answered.
  public var renderingSince: Double?
  /// Number of undo steps so far, and at the time of the shown picture and of the latest request.
  public var steps = 0
  /// Undo steps that the shown picture knows of.
  public var shownSteps = 0
  /// Undo steps that the latest request knows of.
  public var requestedSteps = 0
  /// Where the shown picture is exact; `nil` when everywhere.
  public var exactIn: PixelRect?
  /// Where the shown picture is nearly right and the exact one follows; `nil` for none.
  public var nearIn: PixelRect?
  /// Whether the shown picture was saved with the session and nothing was rendered since.
  public var isSaved = false
  /// Number format of the shown picture.
  public var precision: Precision = .float32
  /// Seconds the shown picture took; `nil` before the first.
  public var seconds: Double?
  /// Seconds from the undo step to the first picture that shows it, exact around the stroke at
  /// least; `nil` before the first.
  public var firstLatency: Double?
  /// Seconds from the undo step to the picture that is exact everywhere; `nil` while it is on its
  /// way.
  public var exactLatency: Double?
  /// Clock of the earliest undo step that no request knows of yet.
  var waitingSince: Double?
  /// Clock of the earliest undo step that the latest request is the first to know of.
  var askedSince = 0.0
  /// Whether the latest request brought a part of its picture already.
  var hasPart = false
  /// Whether the hand moved on since the latest request: one more follows when it is answered.
  public var wantsAnother = false
  /// Where the map changed since the latest request; `nil` when unknown.
  var changed: PixelRect?
  /// Why there is no newer picture; the last good one stays, dimmed.
  public var failure: SynthesisError?
  /// Whether rendering was stopped by the painter.
  public var isStopped = false
  /// The picture before the last undo step, what `c` shows until `C` fixes one.
  public var previous: RGBImage?
  /// The picture before the stroke or box in work: pictures that come while the hand moves or a
  /// value is tried show part of it, and are not what it is compared with.
  var beforeStroke: RGBImage?
  /// The picture fixed by `C`.
  public var fixedA: RGBImage?
  /// Words in place of its own, while something else is shown; `nil`: its own.
  public internal(set) var ownWords: [String]?
  /// Whether the next pictures are exact (`R`), until the next undo step.
  public var wantsExact = false

  /// The picture of a session, as it was saved.
  init(
    settings: PictureSettings, seeds: SeedMemory, dice: UInt64, image: RGBImage?, fixedA: RGBImage?
  ) {
    self.settings = settings
    self.seeds = seeds
    self.dice = SeededGenerator(seed: dice)
    self.image = image
    self.fixedA = fixedA
    isSaved = image != nil
  }

  /// How many steps old the shown picture is.
  public var stale: Int { max(0, steps - shownSteps) }

  /// What `c`, wipe and difference compare with.
  public var imageA: RGBImage? { fixedA ?? previous }

  /// Whether a picture is on its way.
  public var isRendering: Bool { renderingSince != nil }

  /// The words in the picture's title (Studio article), most important first.
  public func words(at clock: Double) -> [String] {
    if let ownWords { return ownWords }
    var words: [String] = []
    if image != nil {
      words.append(isSaved ? "cached" : precision == .bfloat16 ? "bf16" : "fp32")
    }
    if let failure { return words + ["✗ no picture: \(failure.what)"] }
    if let since = renderingSince, clock - since >= 0.15 {
      words.append("rendering… \(decimal(clock - since, 2)) s")
    } else if isStopped {
      words.append("stopped")
    } else if image != nil, !isSaved, renderingSince == nil, stale == 0 {
      words.append("ready")
    }
    if let part = partWords { words.append(part) }
    if stale > 0 { words.append("stale \(stale)") }
    return words
  }
}

extension PictureState {
  /// Where the picture shows the latest request and how far that can be trusted; `nil` when it is
  /// finished.
  public var partWords: String? {
    if let nearIn { return "near in \(nearIn.width)×\(nearIn.height)" }
    return exactIn.map { "exact in \($0.width)×\($0.height)" }
  }
}
