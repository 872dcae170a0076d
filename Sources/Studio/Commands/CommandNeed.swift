import Sessions
import Synthesis

/// Something a command needs; tells what is missing and what can be done about it (Studio article).
struct CommandNeed {
  /// Why the command cannot be given; `nil` when nothing is missing.
  let reason: (StudioState) -> String?
}

extension CommandNeed {
  /// A session that may be changed.
  static var writable: CommandNeed {
    CommandNeed { $0.session.isReadOnly ? "open to look, not to change; S makes a copy" : nil }
  }

  /// A map that may be painted on.
  static var map: CommandNeed {
    CommandNeed { state in
      if let reason = writable.reason(state) { return reason }
      guard let model = state.model.description else {
        return state.leftPane == .map ? nil : noModelReason(state)
      }
      guard model.capabilities.labels == nil else { return nil }
      return state.leftPane == .classes
        ? "\(model.name) has no label map; your hand is the class list"
        : "\(model.name) has no label map; your hand is the seed grid"
    }
  }

  /// A map in the left pane, be it to look at only.
  static var mapPane: CommandNeed {
    CommandNeed { $0.leftPane == .map ? nil : map.reason($0) }
  }

  /// A latent.
  static var latent: CommandNeed {
    CommandNeed { state in
      guard let model = state.model.description else { return noModelReason(state) }
      guard model.capabilities.latent == nil else { return nil }
      if model.capabilities.instanceStyleChannels > 0 {
        return "no z in \(model.name): styles of single objects make its variety"
      }
      return "no z in this model: the same map gives the same picture"
    }
  }

  /// A latent that ψ changes.
  static var truncation: CommandNeed {
    CommandNeed { state in
      guard let latent = state.capabilities?.latent, !latent.truncates else { return nil }
      let name = state.model.description?.name ?? "this model"
      return "no ψ in \(name): noise at every scale makes its variety; z sets where it starts"
    }
  }

  /// A row of the Latent pane that not every model has.
  static func latentRow(_ row: LatentRow, else words: String) -> CommandNeed {
    CommandNeed { $0.latentRows.contains(row) ? nil : words }
  }

  /// A latent, or styles that can be rolled.
  static var chance: CommandNeed {
    CommandNeed { $0.hasStyles ? writable.reason($0) : latent.reason($0) }
  }

  /// Styles of single objects.
  static var styles: CommandNeed {
    CommandNeed { state in
      if state.hasStyles { return nil }
      guard let model = state.model.description else { return noModelReason(state) }
      if model.capabilities.labels == nil { return map.reason(state) }
      return model.capabilities.styleFromImage
        ? "\(model.name) has one style for all; G takes it from a photo"
        : "\(model.name) has one style for the whole picture"
    }
  }

  /// A loaded model.
  static var model: CommandNeed {
    CommandNeed { $0.model.description == nil ? noModelReason($0) : nil }
  }

  /// A picture.
  static var picture: CommandNeed {
    CommandNeed { state in
      guard state.picture.image == nil else { return nil }
      return state.model.description == nil
        ? noModelReason(state) : "no picture yet: it is rendering"
    }
  }

  /// Statistics to choose from.
  static var statistics: CommandNeed {
    CommandNeed { state in
      guard let model = state.model.description else { return noModelReason(state) }
      return model.capabilities.hasRunningStatistics
        ? nil : "\(model.name) keeps no statistics: it always takes those of the picture"
    }
  }

  /// An object under the cursor or selected; with `numbered` one that is no mere label.
  static func object(numbered: Bool) -> CommandNeed {
    CommandNeed { state in
      let object = state.currentObject
      let isThere = numbered ? object.map { $0.number != 0 } ?? false : object != nil
      return isThere ? nil : "no object here: s selects one, Tab the next"
    }
  }

  /// Several objects of one label in the selection.
  static var severalObjects: CommandNeed {
    that("select a box with two objects of one label first (s, drag)") {
      $0.joinableObjects.count >= 2
    }
  }

  /// A selected box.
  static var noiseBox: CommandNeed {
    that("select a box first: s, drag") { $0.noiseBoxInHand != nil }
  }

  /// A copied region in the clipboard.
  static var stamp: CommandNeed {
    that("nothing copied yet: s selects, y copies") { $0.editing.toolState.clipboard != nil }
  }

  /// Something `y` can copy.
  static var copyable: CommandNeed {
    that("nothing to copy: s selects a region or an object") { $0.canCopy }
  }

  /// A copied style.
  static var copiedStyle: CommandNeed {
    that("no style copied yet: y on an object copies it") { $0.styles.clipboard.copied != nil }
  }

  /// A picture to compare with.
  static var pictureA: CommandNeed {
    that("no A yet: C makes this picture A") {
      $0.picture.imageA != nil || $0.comparedFrame != nil
    }
  }

  /// A comparison with an amount.
  static var amount: CommandNeed {
    that("( and ) move a blend or a wipe: v chooses one") {
      $0.view.compare == .blend || $0.view.compare == .wipe
    }
  }

  /// A photo that gives the style.
  static var stylePhoto: CommandNeed {
    that("the style comes from the seed already") { $0.picture.settings.stylePhoto != nil }
  }

  /// A photo that can lie under the map.
  static var photoUnder: CommandNeed {
    that("no photo yet: G chooses one") { $0.view.underPhoto != nil }
  }

  /// An undo step to take back.
  static var past: CommandNeed { that("nothing to undo") { $0.canUndo || $0.hasPendingPreview } }

  /// An undo step to do again.
  static var future: CommandNeed { that("nothing to redo") { $0.history.redoName != nil } }

  /// Work or rendering that can be stopped.
  static var running: CommandNeed {
    that("nothing is running") {
      !$0.work.isEmpty || $0.picture.isRendering || $0.styles.strip.rendering != nil
    }
  }

  private static func that(
    _ reason: String, _ isThere: @escaping (StudioState) -> Bool
  ) -> CommandNeed {
    CommandNeed { isThere($0) ? nil : reason }
  }

  private static func noModelReason(_ state: StudioState) -> String {
    let rest = state.leftPane == .map ? "; painting works already" : ""
    if let loading = state.model.loading { return "\(loading) is still loading\(rest)" }
    return "no model yet: M chooses one\(rest)"
  }
}
