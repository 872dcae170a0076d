import Imaging

/// Files that can follow on a typed path: ↑↓ choose, Enter takes.
extension CardsRoom {
  /// Asks for the files that go on from the typed path.
  func listFiles() -> [Effect] {
    guard let card = cards.card, card.files != nil, let path = card.typedPath else { return [] }
    return [.listFiles(path, endings: card.fileEndings)]
  }

  /// Files were listed; for another path than the present one they are stale.
  mutating func filesListed(for path: String, _ choices: [FileChoices.Choice]) {
    guard cards.card?.typedPath == path else { return }
    var files = FileChoices()
    files.all = choices
    cards.card?.files = files
  }

  /// Moves the choice among the files; `false` when there are none.
  mutating func moveInFiles(by rows: Int) -> Bool {
    guard cards.card?.typedPath != nil, var files = cards.card?.files, !files.all.isEmpty else {
      return false
    }
    let row = (files.selected ?? -1) + rows
    files.selected = row < 0 ? nil : min(row, files.all.count - 1)
    cards.card?.files = files
    return true
  }

  /// Chooses a file by its row; `false` when there are none.
  mutating func chooseFile(_ row: Int) -> Bool {
    guard cards.card?.typedPath != nil, var files = cards.card?.files,
      files.all.indices.contains(row)
    else { return false }
    files.selected = row
    cards.card?.files = files
    return true
  }

  /// Enter on a chosen file: it takes the place of the path's last part.
  /// - Returns: What follows; `nil` when no file is chosen, or a file that is used at once.
  mutating func takeChosenFile() -> [Effect]? {
    guard let path = cards.card?.typedPath, let completed = cards.card?.files?.completed(path)
    else { return nil }
    editCard { $0 = InputText(completed) }
    if completed.hasSuffix("/") { return listFiles() }
    // What takes minutes begins with a second Enter, when it is known how many.
    if case .learn = cards.card { return planLearning() }
    return nil
  }

  /// Text was pasted or dropped: in a box for paths it is a path in whatever quoting; with nothing
  /// open a picture's path opens the card that uses it.
  mutating func pasted(_ text: String) -> [Effect] {
    let path = unquotedPath(text)
    if cards.card?.files != nil {
      editCard { $0 = InputText(path) }
      return listFiles() + planLearning()
    }
    if cards.box != nil || cards.card?.query != nil || editing.palette.isSearching {
      return type(text)
    }
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard cards.card == nil, path.contains("/"), ImageFormat.endings.contains(ending)
    else { return [] }
    openPhoto()
    editCard { $0 = InputText(path) }
    return listFiles()
  }
}

/// A path as terminals and file managers paste it: in quotes, with `\\` before blanks, as `file://`
/// with `%20`, with blanks and line ends around it. Of several the first.
func unquotedPath(_ text: String) -> String {
  var rest = text.drop { $0.isWhitespace }
  while rest.last?.isWhitespace == true { rest.removeLast() }
  if let quote = rest.first, quote == "'" || quote == "\"" {
    let inside = rest.dropFirst()
    // The shell writes a quote inside single quotes as '\''.
    let joined = inside.replacing("'\\''", with: "\u{0}")
    let end = joined.firstIndex(of: quote) ?? joined.endIndex
    return String(joined[..<end]).replacing("\u{0}", with: "'")
  }
  if rest.hasPrefix("file://") {
    let line = rest.prefix { !$0.isNewline }.dropFirst("file://".count)
    let path = line.drop { $0 != "/" }
    return percentDecoded(String(path))
  }
  var path = ""
  var isEscaped = false
  for character in rest {
    if isEscaped {
      path.append(character)
      isEscaped = false
    } else if character == "\\" {
      isEscaped = true
    } else if character.isNewline {
      break
    } else {
      path.append(character)
    }
  }
  return path
}

/// A text with `%20` and the like as the signs they stand for.
private func percentDecoded(_ text: String) -> String {
  var bytes: [UInt8] = []
  let all = Array(text.utf8)
  var index = 0
  while index < all.count {
    if all[index] == UInt8(ascii: "%"), index + 2 < all.count,
      let code = UInt8(String(decoding: all[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
    {
      bytes.append(code)
      index += 3
    } else {
      bytes.append(all[index])
      index += 1
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
