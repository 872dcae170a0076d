public import Imaging
public import Sessions

/// A card over the panes. It takes the focus and gives it back.
public enum Card: Equatable, Sendable {
  /// `?`
  case help(HelpState)
  /// `:`
  case commands(ListCard<StudioCommand>)
  /// `M`
  case models(ListCard<ModelRow>)
  /// `O`
  case sessions(ListCard<SessionRow>)
  /// `N`
  case newMap(NewMapCard)
  /// `E`
  case export(ExportCard)
  /// `G`
  case photo(PhotoCard)
  /// Learning from a photo.
  case learn(LearnCard)
  /// `G` on an object: which part of a photo.
  case photoBox(PhotoBoxCard)
  /// Latents from files and into files.
  case latentFile(LatentFileCard)
  /// `%`
  case contactSheet(ContactSheetCard)
  /// `S`
  case namedCopy(InputText)
  /// `!`
  case messages(scroll: Int)
  /// A session that cannot be opened.
  case rescue(RescueCard)
  /// Something failed and there is a choice, or more to say than a line holds.
  case userFacingError(UserFacingError)

  /// The text with the caret; `nil` when the card has none.
  public var query: InputText? {
    switch self {
    case .messages, .userFacingError, .rescue, .photoBox, .contactSheet: nil
    case .help(let help): help.query
    case .commands(let list): list.query
    case .models(let list): list.query
    case .sessions(let list): list.query
    case .newMap(let card): card.path
    case .export(let card): card.editsName ? card.name : nil
    case .photo(let card): card.path
    case .learn(let card): card.path
    case .latentFile(let card): card.path
    case .namedCopy(let text): text
    }
  }
}

/// A text with a caret.
public struct InputText: Equatable, Sendable {
  /// The text.
  public private(set) var text: String
  /// Characters before the caret.
  public private(set) var caret: Int

  /// A text with the caret behind it.
  public init(_ text: String = "") {
    self.text = text
    caret = text.count
  }

  /// Writes at the caret; line ends and control characters are left out. At most 512 characters.
  public mutating func type(_ addition: String) {
    let clean = addition.filter { character in
      !character.isNewline
        && character.unicodeScalars.allSatisfy { $0.value >= 32 && $0 != "\u{7F}" }
    }.prefix(max(0, 512 - text.count))
    text.insert(contentsOf: clean, at: text.index(text.startIndex, offsetBy: caret))
    caret += clean.count
  }

  /// Takes the character before the caret away.
  public mutating func erase() {
    guard caret > 0 else { return }
    caret -= 1
    text.remove(at: text.index(text.startIndex, offsetBy: caret))
  }

  /// Moves the caret.
  public mutating func move(by steps: Int) { caret = min(max(0, caret + steps), text.count) }
}

/// A list one can narrow by typing.
public struct ListCard<Row: Equatable & Sendable>: Equatable, Sendable {
  /// What was typed.
  public var query = InputText()
  /// Files that go on from it, where it is a path.
  public internal(set) var files = FileChoices()
  /// The rows that match, in order.
  public var rows: [Row]
  /// All rows there are; `nil` while they are being listed.
  public var all: [Row]?
  /// The chosen row's place in `rows`.
  public var selected = 0
  /// Which of the ways to do it Tab chose; sessions: a place in `SessionOpening.allCases`.
  public var variant = 0

  /// A list of all rows; `nil` while they are being listed.
  public init(_ all: [Row]?) {
    self.all = all
    rows = all ?? []
  }

  /// The chosen row; `nil` in an empty list.
  public var chosen: Row? { rows.indices.contains(selected) ? rows[selected] : nil }

  /// Keeps the rows that `matches` accepts; the choice goes to the first.
  mutating func narrow(_ matches: (Row, String) -> Bool) {
    let text = query.text
    rows = (all ?? []).filter { text.isEmpty || matches($0, text) }
    selected = 0
  }

  /// Moves the choice.
  mutating func move(by steps: Int) {
    selected = min(max(0, selected + steps), max(0, rows.count - 1))
  }
}

/// A model as the models card lists it.
public struct ModelRow: Equatable, Sendable {
  /// Name or path that loads it.
  public var name: String
  /// Family in words.
  public var family: String
  /// Side of its pictures in pixels, for instance `256`.
  public var size: String
  /// Its input in words, for instance `20 labels`.
  public var input: String
  /// What can be played, for instance `z ψ photo`.
  public var controls: String
  /// More lines about it, shown under the list.
  public var details: [String]
  /// What it paints; `nil` when nobody kept a picture.
  public var preview: RGBImage?
  /// Why it cannot be taken; `nil` when it can.
  public var problem: String?

  /// A row.
  public init(
    name: String, family: String, size: String, input: String, controls: String,
    details: [String] = [], preview: RGBImage? = nil, problem: String? = nil
  ) {
    self.name = name
    self.family = family
    self.size = size
    self.input = input
    self.controls = controls
    self.details = details
    self.preview = preview
    self.problem = problem
  }
}

extension ModelRow {
  /// Not a model yet: learns one from a photo.
  public static let learn = ModelRow(
    name: "+ learn from a photo", family: "", size: "", input: "", controls: "",
    details: ["A small model of one photo: variants, painting in its colours, pasted pieces."])
}

/// A row of the sessions card.
public enum SessionRow: Equatable, Sendable {
  /// A session.
  case session(SessionSummary)
  /// `+ new from a template, an image, or empty`.
  case new
}
