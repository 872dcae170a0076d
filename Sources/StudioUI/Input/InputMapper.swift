import Canvas
import Imaging
public import Studio
import Synthesis
public import Terminal

/// Events to actions, with the screen the person was looking at. Pure but for what a drag has
/// caught: where a button went down decides what its drag means.
public struct InputMapper: Sendable {
  /// The keys.
  public var keymap: Keymap
  private var drag = Drag.nothing

  /// Creates a mapper.
  public init(keymap: Keymap = Keymap()) {
    self.keymap = keymap
  }

  /// What an event means.
  /// - Parameters:
  ///   - event: What the terminal reported.
  ///   - state: The present state.
  ///   - screen: The screen that is shown.
  public mutating func actions(
    for event: TerminalEvent, in state: StudioState, on screen: Screen
  ) -> [StudioAction] {
    if screen.layout.isTooSmall { return smallWindowActions(for: event, on: screen) }
    switch event {
    case .character(let sign): return typed(sign, state, screen)
    case .key(let key, let modifiers): return pressed(key, modifiers, state, screen)
    case .paste(let text): return [.input(.pasted(text))]
    case .pointer(let pointer): return pointed(pointer, state, screen)
    case .resized(let size): return [.input(.windowRows(size.rows))]
    case .resumed: return []
    case .focus, .woken, .terminated: return []
    }
  }

  /// In a window too small to show the studio nothing acts that one could not see: only its size,
  /// `q` and `?`.
  private func smallWindowActions(
    for event: TerminalEvent, on screen: Screen
  ) -> [StudioAction] {
    switch event {
    case .resized(let size): return [.input(.windowRows(size.rows))]
    case .character(let sign):
      switch keymap.command(for: keymap.sign(for: sign)) {
      case .quit: return [.command(.quit)]
      case .help: return [.command(.help)]
      default: return []
      }
    case .pointer(let pointer):
      guard pointer.phase == .pressed else { return [] }
      switch screen.hits[pointer.point] {
      case .press(let key): return smallWindowActions(for: key, on: screen)
      case .command(let command) where command == .quit || command == .help:
        return [.command(command)]
      default: return []
      }
    case .key, .paste, .resumed, .focus, .woken, .terminated: return []
    }
  }

  // MARK: Keys

  private func typed(
    _ sign: Character, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    if state.isTyping {
      return [.input(sign == " " ? .key(.space) : .text(String(sign)))]
    }
    let key = keymap.sign(for: sign)
    if let own = keymap.own[key] { return [.command(own)] }
    switch key {
    case "h": return arrow(.left, state, screen)
    case "j": return arrow(.down, state, screen)
    case "k": return arrow(.up, state, screen)
    case "l": return arrow(.right, state, screen)
    case " ": return [.input(.key(.space))]
    case "[": return [.input(.key(.less))]
    case "]": return [.input(.key(.more))]
    case ",": return [.input(.key(.before))]
    case ".": return [.input(.key(.after))]
    default:
      if key.isASCII, let digit = key.wholeNumberValue { return [.input(.key(.digit(digit)))] }
      return keymap.command(for: key).map { [.command($0)] } ?? []
    }
  }

  private func pressed(
    _ key: Key, _ modifiers: Modifiers, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    switch key {
    case .up: return arrow(.up, state, screen)
    case .down: return arrow(.down, state, screen)
    case .left: return arrow(.left, state, screen)
    case .right: return arrow(.right, state, screen)
    case .home: return [.input(.key(.home))]
    case .end: return [.input(.key(.end))]
    case .pageUp: return [.input(.key(.pageUp))]
    case .pageDown: return [.input(.key(.pageDown))]
    case .delete: return [.input(.key(.delete))]
    case .insert: return []
    case .backspace: return state.isTyping ? [.input(.backspace)] : []
    case .tab: return [.input(.key(.tab(backwards: false)))]
    case .backTab: return [.input(.key(.tab(backwards: true)))]
    case .enter: return [.input(.key(.enter))]
    case .escape: return [.input(.key(.escape))]
    case .function(1): return [.command(.help)]
    case .function: return []
    case .control(let letter):
      return keymap.command(forControl: letter).map { [.command($0)] } ?? []
    }
  }

  private func arrow(
    _ direction: Direction, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    [.input(.arrow(direction, step: screen.step(in: state)))]
  }

  // MARK: Mouse

  private mutating func pointed(
    _ pointer: Terminal.PointerEvent, _ state: StudioState, _ screen: Screen
  ) -> [StudioAction] {
    let place = PointedPlace(point: pointer.point, state: state, screen: screen)
    switch pointer.phase {
    case .wheel(let notches): return place.wheeled(notches)
    case .moved: return drag == .nothing ? place.hovered : []
    case .dragged: return drag.moved(to: place)
    case .released: return released(at: place)
    case .pressed:
      // A lost release must not leave the drag before hanging.
      let ended = released(at: place)
      let press: Press
      switch pointer.button {
      case .left: press = place.pressed
      case .right: press = place.pressedRight(pans: false)
      case .middle: press = place.pressedRight(pans: true)
      case .none: press = Press()
      }
      drag = press.drag
      // Not a target of its own: a printed key is a key even while text is typed.
      if let event = press.key {
        var plain = state
        if case .character = event { plain = state.withoutCaret }
        return ended + actions(for: event, in: plain, on: screen)
      }
      return ended + press.actions
    }
  }

  private mutating func released(at place: PointedPlace) -> [StudioAction] {
    defer { drag = .nothing }
    return drag.released(at: place)
  }
}
