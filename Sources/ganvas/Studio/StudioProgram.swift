import Canvas
import Foundation
import Generators
import Imaging
import Inference
import Layouts
import NcursesTerminal
import Scenes
import Sessions
import Studio
import StudioUI
import Synchronization
import Synthesis
import Tensors
import Terminal

/// The studio as it runs: terminal, store and view in one loop on the main thread. The loop sits in
/// `poll`; nothing waits for the main actor (Architecture article).
@MainActor
final class StudioProgram {
  private let terminal: NcursesTerminal
  private let store: StudioStore
  private let start: StudioStart
  private let progress: ProgressBox
  private let requests = RequestBox()
  private let places: StudioPlaces
  private let learning: PhotoLearning
  private var view: StudioView
  private var mapper: InputMapper
  private let settings: StudioSettings
  private let began = ContinuousClock.now

  /// Takes the terminal over and puts everything together.
  init(
    _ command: StudioSubcommand, _ start: StudioStart, _ settings: StudioSettings,
    _ studioPlaces: StudioPlaces, _ places: ProgramPlaces
  ) throws {
    self.places = studioPlaces
    self.settings = settings
    let environment = ProcessInfo.processInfo.environment
    try? FileManager.default.createDirectory(
      at: studioPlaces.errorLog.deletingLastPathComponent(), withIntermediateDirectories: true)
    terminal = try NcursesTerminal(
      configuration: TerminalConfiguration(
        color: command.color ?? settings.color ?? .auto,
        display: command.display ?? settings.display ?? .auto,
        usesMouse: !command.noMouse && settings.mouse != false,
        asciiOnly: command.ascii || settings.ascii == true, escapeDelay: settings.escapeDelay,
        errorLog: studioPlaces.errorLog.path, answerCache: studioPlaces.terminalAnswers.path),
      environment: environment)
    let waker = terminal.waker
    let progress = ProgressBox(wake: { waker.wake() })
    self.progress = progress
    let renderer = InferenceActor(
      places.inference(command.compute)
    ) {
      progress.put($0.fraction)
    }
    var services = StudioServices(
      renderer: renderer, library: start.library,
      exporter: Exporter(directory: Self.exports(command, settings)))
    let exports = Self.exports(command, settings)
    services.exportWalk = { request, progress in
      try await StudioWalkExport(request, places: places, renderer: renderer, directory: exports)
        .run(progress)
    }
    let directions = StudioDirections(renderer: renderer, directory: exports)
    services.readDirection = { try await directions.read($0, layers: $1) }
    services.labelSet = { try? places.labelSet($0) }
    let executable = ProgramPlaces.executable
    services.project = { request, progress in
      try await StudioProjection(request: request, directory: exports, executable: executable)
        .run(progress)
    }
    services.labelPhoto = { request in
      try await StudioLabelling(request: request, executable: executable) {
        try? places.labelSet($0)
      }.run()
    }
    services.readLatent = { try LatentFile.read(($0 as NSString).expandingTildeInPath) }
    services.writeLatent = { try LatentFile.write($0, to: ($1 as NSString).expandingTildeInPath) }
    services.randomMap = { seed in
      let scene = SceneRecipe(seed: UInt64(seed)).render()
      return MapReading(
        content: MapContent(
          labels: scene.labels, instances: scene.instances,
          labelSet: try places.labelSet("landscape")),
        findings: [])
    }
    let learning = PhotoLearning(folder: places.learned)
    self.learning = learning
    services.learning = LearningService(
      start: { path, preset in
        try learning.start(path, preset, avoiding: places.library.entries().map(\.name))
      },
      resume: { try learning.resume($0) }, stop: { learning.stop($0) },
      plan: { try await learning.plan($0, $1) }, list: { learning.runs() })
    services.listModels = { places.modelRows() }
    services.listTemplates = {
      let labelSet = try? places.labelSet("landscape")
      return studioPlaces.templateMaps().map { name, path in
        NewMapCard.Template(
          name: name, path: path, picture: labelSet.flatMap { Self.picture(ofMap: path, $0) })
      }
    }
    var preferences = Preferences(tourDone: !start.isFirst)
    preferences.livePrecision =
      settings.precision ?? (KernelBody.prefersBFloat16 ? .bfloat16 : .float32)
    var state = StudioState(start.contents, sessionID: start.id, preferences: preferences)
    state.machine = MachineFacts(
      kernels: KernelBody.current.rawValue, prefersBFloat16: KernelBody.prefersBFloat16,
      threads: command.compute.threadCount, encodesFilms: FilmEncoder.isInstalled)
    let requests = requests
    store = StudioStore(
      state, services: services, session: start.session, example: start.example,
      wake: { waker.wake() },
      terminal: { requests.all.append($0) })
    self.start = start
    view = StudioView(
      display: Display(
        depth: terminal.depth, usesUnicode: terminal.usesUnicode,
        theme: settings.theme ?? .normal, pictures: terminal.pictures),
      keymap: settings.keymap)
    mapper = InputMapper(keymap: settings.keymap)
  }

  /// A map in its labels' colours, small.
  nonisolated private static func picture(ofMap path: String, _ set: LabelSet) -> RGBImage? {
    guard let map = try? MapImport.readMap(path, with: set).content else { return nil }
    let colors = Dictionary(
      map.labelSet.labels.map { ($0.id, $0.color) }, uniquingKeysWith: { first, _ in first })
    let colored = map.labels.map { colors[Int($0)] ?? RGB(0, 0, 0) }
    return colored.resizedNearest(
      to: PixelSize(width: 96, height: max(1, 96 * map.labels.height / max(1, map.labels.width))))
  }

