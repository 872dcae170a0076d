import Canvas
import Sessions
import Synthesis

extension StudioCommand {
  /// The table of all commands: key, line, section, what it needs, what it does.
  var entry: CommandEntry {
    switch self {
    // Tools.
    case .brush: .tool(.brush, "Brush")
    case .eraser: .tool(.eraser, "Eraser to the opened map; again: to none")
    case .fill: .tool(.fill, "Fill; again: whole object")
    case .line: .tool(.line, "Line, corners; meeting the start: polygon")
    case .rectangle: .tool(.rectangle, "Rectangle; again: outline")
    case .oval: .tool(.oval, "Oval; again: outline")
    case .select: .tool(.select, "Select object or box; again: lasso")
    case .stamp: .tool(.stamp, "Stamp what was copied", .stamp)

    // The hand.
    case .brushShape:
      CommandEntry("B", "Next brush shape ● ■ ◆ ╱", .hand, .mapPane) {
        $0.turnBrushShape()
        return []
      }
    case .mirror:
      CommandEntry("m", "Mirror left and right, up and down, both, off", .hand, .mapPane) {
        $0.turnMirror()
        return []
      }
    case .typeNumber:
      CommandEntry("=", "Type the number in hand", .hand) { $0.openCurrentNumber() }

    // Labels.
    case .pick:
      CommandEntry("i", "Pick the label under the cursor", .labels, .map) {
        $0.pick(at: $0.editing.cursor.point)
      }
    case .swapLabels:
      CommandEntry("x", "Swap with the label before", .labels, .mapPane) {
        $0.swapLabels()
        return []
      }
    case .relabel:
      CommandEntry("F", "Relabel everywhere, region, object", .labels, .map) { $0.relabel() }
    case .dimOthers:
      CommandEntry("H", "Hold: dim all other labels", .labels, .mapPane) {
        $0.startHold(.dimOthers)
        return []
      }

    // Objects.
    case .pickObject:
      CommandEntry("I", "Pick label and object: go on with it", .objects, .map) {
        $0.pickObject(at: $0.editing.cursor.point)
      }
    case .objectPolicy:
      CommandEntry("n", "New object: next stroke, each, never", .objects, .map) {
        $0.turnPolicy()
        return []
      }
    case .copy:
      CommandEntry("y", "Copy region, object, style, message", .objects, .copyable) {
        $0.view.focus == .walk && $0.cards.card == nil ? $0.duplicateKeyframe() : $0.copy()
      }
    case .duplicate:
      CommandEntry(
        nil, "Duplicate the object beside itself", .objects, .map, .object(numbered: true)
      ) { $0.duplicateObject() }
    case .split:
      CommandEntry(
        "X", "Split object into its pieces", .objects, .map, .object(numbered: false)
      ) { $0.splitObject() }
    case .join:
      CommandEntry("J", "Join the selected objects", .objects, .map, .severalObjects) {
        $0.perform(.join($0.joinableObjects))
      }
    case .styleToAll:
      CommandEntry("A", "This style on all of its label", .objects, .styles, .writable) {
        $0.giveToAll()
      }
    case .pasteStyle:
      CommandEntry("P", "Paste only the style", .objects, .styles, .writable, .copiedStyle) {
        $0.pasteStyle()
      }

    // The picture.
    case .die: CommandEntry("d", "Die: new seed, new styles", .picture, .chance) { $0.rollDie() }
    case .contactSheet:
      CommandEntry("%", "Nine dice: a contact sheet of seeds", .picture, .latent, .writable) {
        $0.rollContactSheet()
        return []
      }
    case .typeSeed:
      CommandEntry("D", "Type a seed, or a word", .picture, .chance) {
        $0.openBox(.seed)
        return []
      }
    case .typePsi:
      CommandEntry("t", "Type ψ", .picture, .latent, .truncation) {
        $0.openBox(.psi)
        return []
      }
    case .psiToggle:
      CommandEntry("T", "ψ to 1 and back", .picture, .latent, .truncation) { $0.togglePsi() }
    case .compareHold:
      CommandEntry("c", "Hold: show A instead", .picture, .pictureA) {
        $0.startHold(.showA)
        return []
      }
    case .keepA:
      CommandEntry("C", "This picture is A from now on", .picture, .picture) {
        $0.keepA()
        return []
      }
    case .compare:
      CommandEntry("v", "View: beside, blend, wipe, difference", .picture) {
        $0.turnComparison()
        return []
      }
    case .pictureAlone:
      CommandEntry("V", "Picture large with the map as inset, alone, beside", .picture) {
        $0.turnArrangement()
        return []
      }
    case .exact:
      CommandEntry("R", "Exact picture now, fp32", .picture, .picture) { $0.renderExactly() }
    case .statistics:
      CommandEntry(nil, "Statistics: running, or of this picture", .picture, .statistics) {
        $0.toggleStatistics()
      }
    case .precision:
      CommandEntry(nil, "Live pictures in fp32 or bf16", .picture) { $0.togglePrecision() }
    case .lessAmount:
      CommandEntry("(", "Less blend or wipe", .picture, .amount) {
        $0.changeAmount(by: -0.05)
        return []
      }
    case .moreAmount:
      CommandEntry(")", "More blend or wipe", .picture, .amount) {
        $0.changeAmount(by: 0.05)
        return []
      }
    case .styleFromSeed:
      CommandEntry(nil, "Style from the seed again", .picture, .stylePhoto) {
        $0.takeStyleFromSeed()
      }
    case .star:
      CommandEntry(nil, "Star this place in latent space", .picture, .latent, .writable) {
        $0.starPlace()
      }
    case .noise:
      CommandEntry(
        nil, "Noise: fixed, from a seed, off", .picture, .latent, .writable,
        .latentRow(.noise, else: "no noise inputs in this model")
      ) { $0.turnNoise(by: 1) }
    case .noiseBox:
      CommandEntry(
        nil, "Noise of its own in the selected box", .picture, .latent, .writable,
        .latentRow(.noiseBoxes, else: "boxes of noise are for models learned from one photo"),
        .noiseBox
      ) { $0.rollDie() }
    case .truncationKind:
      CommandEntry(
        nil, "ψ by scaling, a cut normal, or resampling", .picture, .latent, .writable,
        .latentRow(.kind, else: "ψ moves w towards its mean in this model")
      ) { $0.setTruncationKind($0.picture.settings.latent.truncationKind.next(by: 1)) }
    case .plainLatent:
      CommandEntry(
        nil, "ψ 1 for all layers, nothing mixed, fixed noise", .picture, .latent, .writable
      ) { $0.takePlainLatent() }

    // Panes and view.
    case .palette:
      CommandEntry("/", "Palette: focus and search", .panes) {
        $0.togglePalette()
        return []
      }
    case .inspector:
      CommandEntry(nil, "Inspector: focus, again: away", .panes) {
        $0.toggleInspector()
        return []
      }
    case .latent:
      CommandEntry("z", "Latent pane", .panes, .latent) {
        $0.toggleLatent()
        return []
      }
    case .styles:
      CommandEntry("a", "Styles of this object", .panes, .styles) {
        $0.toggleStyles()
        return []
      }
    case .walk: CommandEntry("w", "Walk pane", .panes) { $0.toggleWalk() }
    case .keyframe:
      CommandEntry("K", "Keyframe: put here, or put anew", .panes, .writable) { $0.putKeyframe() }
    case .names:
      CommandEntry("_", "Names on the map", .panes, .mapPane) {
        $0.view.showsNames.toggle()
        return []
      }
    case .grid:
      CommandEntry("#", "Grid of picture pixels", .panes, .mapPane) {
        $0.view.showsGrid.toggle()
        return []
      }
    case .zoomIn:
      CommandEntry("+", "Zoom in", .panes) {
        $0.zoomFocusedPane(by: 1)
        return []
      }
    case .zoomOut:
      CommandEntry("-", "Zoom out", .panes) {
        $0.zoomFocusedPane(by: -1)
        return []
      }
    case .zoomFit:
      CommandEntry(nil, "Zoom to fit", .panes) {
        $0.resetZoom()
        return []
      }
    case .paneSmaller:
      CommandEntry("<", "Focused pane smaller", .panes) {
        $0.resizeFocusedPane(by: -1)
        return []
      }
    case .paneLarger:
      CommandEntry(">", "Focused pane larger", .panes) {
        $0.resizeFocusedPane(by: 1)
        return []
      }
    case .panels:
      CommandEntry(";", "Palette and Inspector: where there is room, shown, hidden", .panes) {
        $0.turnPanels()
        return []
      }
    case .photoUnder:
      CommandEntry("g", "Photo under the map on, off", .panes, .photoUnder) {
        $0.view.showsPhotoUnder.toggle()
        return []
      }

    // Files.
    case .writeNow:
      CommandEntry("W", "Write the picture now (PNG)", .files, .model) { $0.writeNow() }
    case .export:
      CommandEntry("E", "Export", .files) {
        $0.openExport()
        return []
      }
    case .sessions: CommandEntry("O", "Sessions", .files) { $0.openSessions() }
    case .newMap:
      CommandEntry("N", "New map: template, image, empty", .files) { $0.openNewMap() }
    case .namedCopy:
      CommandEntry("S", "Named copy of the session", .files) {
        $0.openNamedCopy()
        return []
      }
    case .models: CommandEntry("M", "Models", .files) { $0.openModels() }
    case .learn: CommandEntry(nil, "Learn from a photo", .files) { $0.openLearning() }
    case .photo:
      CommandEntry("G", "Style from a photo", .files) {
        $0.openPhoto()
        return []
      }
    case .labelPhoto:
      CommandEntry(nil, "Label a photo: a first map of it", .files, .map) {
        $0.openPhotoToLabel()
        return []
      }
    case .latentFile:
      CommandEntry(
        nil, "Latent: load or save .npy .npz .safetensors", .files, .latent, .writable
      ) {
        $0.openLatentFile()
        return []
      }

    case .directionFile:
      CommandEntry(nil, "Direction of w from .npy .npz .pt", .files, .latent, .writable) {
        $0.openDirectionFile()
      }

    // Always.
    case .undo: CommandEntry("u", "Undo", .always, .past) { $0.undo() }
    case .redo: CommandEntry("U", "Redo", .always, .future) { $0.redo() }
    case .commands:
      CommandEntry(":", "Find a command", .always) {
        $0.openCommands()
        return []
      }
    case .help:
      CommandEntry("?", "Help for what you do now", .always) {
        $0.openHelp()
        return []
      }
    case .messages:
      CommandEntry("!", "All messages so far", .always) {
        $0.openMessages()
        return []
      }
    case .tour:
      CommandEntry(nil, "Tour: the six notes again", .always) {
        $0.beginTour()
        return []
      }
    case .stop: CommandEntry("^C", "Stop long work", .always, .running) { $0.stop() }
    case .redraw: CommandEntry("^L", "Draw everything anew", .always) { _ in [.redraw] }
    case .suspend:
      CommandEntry("^Z", "To the shell; fg returns", .always) {
        $0.settle() + $0.saveNow() + [.suspend]
      }
    case .quit: CommandEntry("q", "Quit; everything is kept", .always) { $0.quit() }
    }
  }
}
