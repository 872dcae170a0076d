import Canvas
import Sessions
import Synthesis

/// Seeds, ψ, style and statistics.
extension PictureRoom {
  /// `d`: a new seed from the dice, 0…9999 so that it can be remembered and told.
  /// While Styles is focused it is a surprise for one object; without z it rolls the styles of all.
  /// A pyramid's selected box gets noise of its own.
  mutating func rollDie() -> [Effect] {
    if showsContactSheet {
      rollContactSheet()
      return []
    }
    let seed = rollSeed()
    advanceTour(.die)
    if view.focus == .styles, hasStyles { return surprise(seed: seed) }
    if let box = noiseBoxInHand { return rollNoise(in: box, seed: seed) }
    return takeSeed(seed, word: nil)
  }

  /// A seed from the dice, 0…9999.
  mutating func rollSeed() -> UInt32 {
    UInt32(truncatingIfNeeded: picture.dice.next() % 10_000)
  }

  /// Takes a seed for what the model has: its latent, else the styles of all objects.
  mutating func takeSeed(_ seed: UInt32, word: String?) -> [Effect] {
    if capabilities?.latent == nil, hasStyles { return rollStyles(seed: seed) }
    return changeSeed(to: seed, word: word)
  }

  /// Takes a seed; it joins the memory of seeds.
  mutating func changeSeed(to seed: UInt32, word: String?) -> [Effect] {
    if let present = presentSeed {
      picture.seeds.remember(SeedMemory.Entry(seed: present, word: picture.settings.seedWord))
    }
    let effects = setSeed(SeedMemory.Entry(seed: seed, word: word))
    picture.seeds.remember(SeedMemory.Entry(seed: seed, word: word))
    return effects
  }

  /// `,` and `.`: the seed before and after in the memory, beyond its ends by one.
  mutating func stepSeed(by step: Int) -> [Effect] {
    if let reason = reason(against: .die) {
      showStatus(.reason, reason)
      return []
    }
    if capabilities?.latent == nil, hasStyles {
      let seed = picture.settings.styleSeed ?? 0
      return rollStyles(seed: seed &+ UInt32(bitPattern: Int32(step)))
    }
    let present = presentSeed ?? seedPlace.nearest
    let entries = picture.seeds.entries
    if let place = entries.lastIndex(where: { $0.seed == present }),
      entries.indices.contains(place + step)
    {
      return setSeed(entries[place + step])
    }
    return changeSeed(to: step > 0 ? present &+ 1 : present &- 1, word: nil)
  }

  private mutating func setSeed(_ entry: SeedMemory.Entry) -> [Effect] {
    if let photo = picture.settings.stylePhoto, capabilities?.styleFromImage == true {
      showStatus(
        .reason, "the photo \(photo) gives the style, seeds change nothing: G takes it off")
    }
    let source = source(of: entry)
    return change({ from, to in
      "seed \(StudioState.words(for: from)) → \(StudioState.words(for: to))"
    }) {
      $0.latent.source = source
      $0.seedWord = entry.word
    }
  }

  /// Where a seed leads: words that the model knows have codes of their own.
  func source(of entry: SeedMemory.Entry) -> LatentState.Source {
    guard let word = entry.word, let capabilities else { return .seed(entry.seed) }
    return capabilities.source(ofWord: word) { _ in entry.seed }
  }

  /// The seed in use, or that of the word in use; `nil` when the latent comes from elsewhere.
  private var presentSeed: UInt32? {
    picture.settings.seed ?? picture.settings.seedWord.map { Studio.seed(ofWord: $0) }
  }

  /// A seed as it is written: the word in quotes, else the number.
  static func words(for settings: PictureSettings) -> String {
    StudioState.words(for: settings.latent.source, word: settings.seedWord)
  }

  /// `T`: ψ to 1 and back.
  mutating func togglePsi() -> [Effect] {
    let psi = picture.settings.latent.truncationPsi
    if psi == 1 { return changePsi(to: picture.otherPsi, amending: nil) }
    picture.otherPsi = psi
    return changePsi(to: 1, amending: nil)
  }

