import Canvas
public import Imaging
import Sessions

/// The label list.
extension EditingRoom {
  /// A row of the list, brought inside.
  func clampedRow(_ row: Int) -> Int { min(max(0, row), max(0, matchingLabels.count - 1)) }

  /// Keys while the palette is focused.
  mutating func pressInPalette(_ key: PaneKey) -> [Effect] {
    if let text = key.text { return type(text) }
    switch key {
    case .enter:
      let labels = matchingLabels
      guard labels.indices.contains(editing.palette.selected) else {
        if let hint = paletteHint { showStatus(.reason, hint) }
        return []
      }
      return choose(labels[editing.palette.selected])
    case .tab: editing.palette.listsObjects.toggle()
    case .pageUp: editing.palette.selected = clampedRow(editing.palette.selected - 8)
    case .pageDown: editing.palette.selected = clampedRow(editing.palette.selected + 8)
    case .home: editing.palette.selected = 0
    case .end: editing.palette.selected = clampedRow(.max)
    case .delete, .escape, .digit, .less, .more, .before, .after, .space: break
    }
    return []
  }

  /// The search begins, empty.
  mutating func beginSearch() {
    editing.palette.isSearching = true
    editing.palette.query = InputText()
  }

  /// Types into the search of the labels, or of the classes in their place.
  mutating func typeInSearch(_ text: String) {
    if editing.palette.isSearching, picksClasses {
      editing.palette.query.type(text)
      selectMatchingClass()
    } else if view.focus == .palette {
      editing.palette.isSearching = true
      editing.palette.query.type(text)
      editing.palette.selected = 0
    }
  }

  /// Takes the last character of the search away.
  mutating func eraseInSearch() {
    if editing.palette.isSearching, picksClasses {
      editing.palette.query.erase()
      selectMatchingClass()
    } else if view.focus == .palette {
      editing.palette.query.erase()
      editing.palette.selected = 0
    }
  }

  /// Takes a label from the list; the focus returns to the map.
  mutating func choose(_ label: LabelSet.Label) -> [Effect] {
    let effects = takeLabel(UInt16(clamping: label.id))
    closePalette()
    focus(.map)
    editing.palette.selected = matchingLabels.firstIndex { $0.id == label.id } ?? 0
    return effects
  }

  /// Edits between two words: letters added, dropped, changed, or two neighbours swapped.
  fileprivate func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first)
    let b = Array(second)
    var rows = [Array(0...b.count)]
    for i in 1...max(1, a.count) where i <= a.count {
      var row = [i]
      for j in 1...max(1, b.count) where j <= b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        var edits = min(row[j - 1] + 1, rows[i - 1][j] + 1, rows[i - 1][j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          edits = min(edits, rows[i - 2][j - 2] + 1)
        }
        row.append(edits)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}

/// What views ask.
extension StudioState {
  /// The labels that match the palette's search: names that begin with it first. Without a search
  /// all labels, group by group in the order in which groups first appear.
  public var matchingLabels: [LabelSet.Label] {
    let query = editing.palette.query.text.lowercased()
    let labels = editing.document.labelSet.labels
    guard !query.isEmpty else {
      var order: [String?: Int] = [:]
      for label in labels where order[label.group] == nil { order[label.group] = order.count }
      let places = labels.enumerated().map { (order[$0.element.group] ?? 0, $0.offset) }
      return places.sorted { $0 < $1 }.map { labels[$0.1] }
    }
    let beginning = labels.filter { $0.name.lowercased().hasPrefix(query) }
    let inside = labels.filter {
      let name = $0.name.lowercased()
      return name.contains(query) && !name.hasPrefix(query)
    }
    return beginning + inside
  }

  /// What is said when no label matches: `no label like sae: sea?`
  public var paletteHint: String? {
    let query = editing.palette.query.text.lowercased()
    guard !query.isEmpty, matchingLabels.isEmpty else { return nil }
    let nearest = editing.document.labelSet.labels.min {
      distance($0.name.lowercased(), query) < distance($1.name.lowercased(), query)
    }
    guard let nearest, distance(nearest.name.lowercased(), query) <= 3 else {
      return "no label like \(query)"
    }
    return "no label like \(query): \(nearest.name)?"
  }
}
