import Canvas
import Imaging
import Sessions
import Synthesis

@testable import Studio

let testLabels = LabelSet(
  name: "small", source: "tests",
  labels: ["sky", "tree", "sea", "grass"].enumerated().map {
    LabelSet.Label(id: $0.offset, name: $0.element, color: RGB(UInt8(60 * $0.offset), 90, 200))
  })

extension Capabilities {
  /// One of each kind of family, together exercising every field (Studio article).
  static let families: [(name: String, capabilities: Capabilities)] = [
    ("landscape", .spade),
    (
      "plain",
      Capabilities(
        labels: Labels(labelSet: testLabels, usesInstances: true), rendersLocally: true,
        outputSize: PixelSize(width: 512, height: 256))
    ),
    (
      "village",
      Capabilities(
        labels: Labels(labelSet: testLabels, usesInstances: true), instanceStyleChannels: 3,
        clustersPerClass: [1: 10], outputSize: PixelSize(width: 256, height: 256))
    ),
    (
      "skies",
      Capabilities(
        latent: Latent(dimension: 512, layers: 12),
        outputSize: PixelSize(width: 128, height: 128))
    ),
    (
      "biomes",
      Capabilities(
        mainInput: .classes, latent: Latent(dimension: 120), classNames: ["coast", "dunes"],
        hasRunningStatistics: true,
        outputSize: PixelSize(width: 64, height: 64))
    ),
    (
      "street",
      Capabilities(
        labels: Labels(labelSet: testLabels, usesInstances: false),
        latent: Latent(dimension: 256, matters: false), styleFromImage: true,
        hasRunningStatistics: true, outputSize: PixelSize(width: 256, height: 192))
    ),
  ]

  static let spade = Capabilities(
    labels: Labels(labelSet: testLabels, usesInstances: true), latent: Latent(dimension: 256),
    styleFromImage: true, hasRunningStatistics: true, rendersLocally: true,
    outputSize: PixelSize(width: 256, height: 256))
}

extension ModelDescription {
  static let landscape = ModelDescription(
    name: "landscape", family: "SPADE-VAE", capabilities: .spade)
}

extension StudioState {
  /// A small map of sky with a model loaded; the brush is one pixel.
  static func fixture(
    width: Int = 16, height: Int = 12, model: ModelDescription? = ModelDescription.landscape
  ) -> StudioState {
    var contents = SessionContents(
      name: "Bay",
      document: Document(
        size: PixelSize(width: width, height: height), label: 0, labelSet: testLabels),
      settings: PictureSettings(model: model?.name))
    contents.toolState = ToolState(label: 1, previousLabel: 0, recents: [1, 0, 2])
    contents.toolState.brush = Brush(shape: .square, size: 1)
    contents.cursor = PixelPoint(x: 2, y: 3)
    var state = StudioState(contents, sessionID: "bay")
    state.model.description = model
    state.model.loadedName = model?.name
    return state
  }

  /// Presses keys: letters are commands, names in brackets act inside the pane, for instance
  /// `b[space][right][right][space]u`. While something is typed, letters are text.
  @discardableResult
  mutating func press(_ keys: String) -> [Effect] {
    var effects: [Effect] = []
    var rest = keys[...]
    while let first = rest.popFirst() {
      if first == "[", let end = rest.firstIndex(of: "]"), end != rest.startIndex {
        let name = String(rest[..<end])
        rest = rest[rest.index(after: end)...]
        effects += reduce(&self, StudioState.action(named: name))
      } else if isTyping {
        effects += reduce(&self, .input(.text(String(first))))
      } else if let digit = first.wholeNumberValue {
        effects += reduce(&self, .input(.key(.digit(digit))))
      } else if let command = StudioCommand.command(forKey: String(first)) {
        effects += reduce(&self, .command(command))
      } else if first == "," {
        effects += reduce(&self, .input(.key(.before)))
      } else if first == "." {
        effects += reduce(&self, .input(.key(.after)))
      }
    }
    return effects
  }

  private static func action(named name: String) -> StudioAction {
    switch name {
    case "left": .input(.arrow(.left, step: 1))
    case "right": .input(.arrow(.right, step: 1))
    case "up": .input(.arrow(.up, step: 1))
    case "down": .input(.arrow(.down, step: 1))
    case "space": .input(.key(.space))
    case "enter": .input(.key(.enter))
    case "tab": .input(.key(.tab(backwards: false)))
    case "esc": .input(.key(.escape))
    case "del": .input(.key(.delete))
    case "more": .input(.key(.more))
    case "less": .input(.key(.less))
    default: .input(.backspace)
    }
  }

  /// Does something with the mouse on the map.
  @discardableResult
  mutating func mouse(_ kind: MapPointerEvent.Kind, _ x: Int, _ y: Int) -> [Effect] {
    reduce(&self, .input(.pointer(MapPointerEvent(kind, at: PixelPoint(x: x, y: y), in: .map))))
  }

  /// Lets time go by.
  @discardableResult
  mutating func wait(_ seconds: Double) -> [Effect] { reduce(&self, .ticked(clock + seconds)) }
}

extension Frame {
  /// A grey picture that answers a stamp.
  static func fixture(stamp: Int, shade: UInt8 = 100, exactIn: PixelRect? = nil) -> Frame {
    Frame(
      stamp: stamp, image: RGBImage(width: 4, height: 4, filledWith: RGB(shade, shade, shade)),
      precision: .float32, exactIn: exactIn, seconds: 0.1)
  }
}

extension [Effect] {
  /// The journal records among the effects.
  var records: [JournalRecord] {
    compactMap { effect in
      if case .journal(let record) = effect { record } else { nil }
    }
  }

  /// The render requests among the effects.
  var requests: [RenderRequest] {
    compactMap { effect in
      if case .render(let request) = effect { request } else { nil }
    }
  }
}
