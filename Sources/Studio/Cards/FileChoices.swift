import Imaging

/// Files that go on from a path that is being typed.
public struct FileChoices: Equatable, Sendable {
  /// A file or folder.
  public struct Choice: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Whether it is a folder.
    public var isFolder: Bool

    /// A choice.
    public init(name: String, isFolder: Bool) {
      self.name = name
      self.isFolder = isFolder
    }
  }

  /// What can follow, folders first.
  public var all: [Choice] = []
  /// The chosen one; `nil` takes the path as it is typed.
  public var selected: Int?

  /// Nothing to choose from.
  public init() {}

  /// A path with the chosen file in place of its last part; a folder ends in `/`.
  func completed(_ path: String) -> String? {
    guard let selected, all.indices.contains(selected) else { return nil }
    let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    return path[..<cut] + all[selected].name + (all[selected].isFolder ? "/" : "")
  }
}

extension Card {
  /// The path that is typed in the card; `nil` where none is, or while it is empty.
  var typedPath: String? {
    let text: String
    switch self {
    case .newMap(let new): text = new.path.text
    case .photo(let photo): text = photo.path.text
    case .learn(let card): text = card.path.text
    case .latentFile(let file): text = file.path.text
    case .models(let list):
      // A model's name is no path; one with a folder in it is.
      text = list.query.text.contains("/") ? list.query.text : ""
    default: return nil
    }
    return text.isEmpty ? nil : text
  }

  /// Endings of the files that the card can use.
  var fileEndings: [String] {
    switch self {
    case .newMap: ImageFormat.mapEndings
    case .photo, .learn: ImageFormat.endings
    case .latentFile(let file) where file.use == .photo: ImageFormat.endings
    case .latentFile: ["npy", "npz", "safetensors", "pt"]
    case .models: ["pth", "pt", "pkl", "safetensors", "model"]
    default: []
    }
  }

  /// The files to choose from; `nil` for cards without any.
  public internal(set) var files: FileChoices? {
    get {
      switch self {
      case .newMap(let new): new.files
      case .photo(let photo): photo.files
      case .learn(let card): card.files
      case .latentFile(let file): file.files
      case .models(let list): list.files
      default: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .newMap(var new):
        new.files = newValue
        self = .newMap(new)
      case .photo(var photo):
        photo.files = newValue
        self = .photo(photo)
      case .learn(var card):
        card.files = newValue
        self = .learn(card)
      case .latentFile(var file):
        file.files = newValue
        self = .latentFile(file)
      case .models(var list):
        list.files = newValue
        self = .models(list)
      default: break
      }
    }
  }
}