  /// Where exports go: where somebody said, else the folder the program was started in.
  private static func exports(
    _ command: StudioSubcommand, _ settings: StudioSettings
  ) -> URL {
    let folder = command.exports ?? settings.exports ?? FileManager.default.currentDirectoryPath
    return URL(fileURLWithPath: (folder as NSString).expandingTildeInPath)
  }

  /// Runs until the person leaves; does not return.
  func run() -> Never {
    var screen = presentScreen()
    terminal.draw(screen.buffer)
    begin()
    while true {
      screen = presentScreen()
      terminal.draw(screen.buffer)
      // A picture larger than one frame goes on at once, after what came in meanwhile.
      let events = terminal.events(within: terminal.isBehind ? 0 : wait)
      store.send(.ticked(clock))
      handle(events, &screen)
      if store.state.wantsMemoryUse, let resident = ProcessMemory.resident {
        store.send(
          .arrived(.memoryMeasured(resident: resident, tensors: Engine.liveTensorCount)))
      }
      if let fraction = progress.take() { store.send(.arrived(.modelProgress(fraction))) }
      store.drain()
      serve()
    }
  }

  /// The screen as things are now; cells change their size with the window's letters.
  private func presentScreen() -> Screen {
    view.display.pictures = terminal.pictures
    view.display.pictureWords = "\(terminal.display.name): \(terminal.display.reason)"
    return view.screen(of: store.state, size: terminal.size)
  }

  /// The first screen shows: load the model, say what happened while opening.
  private func begin() {
    store.send(.input(.windowRows(terminal.size.rows)))
    if store.state.picture.settings.model == nil { store.start(model: start.model) }
    if let opened = start.opened { store.send(.arrived(.sessionOpened(opened))) }
    for remark in start.remarks + settings.conflicts + [terminal.notice].compactMap({ $0 }) {
      store.send(.arrived(.noticed(remark)))
    }
    // What is being learned goes on whether anybody looks or not.
    let runs = learning.runs()
    if runs.contains(where: \.isRunning) { store.send(.arrived(.learningListed(runs))) }
    if let reason = start.unkept { store.send(.arrived(.notKept(reason))) }
    if let rescue = start.rescue { store.send(.arrived(.sessionRefused(rescue))) }
  }

  /// Seconds since the program began.
  private var clock: Double { (ContinuousClock.now - began) / .seconds(1) }

  /// Seconds to the next tick: the store's own, and the age of the last save in the header.
  private var wait: Double? {
    var deadlines: [Double] = []
    if let next = store.state.nextTick { deadlines.append(next) }
    if let saved = store.state.session.savedAt {
      let age = store.state.clock - saved
      deadlines.append(store.state.clock + (age < 60 ? 1 : 60))
    }
    return deadlines.min().map { max(0, $0 - clock) }
  }

  private func handle(_ events: [TerminalEvent], _ screen: inout Screen) {
    for (index, event) in events.enumerated() {
      switch event {
      case .terminated(let signal): leave(signal: signal)
      case .resized, .resumed: screen = presentScreen()
      case .pointer(let pointer) where index > 0 && pointer.startsSomething:
        // An event before it may have moved things: click what the person sees next.
        screen = presentScreen()
      default: break
      }
      for action in mapper.actions(for: event, in: store.state, on: screen) { store.send(action) }
    }
  }

  /// What the store asked of the terminal.
  private func serve() {
    let waiting = requests.all
    requests.all = []
    for request in waiting {
      switch request {
      case .copyText(let text):
        terminal.send("\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{7}")
      case .redraw: terminal.redraw()
      case .suspend: terminal.suspend()
      case .quit(let line, let isKept): leave(saying: line, isKept: isKept)
      }
    }
  }

  private func leave(saying line: String, isKept: Bool) -> Never {
    rememberPerson()
    terminal.close()
    let words = PrintableText.line(line)
    if !words.isEmpty {
      if isKept { print(words) } else { tell(words) }
      if isKept, places.keepsInCheckout {
        print("It lies in \(PrintableText.line(places.sessions.path)), as this is a checkout.")
      }
    }
    end(isKept ? 0 : 1)
  }

  /// The connection dropped or the program was asked to end: keep everything, then go.
  private func leave(signal: Int32) -> Never {
    let error = store.leave()
    terminal.close()
    if let error { tell("\(start.contents.name) was not saved: \(error)") }
    end(128 + signal)
  }

  /// Leaves at once: the inference thread may be inside a network, and must not meet the
  /// destructors of the engine's libraries.
  private func end(_ code: Int32) -> Never {
    fflush(nil)
    _exit(code)
  }

  /// Notes that this person has seen the tour.
  private func rememberPerson() {
    guard start.isFirst, store.state.preferences.tourDone || store.state.cards.tour == nil else {
      return
    }
    try? Data("{\"tourDone\": true}\n".utf8).write(to: places.personFile)
  }
}

extension Terminal.PointerEvent {
  /// Whether what lies under it matters.
  fileprivate var startsSomething: Bool {
    switch phase {
    case .pressed, .wheel: true
    case .dragged, .released, .moved: false
    }
  }
}

/// Requests of the store to the terminal; both live on the main thread.
private final class RequestBox {
  var all: [TerminalRequest] = []
}

/// The latest loading progress, put there by the inference thread.
private final class ProgressBox: Sendable {
  private let fraction = Mutex<Double?>(nil)
  private let wake: @Sendable () -> Void

  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  func put(_ value: Double) {
    fraction.withLock { $0 = value }
    wake()
  }

  func take() -> Double? {
    fraction.withLock { value in
      defer { value = nil }
      return value
    }
  }
}
