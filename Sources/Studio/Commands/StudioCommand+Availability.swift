import Sessions
import Synthesis

extension StudioCommand {
  /// Whether the command can be given in this state, or why not and what can (Studio article).
  public func availability(in state: StudioState) -> Availability {
    if let reason = reason(in: state) { return .unavailable(reason) }
    return .available
  }

  /// One switch over what each command needs; `nil` when nothing is missing.
  private func reason(in state: StudioState) -> String? {
    switch self {
    case .die, .typeSeed: diceReason(in: state)
    case .typePsi, .psiToggle: latentReason(in: state)
    case .star, .plainLatent, .latentFile: latentReason(in: state) ?? readOnlyReason(in: state)
    case .noise:
      latentReason(in: state) ?? readOnlyReason(in: state)
        ?? (state.latentRows.contains(.noise) ? nil : "no noise inputs in this model")
    case .truncationKind:
      latentReason(in: state) ?? readOnlyReason(in: state)
        ?? (state.latentRows.contains(.kind) ? nil : "ψ moves w towards its mean in this model")
    case .brush, .eraser, .fill, .line, .rectangle, .oval, .select, .pick, .pickObject, .relabel,
      .objectPolicy:
      mapReason(in: state)
    case .stamp:
      mapReason(in: state)
        ?? (state.editing.toolState.clipboard == nil
          ? "nothing copied yet: s selects, y copies" : nil)
    case .split:
      mapReason(in: state)
        ?? (state.currentObject == nil ? "no object here: s selects one, Tab the next" : nil)
    case .duplicate:
      mapReason(in: state)
        ?? (state.currentObject.map { $0.number == 0 } ?? true
          ? "no object here: s selects one, Tab the next" : nil)
    case .join:
      mapReason(in: state)
        ?? (state.joinableObjects.count < 2
          ? "select a box with two objects of one label first (s, drag)" : nil)
    case .styles: stylesReason(in: state)
    case .styleToAll: stylesReason(in: state) ?? readOnlyReason(in: state)
    case .pasteStyle:
      stylesReason(in: state) ?? readOnlyReason(in: state)
        ?? (state.styles.clipboard.copied == nil
          ? "no style copied yet: y on an object copies it" : nil)
    case .latent: latentReason(in: state)
    case .keyframe:
      state.session.isReadOnly ? "open to look, not to change; S makes a copy" : nil
    case .photo, .photoUnder: photoReason(in: state)
    case .styleFromSeed:
      state.picture.settings.stylePhoto == nil ? "the style comes from the seed already" : nil
    case .statistics: statisticsReason(in: state)
    case .exact, .keepA: state.picture.image == nil ? pictureReason(in: state) : nil
    case .compareHold: state.picture.imageA == nil ? "no A yet: C makes this picture A" : nil
    case .lessAmount, .moreAmount:
      state.view.compare == .blend || state.view.compare == .wipe
        ? nil : "( and ) move a blend or a wipe: v chooses one"
    case .writeNow: state.model.description == nil ? noModelReason(in: state) : nil
    case .undo: state.canUndo ? nil : "nothing to undo"
    case .redo: state.history.redoName == nil ? "nothing to redo" : nil
    case .stop:
      state.work.isEmpty && !state.picture.isRendering && state.styles.strip.rendering == nil
        ? "nothing is running" : nil
    case .copy: state.canCopy ? nil : "nothing to copy: s selects a region or an object"
    case .brushShape, .mirror, .swapLabels, .dimOthers, .names, .grid:
      state.leftPane == .map ? nil : mapReason(in: state)
    case .typeNumber, .compare, .pictureAlone,
      .precision, .walk, .palette, .inspector, .zoomIn, .zoomOut, .zoomFit,
      .paneSmaller,
      .paneLarger, .export, .sessions, .newMap, .namedCopy, .models, .commands, .help, .messages,
      .tour, .redraw, .suspend, .quit:
      nil
    }
  }

  private func noModelReason(in state: StudioState) -> String {
    let rest = state.leftPane == .map ? "; painting works already" : ""
    if let loading = state.model.loading { return "\(loading) is still loading\(rest)" }
    return "no model yet: M chooses one\(rest)"
  }

  private func pictureReason(in state: StudioState) -> String {
    state.model.description == nil ? noModelReason(in: state) : "no picture yet: it is rendering"
  }

  /// Chance needs a latent, or styles that can be rolled.
  private func diceReason(in state: StudioState) -> String? {
    state.hasStyles ? readOnlyReason(in: state) : latentReason(in: state)
  }

  private func readOnlyReason(in state: StudioState) -> String? {
    state.session.isReadOnly ? "open to look, not to change; S makes a copy" : nil
  }

  private func latentReason(in state: StudioState) -> String? {
    guard let model = state.model.description else { return noModelReason(in: state) }
    guard model.capabilities.latent == nil else { return nil }
    if model.capabilities.instanceStyleChannels > 0 {
      return "no z in \(model.name): styles of single objects make its variety"
    }
    return "no z in this model: the same map gives the same picture"
  }

  private func mapReason(in state: StudioState) -> String? {
    if let reason = readOnlyReason(in: state) { return reason }
    guard let model = state.model.description else {
      return state.leftPane == .map ? nil : noModelReason(in: state)
    }
    guard model.capabilities.labels == nil else { return nil }
    return state.leftPane == .classes
      ? "\(model.name) has no label map; your hand is the class list"
      : "\(model.name) has no label map; your hand is the seed grid"
  }

  private func stylesReason(in state: StudioState) -> String? {
    if state.hasStyles { return nil }
    guard let model = state.model.description else { return noModelReason(in: state) }
    if model.capabilities.labels == nil { return mapReason(in: state) }
    return model.capabilities.styleFromImage
      ? "\(model.name) has one style for all; G takes it from a photo"
      : "\(model.name) has one style for the whole picture"
  }

  private func photoReason(in state: StudioState) -> String? {
    switch self {
    case .photoUnder:
      return state.view.underPhoto == nil ? "no photo yet: G chooses one" : nil
    default:
      return nil
    }
  }

  private func statisticsReason(in state: StudioState) -> String? {
    guard let model = state.model.description else { return noModelReason(in: state) }
    return model.capabilities.hasRunningStatistics
      ? nil : "\(model.name) keeps no statistics: it always takes those of the picture"
  }
}
