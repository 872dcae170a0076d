public import Studio
import Terminal

/// Which key gives which command. The bindings of `StudioCommand` hold unless a person's own say
/// otherwise.
public struct Keymap: Hashable, Sendable {
  /// Keyboards on which `[ ]` or digits are hard to reach.
  public enum Layout: String, Hashable, Sendable, CaseIterable {
    /// As printed on the screen.
    case us
    /// `ö ä` for `[ ]`.
    case de
    /// Unshifted digits.
    case fr
  }

  /// Own bindings, which win.
  public var own: [Character: StudioCommand]
  /// The keyboard.
  public var layout: Layout

  /// Creates a keymap.
  public init(own: [Character: StudioCommand] = [:], layout: Layout = .us) {
    self.own = own
    self.layout = layout
  }

  /// The sign that a typed sign stands for outside of text.
  func sign(for typed: Character) -> Character {
    switch layout {
    case .us: return typed
    case .de: return typed == "ö" ? "[" : typed == "ä" ? "]" : typed
    case .fr: return Self.frenchDigits[typed] ?? typed
    }
  }

  private static let frenchDigits: [Character: Character] = [
    "&": "1", "é": "2", "\"": "3", "'": "4", "è": "6", "ç": "9", "à": "0",
  ]

  /// The command of a key; `nil` when it gives none.
  func command(for key: Character) -> StudioCommand? {
    own[key] ?? StudioCommand.command(forKey: String(key))
  }

  /// The sign to print where a usual key stands: the key itself, unless a person's own keys gave it to
  /// another command; then the own key of its command, or `·` where that has none.
  func printed(_ usual: Character) -> Character {
    guard let taken = taken(usual) else { return usual }
    return own.filter { $0.value == taken }.keys.min() ?? "·"
  }

  /// The command that a usual key gave before a person's own keys gave it to another one.
  func taken(_ usual: Character) -> StudioCommand? {
    guard let now = own[usual], let before = StudioCommand.command(forKey: String(usual)) else {
      return nil
    }
    return now == before ? nil : before
  }

  /// The key of a command, for lists: the usual one while it has it, else an own one.
  func key(of command: StudioCommand) -> String? {
    if let usual = command.key, usual.count > 1 || taken(Character(usual)) == nil { return usual }
    return own.filter { $0.value == command }.keys.min().map { String($0) }
  }

  /// The command of Control with a letter.
  func command(forControl letter: Character) -> StudioCommand? {
    StudioCommand.command(forKey: "^" + letter.uppercased())
  }

  /// Keys that act inside the focused pane, whatever is bound: nobody's own keys may take them.
  public static let paneKeys: Set<Character> = [
    "h", "j", "k", "l", " ", "[", "]", ",", ".", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",
  ]
}
