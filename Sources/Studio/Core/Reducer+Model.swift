import Canvas
import Imaging
import Sessions
import Synthesis

/// The model: loading it, meeting it, keeping the one before.
extension StudioState {
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
    beginWork(.loading, "loading \(name)", fraction: nil)
    return (isWriting ? [.cancelWork(.exporting)] : []) + [.loadModel(name)]
  }

  /// A model is there: use it. Another one than before is an undo step.
  mutating func modelLoaded(_ description: ModelDescription) -> [Effect] {
    leaveBox()
    let name = model.loading ?? description.name
    let hadModel = picture.settings.model != nil
    let isOther = picture.settings.model != name
    // What was begun or selected with the model before means nothing with another one.
    if isOther { forgetSelection() }
    model = ModelStatus()
    model.description = description
    model.loadedName = name
    endWork(.loading)
    noteMapModel(name)
    forgetFrames()
    meetLatent(isNew: isOther)
    if !hadModel { takeStart() }
    picture.exactIn = nil
    picture.nearIn = nil
    showStatus(.done, "\(description.name) is loaded")
    if description.capabilities.latent?.matters == false {
      showStatus(
        .reason, "\(description.name): z has collapsed in training; seeds hardly change it")
    }
    let directions = picture.settings.latent.directions.count
    if directions > 0, description.capabilities.latent?.layers ?? 0 == 0 {
      showStatus(
        .reason,
        "\(counted(directions, "direction")) kept, nothing moved: \(description.name) has no w")
    }
    let statistics = description.capabilities.preferredStatistics
    if picture.settings.model == name || !hadModel || session.isReadOnly {
      picture.settings.model = name
      if !hadModel { picture.settings.statistics = statistics }
      return takeStartMap() ?? requestPicture(changed: nil)
    }
    return takeStartMap(changing: {
      $0.model = name
      $0.statistics = statistics
    })
      ?? change({ from, to in "model \(from.model ?? "none") → \(to.model ?? "none")" }) {
        $0.model = name
        $0.statistics = statistics
      }
  }

  /// A session in which nothing was done yet begins where the model looks good.
  private mutating func takeStart() {
    guard let start = capabilities?.latent?.start, history.past.isEmpty, !session.isReadOnly,
      picture.settings.latent == LatentState(), picture.settings.seedWord == nil,
      picture.settings.stylePhoto == nil
    else { return }
    let word = UInt32(start) == nil ? start : nil
    let seed = UInt32(start) ?? Studio.seed(ofWord: start)
    picture.settings.latent.source = source(of: SeedMemory.Entry(seed: seed, word: word))
    picture.settings.seedWord = word
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
    showError(userFacingError)
    return []
  }

  /// A model that is being loaded is not wanted any more.
  mutating func stopLoading() { model.loading = nil }

  /// Notes how long a picture took.
  mutating func noteSeconds(_ seconds: Double) {
    model.timings = Array((model.timings + [seconds]).suffix(16))
  }

  /// Keeps at hand how painted labels are called in the model.
  mutating func refreshTranslation() {
    guard let target = capabilities?.labels?.labelSet, target != editing.document.labelSet else {
      return
    }
    if model.translation?.source != editing.document.labelSet || model.translation?.target != target
    {
      model.translation = LabelTranslation(from: editing.document.labelSet, to: target)
    }
  }

  /// Switches the number format of live pictures.
  mutating func togglePrecision() -> [Effect] {
    preferences.livePrecision = preferences.livePrecision == .float32 ? .bfloat16 : .float32
    showStatus(.done, "live pictures in \(preferences.livePrecision == .float32 ? "fp32" : "bf16")")
    return requestPicture(changed: nil)
  }
}