  /// Sets ψ, −1…2; `run` goes on with the last undo step.
  mutating func changePsi(to psi: Double, amending before: PictureSettings?) -> [Effect] {
    if capabilities?.latent?.truncates == false, let reason = reason(against: .typePsi) {
      showStatus(.reason, reason)
      return []
    }
    let value = min(max((psi * 100).rounded() / 100, -1), 2)
    return change(
      { from, to in
        "ψ \(decimal(from.latent.truncationPsi, 2)) → \(decimal(to.latent.truncationPsi, 2))"
      }, amending: before
    ) { $0.latent.truncationPsi = value }
  }

  /// A number was dragged or wheeled; one run is one undo step.
  mutating func turn(_ control: Control, to value: Double, isDrag: Bool) -> [Effect] {
    switch control {
    case .brushSize:
      setBrushSize(Int(value.rounded()))
      return []
    case .amount:
      setAmount(value)
      return []
    case .psi, .nudge, .cutoff, .layerPsi, .classShare, .direction, .pyramid:
      var command = StudioCommand.typePsi
      if case .nudge = control { command = .styles }
      if case .pyramid = control { command = .typeSeed }
      if let reason = reason(against: command) {
        showStatus(.reason, reason)
        return []
      }
      return step(control, isDrag: isDrag) { state, before in
        switch control {
        case .nudge(let channel): state.changeNudge(channel, to: value, amending: before)
        case .cutoff: state.setCutoff(to: max(0, Int(value.rounded())), amending: before)
        case .layerPsi(let layer): state.setPsi(ofLayer: layer, to: value, amending: before)
        case .direction(let index): state.setSteps(along: index, to: value, amending: before)
        case .classShare(let id): state.setShare(of: id, to: value, amending: before)
        case .pyramid(let number): state.setPyramid(number, to: value, amending: before)
        case .psi, .amount, .brushSize, .seedPlane: state.changePsi(to: value, amending: before)
        }
      }
    case .seedPlane: return []
    }
  }

  /// Does a step of a run: all steps of one run are one undo step.
  /// - Parameter body: Gets the settings before the run; `nil` for the first step of one.
  mutating func step(
    _ control: Control, isDrag: Bool, _ body: (inout Self, PictureSettings?) -> [Effect]
  ) -> [Effect] {
    let goesOn = picture.run.map { $0.control == control && ($0.isDrag || clock - $0.last < 0.25) }
    let before = goesOn == true ? picture.run?.before : nil
    leaveBox()
    picture.run = SettingsRun(
      control: control, before: before ?? picture.settings, last: clock, isDrag: isDrag)
    return body(&self, before)
  }

  // MARK: Drift

  /// Whether the hand goes on changing numbers: pictures then follow as they can, and are not
  /// thrown away half-made for every step.
  var isScrubbing: Bool { picture.run != nil || latentPane.drift != nil }

  // MARK: Stars

  /// Ends a run: the next step is a new undo step.
  mutating func endRun() { picture.run = nil }

  /// Takes the style of the whole picture from the seed again.
  mutating func takeStyleFromSeed() -> [Effect] {
    change({ _, _ in "style from the seed" }) { $0.stylePhoto = nil }
  }

  /// Switches between running and current statistics.
  mutating func toggleStatistics() -> [Effect] {
    change({ _, to in
      to.statistics == .running ? "running statistics" : "statistics of this picture"
    }) { $0.statistics = $0.statistics == .running ? .current : .running }
  }

  /// `R`: this picture in float32 now.
  mutating func renderExactly() -> [Effect] {
    picture.wantsExact = true
    return requestPicture(changed: nil)
  }

  /// `C`: this picture is A from now on; again lets it go.
  mutating func keepA() {
    if picture.fixedA != nil, picture.fixedA == picture.image {
      picture.fixedA = nil
      showStatus(.done, "A is the picture before the last act again")
    } else {
      picture.fixedA = picture.image
      showStatus(.done, "this picture is A: hold c shows it")
    }
    markUnsaved()
    advanceTour(.keyframe)
  }
}
