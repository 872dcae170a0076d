import Canvas
import Imaging
import Studio
import StudioUI
import Synthesis
import Terminal

/// Plays the studio from bytes: what a terminal would send goes in, state and screen come out.
struct Player {
  var state: StudioState
  var size: CellSize
  /// What the reducer asked for since the beginning.
  var effects: [Effect] = []
  private var view: StudioView
  private var mapper: InputMapper
  private var decoder = InputDecoder()
  private var clock = 0.0
  private var answered = 0

  init(
    _ state: StudioState = .bay(), size: CellSize = CellSize(columns: 80, rows: 24),
    display: Display = Display(depth: .trueColor), keymap: Keymap = Keymap()
  ) {
    self.state = state
    self.size = size
    view = StudioView(display: display, keymap: keymap)
    mapper = InputMapper(keymap: keymap)
  }

  /// The screen as it is now.
  var screen: Screen {
    var view = view
    return view.screen(of: state, size: size)
  }

  /// The text of the screen.
  var text: String { screen.buffer.text }

  /// Sends bytes; every event is drawn before the next one is read, 300 ms after it.
  mutating func send(_ text: String) {
    for event in decoder.feed(Array(text.utf8)) + decoder.timeout() { handle(event) }
  }

  /// Sends keys by name: `"Enter"`, `"Esc"`, `"Tab"`, arrows, else as they are.
  mutating func keys(_ names: String...) {
    let named = [
      "Enter": "\r", "Esc": "\u{1B}", "Tab": "\t", "←": "\u{1B}[D", "→": "\u{1B}[C",
      "↑": "\u{1B}[A", "↓": "\u{1B}[B", "Del": "\u{1B}[3~", "Space": " ", "Back": "\u{7F}",
    ]
    for name in names { send(named[name] ?? name) }
  }

  /// Presses, drags and releases the left button along cells.
  mutating func drag(_ cells: (Int, Int)...) {
    for (index, cell) in cells.enumerated() {
      send("\u{1B}[<\(index == 0 ? 0 : 32);\(cell.0 + 1);\(cell.1 + 1)M")
    }
    if let last = cells.last { send("\u{1B}[<0;\(last.0 + 1);\(last.1 + 1)m") }
  }

  /// Clicks a cell.
  mutating func click(_ column: Int, _ row: Int, button: Int = 0) {
    send("\u{1B}[<\(button);\(column + 1);\(row + 1)M\u{1B}[<\(button);\(column + 1);\(row + 1)m")
  }

  /// Clicks the place that stands for a target; `false` when the screen has none.
  mutating func click(_ target: HitTarget) -> Bool {
    guard let place = screen.hits.place(of: target) else { return false }
    click(place.column, place.row)
    return true
  }

  /// Lets something happen to the state.
  mutating func undoStep(_ action: StudioAction) {
    effects += reduce(&state, action)
  }

  /// Answers the latest request with a picture of one colour.
  mutating func answer(_ color: RGB = RGB(90, 120, 150), precision: Precision = .float32) {
    undoStep(
      .arrived(
        .frameArrived(
          Frame(
            stamp: state.picture.latestStamp,
            image: RGBImage(width: 64, height: 64, filledWith: color), precision: precision,
            seconds: 0.2))))
  }

  /// Answers frames of the walk as they are asked for, each a little brighter than the one before.
  /// - Returns: How many were answered.
  @discardableResult
  mutating func answerAhead(_ most: Int = .max) -> Int {
    var count = 0
    while count < most, let request = effects.lastAhead, request.stamp != answered {
      answered = request.stamp
      let shade = UInt8(truncatingIfNeeded: 3 * count)
      undoStep(
        .arrived(
          .walkFrameArrived(
            Frame(
              stamp: request.stamp,
              image: RGBImage(width: 64, height: 64, filledWith: RGB(shade, 90, 90)),
              precision: request.precision, seconds: 0.1))))
      count += 1
    }
    return count
  }

  /// Lets time go by.
  mutating func wait(_ seconds: Double) {
    clock += seconds
    undoStep(.ticked(clock))
  }

  private mutating func handle(_ event: TerminalEvent) {
    for action in mapper.actions(for: event, in: state, on: screen) { undoStep(action) }
    clock += 0.3
    undoStep(.ticked(clock))
  }
}

extension [Effect] {
  /// The last frame of the walk that was asked for.
  var lastAhead: FrameWish? {
    for effect in reversed() {
      if case .renderAhead(let request) = effect { return request }
    }
    return nil
  }
}

extension LabelSet {
  /// Sky over grass, with trees and sea.
  static let bay = LabelSet(
    name: "bay", source: "test",
    labels: [
      .init(id: 0, name: "sky", color: RGB(190, 227, 247), glyph: ".", group: "SKY"),
      .init(id: 1, name: "grass", color: RGB(134, 194, 78), glyph: "\"", group: "PLANTS"),
      .init(id: 2, name: "tree", color: RGB(29, 92, 51), glyph: "t", group: "PLANTS"),
      .init(id: 3, name: "sea", color: RGB(19, 79, 143), glyph: "~", group: "WATER"),
    ])
}

extension StudioState {
  /// A 64×64 map: sky above, grass below, sky in hand.
  static func bay() -> StudioState {
    var labels = LabelMap(width: 64, height: 64, filledWith: 0)
    for index in (64 * 32)..<(64 * 64) { labels.elements[index] = 1 }
    var document = Document(MapContent(labels: labels, labelSet: .bay))
    document.apply(
      .fill(.rectangle(PixelRect(x: 4, y: 20, width: 8, height: 20)), .label(2, .new), mirror: []))
    document = Document(document.content)
    var state = StudioState(.init(name: "Bay", document: document))
    state.editing.toolState.recents = [0, 1, 2, 3]
    state.editing.toolState.brush.size = 8
    return state
  }

  /// The bay with a model that has a latent and takes styles from photos.
  static func bayWithModel() -> StudioState {
    var state = bay()
    let capabilities = Capabilities(
      labels: .init(labelSet: .bay, usesInstances: true), latent: .init(dimension: 8),
      styleFromImage: true, hasRunningStatistics: true, rendersLocally: true,
      outputSize: PixelSize(width: 64, height: 64))
    _ = reduce(
      &state,
      .arrived(
        .modelLoaded(
          ModelDescription(name: "landscape", family: "SPADE-VAE", capabilities: capabilities))))
    return state
  }
}
