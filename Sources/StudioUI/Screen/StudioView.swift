import Imaging
public import Studio
public import Terminal

/// A finished screen: its cells, what they stand for, and where things are.
public struct Screen: Equatable, Sendable {
  /// The cells.
  public var buffer: CellBuffer
  /// What they stand for.
  public var hits: HitMap
  /// Where things are.
  public var layout: ScreenLayout
  /// Texts that had no room and end in `…`.
  public var shortened: [String] = []
}

/// Turns states into screens. Pure: the same state, size and display give the same screen; it
/// keeps only the looks of the label set and the cells of the picture it met last, because they cost
/// more than a glance.
public struct StudioView: Sendable {
  /// What screens are drawn for.
  public var display: Display
  /// Keys as they are bound: what is printed on the screen follows them.
  public let keymap: Keymap
  private var appearance: (set: LabelSet, depth: ColorDepth, appearance: LabelAppearance)?

  private var pictureCells: PictureCells?

  /// A view for a display and the keys of a person.
  public init(display: Display, keymap: Keymap = Keymap()) {
    self.display = display
    self.keymap = keymap
  }

  /// The screen of a state.
  public mutating func screen(of state: StudioState, size: CellSize) -> Screen {
    let layout = ScreenLayout(
      size: size,
      options: ScreenLayout.Options(
        image: state.leftPane == .map
          ? state.editing.document.size
          : state.capabilities?.outputSize ?? state.editing.document.size,
        arrangement: state.view.pictureAlone
          ? .alone : state.view.insetMap && state.leftPane == .map ? .inset : .beside,
        panelsShown: state.view.panels == .automatic ? nil : state.view.panels == .shown,
        tourRows: tourRows(of: state, columns: size.columns),
        walkHasKeyframes: !state.timeline.walk.keyframes.isEmpty,
        steps: steps(of: state),
        paletteOpen: state.view.paletteOpen || state.editing.palette.isSearching,
        inspectorOpen: state.view.inspectorOpen, walkOpen: state.view.docks.contains(.walk),
        walkFocused: state.view.focus == .walk,
        docks: docks(of: state),
        focusedDock: focusedDock(of: state)))
    var painter = Painter(size: size, display: display, keymap: keymap)
    if layout.isTooSmall {
      SmallWindow(size: size, unkept: state.session.unkept).draw(into: &painter)
      painter.hits.follow(keymap)
      return Screen(buffer: painter.buffer, hits: painter.hits, layout: layout)
    }
    let shown = state.onWalk
    let appearance = appearance(of: shown.editing.document.labelSet)
    painter.pictureCells = pictureCells
    draw(state, shown, layout, appearance, into: &painter)
    pictureCells = painter.pictureCells
    painter.hits.follow(keymap)
    return Screen(
      buffer: painter.buffer, hits: painter.hits, layout: layout, shortened: painter.shortened)
  }

  /// Steps by which panes are larger or smaller, as the layout calls them.
  private func steps(of state: StudioState) -> [ScreenPane: Int] {
    Dictionary(
      uniqueKeysWithValues: state.view.paneSteps.map { pane, steps in
        switch pane {
        case .map: (ScreenPane.map, steps)
        case .picture: (.picture, steps)
        case .palette: (.palette, steps)
        case .inspector: (.inspector, steps)
        case .latent: (.latent, steps)
        case .styles: (.styles, steps)
        case .walk: (.walk, steps)
        }
      })
  }

  private func tourRows(of state: StudioState, columns: Int) -> Int {
    guard let tour = state.cards.tour, state.leftPane == .map else { return 0 }
    return TourNote(tour: tour, state: state).rows(in: columns, display)
  }

  /// The docks that are open, the most important first.
  private func docks(of state: StudioState) -> [ScreenPane] {
    (state.hasStyles && state.showsStyles ? [.styles] : [])
      + (state.showsLatentDock ? [.latent] : [])
  }

  private func focusedDock(of state: StudioState) -> ScreenPane? {
    switch state.view.focus {
    case .styles: .styles
    case .latent: .latent
    case .map, .picture, .palette, .inspector, .walk: nil
    }
  }

  private func draw(
    _ state: StudioState, _ shown: StudioState, _ layout: ScreenLayout,
    _ appearance: LabelAppearance,
    into painter: inout Painter
  ) {
    HeaderRow(state: state, layout: layout).draw(into: &painter)
    for separator in layout.separators {
      painter.buffer.drawColumn(
        display.box.vertical, in: separator, style: display.style(.quiet))
    }
    PicturePane(state: shown, appearance: appearance, layout: layout).draw(into: &painter)
    switch state.leftPane {
    case .map: MapPane(state: shown, appearance: appearance, layout: layout).draw(into: &painter)
    case .seedGrid: SeedGridPane(state: shown, layout: layout).draw(into: &painter)
    case .classes: ClassPane(state: shown, layout: layout).draw(into: &painter)
    }
    if !layout.overlay.isEmpty {
      painter.buffer.fill(layout.overlay)
      let edge = CellRect(
        column: layout.overlay.column, row: layout.overlay.row, columns: 1,
        rows: layout.overlay.rows)
      painter.buffer.drawColumn(display.box.vertical, in: edge, style: display.style(.quiet))
      painter.hits.add(layout.overlay, .cardBackground)
    }
    PalettePane(state: shown, appearance: appearance, layout: layout).draw(into: &painter)
    InspectorPane(state: shown, appearance: appearance, layout: layout).draw(into: &painter)
    StylesPane(state: state, layout: layout).draw(into: &painter)
    LatentPane(state: shown, layout: layout).draw(into: &painter)
    WalkPane(state: state, layout: layout).draw(into: &painter)
    joinSeparators(layout, into: &painter)
    StatusBar(state: state, appearance: appearance, layout: layout).draw(into: &painter)
    if state.cards.card != nil {
      CardView(state: state, layout: layout).draw(into: &painter)
    }
    if let tour = state.cards.tour, !layout.tour.isEmpty {
      TourNote(tour: tour, state: state).draw(in: layout.tour, into: &painter)
    }
  }

  /// Puts `┬` where a line between panes meets the title row.
  private func joinSeparators(_ layout: ScreenLayout, into painter: inout Painter) {
    let sign: Unicode.Scalar = display.usesUnicode ? "┬" : "+"
    for separator in layout.separators where !separator.isEmpty {
      painter.buffer[separator.column, separator.row] = Cell(sign, style: display.style(.quiet))
    }
  }

  private mutating func appearance(of set: LabelSet) -> LabelAppearance {
    if let known = appearance, known.depth == display.depth, known.set == set {
      return known.appearance
    }
    let fresh = LabelAppearance(set, depth: display.depth)
    appearance = (set, display.depth, fresh)
    return fresh
  }
}

/// All that a window under 80×24 shows: why, and that nothing is lost.
struct SmallWindow {
  let size: CellSize
  /// Why nothing is kept; `nil` when all is.
  let unkept: String?

  func draw(into painter: inout Painter) {
    let area = CellRect(size).inset(columns: size.columns > 4 ? 1 : 0, rows: 0)
    let text =
      "ganvas needs 80×24. This window is \(size). Enlarge it or make the letters smaller: the "
      + "studio comes back by itself. "
      + (unkept.map { "Nothing is kept: \($0)." } ?? "Everything is saved; rendering goes on.")
    let used = painter.paragraph(text, in: area)
    let row = min(used + 1, area.rows - 1)
    guard row >= used || area.rows == 1 else { return }
    painter.line(Span.key("q", "quit"), in: area.line(max(0, row)))
  }
}
