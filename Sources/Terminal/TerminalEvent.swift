/// A key that is not a printable sign.
public enum Key: Hashable, Sendable {
  /// An arrow.
  case up, down, left, right
  /// A key of the block beside it.
  case home, end, pageUp, pageDown, insert, delete
  /// A key that edits or moves on.
  case backspace, tab, backTab, enter, escape
  /// F1 and following.
  case function(Int)
  /// Control with a letter (lower case) or with one of `@ \ ] ^ _`.
  case control(Character)
}

/// Keys held together with another key or with a mouse button.
public struct Modifiers: OptionSet, Hashable, Sendable {
  /// Bits as the terminal counts them.
  public let rawValue: Int

  /// Creates a set from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Shift.
  public static let shift = Modifiers(rawValue: 1)
  /// Alt or Meta.
  public static let alt = Modifiers(rawValue: 2)
  /// Control.
  public static let control = Modifiers(rawValue: 4)
}

/// Something the mouse did.
public struct PointerEvent: Hashable, Sendable {
  /// A mouse button.
  public enum Button: Hashable, Sendable {
    /// One of the three.
    case left, middle, right
    /// None is down, or the terminal did not say which.
    case none
  }

  /// What happened.
  public enum Phase: Hashable, Sendable {
    /// A button went down.
    case pressed
    /// It moved with a button down.
    case dragged
    /// The button went up.
    case released
    /// It moved with no button down.
    case moved
    /// The wheel turned by one notch; positive is away from the hand (up).
    case wheel(Int)
  }

  /// The cell under it.
  public var point: CellPoint
  /// Which button.
  public var button: Button
  /// What happened.
  public var phase: Phase
  /// Keys held meanwhile.
  public var modifiers: Modifiers

  /// Creates an event.
  public init(
    _ phase: Phase, at point: CellPoint, button: Button = .left, modifiers: Modifiers = []
  ) {
    self.point = point
    self.button = button
    self.phase = phase
    self.modifiers = modifiers
  }
}

/// What a terminal tells the program.
public enum TerminalEvent: Hashable, Sendable {
  /// A key that is not a printable sign.
  case key(Key, Modifiers = [])
  /// A printable sign.
  case character(Character)
  /// The mouse.
  case pointer(PointerEvent)
  /// Text pasted in one piece.
  case paste(String)
  /// The window has a new size.
  case resized(CellSize)
  /// The window got (`true`) or lost the focus.
  case focus(Bool)
  /// The program was stopped and goes on; everything must be drawn anew.
  case resumed
  /// Another thread has left something for the loop.
  case woken
  /// The connection dropped or the program was asked to end.
  case terminated(signal: Int32)
}
