import Canvas
import Imaging
import Sessions
import Synthesis

/// Classes by name, and mixtures of them. Shares always sum to 1.
extension LatentRoom {
  /// Arrows in the class list.
  mutating func moveInClasses(_ direction: Direction) -> [Effect] {
    if direction.horizontal != 0, latentPane.listsMixture {
      return share(of: latentPane.chosenClass, by: 0.05 * Double(direction.horizontal))
    }
    let classes = listedClasses
    let step = direction.vertical + direction.horizontal
    let present = classes.firstIndex(of: latentPane.chosenClass)
    let index = present.map { $0 + step } ?? 0
    guard !classes.isEmpty else { return [] }
    latentPane.chosenClass = classes[min(max(0, index), classes.count - 1)]
    return []
  }

  /// Keys in the class list.
  mutating func pressInClasses(_ key: PaneKey) -> [Effect] {
    let focused = latentPane.chosenClass
    if editing.palette.isSearching, let text = key.text { return type(text) }
    switch key {
    case .space: return mixClass(focused)
    case .enter:
      guard matchingClasses.contains(focused) || latentPane.listsMixture else {
        showStatus(.reason, "no class like \(editing.palette.query.text)")
        return []
      }
      let effects = chooseClass(focused)
      focus(.map)
      return effects
    case .digit(0): return takeAllClasses()
    case .digit(let digit):
      guard latentPane.saved.recentClasses.indices.contains(digit - 1) else {
        showStatus(.reason, "no class on \(digit) yet: Enter takes the lit one, / finds classes")
        return []
      }
      return chooseClass(latentPane.saved.recentClasses[digit - 1])
    case .less: return share(of: focused, by: -0.05)
    case .more: return share(of: focused, by: 0.05)
    case .before: return stepSeed(by: -1)
    case .after: return stepSeed(by: 1)
    case .tab:
      latentPane.listsMixture.toggle()
      if latentPane.listsMixture, !classShares.contains(where: { $0.id == focused }) {
        latentPane.chosenClass = classShares.first?.id ?? 0
      }
    case .delete: return removeClass(focused)
    case .pageUp: return moveClass(by: -10)
    case .pageDown: return moveClass(by: 10)
    case .home: return moveClass(by: -.max / 2)
    case .end: return moveClass(by: .max / 2)
    case .escape: break
    }
    return []
  }

  private mutating func moveClass(by steps: Int) -> [Effect] {
    let classes = listedClasses
    guard !classes.isEmpty else { return [] }
    let index = (classes.firstIndex(of: latentPane.chosenClass) ?? 0) + steps
    latentPane.chosenClass = classes[min(max(0, index), classes.count - 1)]
    return []
  }

  /// Takes one class alone.
  mutating func chooseClass(_ id: Int) -> [Effect] {
    guard classNames.indices.contains(id) else { return [] }
    latentPane.chosenClass = id
    latentPane.saved.recentClasses = Array(
      ([id] + latentPane.saved.recentClasses.filter { $0 != id }).prefix(9))
    return setClasses([id: 1])
  }

  /// The class before or after the one with the largest share.
  mutating func stepClass(by step: Int) -> [Effect] {
    let count = classNames.count
    guard count > 0 else { return [] }
    let present = classShares.first?.id ?? 0
    return chooseClass(((present + step) % count + count) % count)
  }

  /// `0`: no class in particular, all of them alike.
  private mutating func takeAllClasses() -> [Effect] {
    let share = 1 / Double(max(1, classNames.count))
    return setClasses(
      Dictionary(uniqueKeysWithValues: classNames.indices.map { ($0, share) }))
  }

  /// Space: into the mixture with an equal share, or out of it.
  mutating func mixClass(_ id: Int) -> [Effect] {
    guard classNames.indices.contains(id) else { return [] }
    let shares = presentShares
    if shares[id] != nil { return removeClass(id) }
    let new = 1 / Double(shares.count + 1)
    var next = shares.mapValues { $0 * (1 - new) }
    next[id] = new
    return setClasses(next)
  }

  /// Del: out of the mixture.
  mutating func removeClass(_ id: Int) -> [Effect] {
    var next = presentShares
    guard let share = next.removeValue(forKey: id) else {
      showStatus(.reason, "\(classNames[id]) has no share: Space takes it into the mixture")
      return []
    }
    guard !next.isEmpty, share < 1 else {
      showStatus(.reason, "\(classNames[id]) is all there is: Enter takes another class")
      return []
    }
    return setClasses(next.mapValues { $0 / (1 - share) })
  }

  /// Changes the share of a class; the others keep their proportions.
  mutating func share(of id: Int, by step: Double) -> [Effect] {
    guard classNames.indices.contains(id) else { return [] }
    let present = presentShares[id] ?? 0
    return turn(.classShare(id), to: present + step, isDrag: false)
  }

  /// Sets the share of a class; the others keep their proportions.
  mutating func setShare(
    of id: Int, to wanted: Double, amending before: PictureSettings? = nil
  ) -> [Effect] {
    let share = min(max((wanted * 100).rounded() / 100, 0), 1)
    let present = presentShares
    let others = present.filter { $0.key != id }
    let rest = others.values.reduce(0, +)
    guard rest > 0 else {
      if share < 1 {
        showStatus(.reason, "\(classNames[id]) is all there is: Space adds another class")
      }
      return []
    }
    var next = others.mapValues { $0 / rest * (1 - share) }.filter { $0.value > 0 }
    if share > 0 { next[id] = share }
    return setClasses(next, amending: before)
  }

  private var presentShares: [Int: Double] {
    picture.settings.classWeights.isEmpty ? [0: 1] : picture.settings.classWeights
  }

  private mutating func setClasses(
    _ weights: [Int: Double], amending before: PictureSettings? = nil
  ) -> [Effect] {
    let words = words(forClasses: weights)
    return change({ _, _ in "class \(words)" }, amending: before) { $0.classWeights = weights }
  }
}

/// What views ask.
extension StudioState {
  /// Classes that match what was typed into the search, by id.
  public var matchingClasses: [Int] {
    let text = editing.palette.query.text.lowercased()
    return classNames.indices.filter {
      !editing.palette.isSearching || text.isEmpty || classNames[$0].lowercased().contains(text)
    }
  }

  /// The classes that arrows go through: the mixture, or the list.
  public var listedClasses: [Int] {
    latentPane.listsMixture ? classShares.map(\.id) : matchingClasses
  }
}

extension LatentRoom {
  /// `/`: finds a class by its name; again: the search ends.
  mutating func searchClasses() {
    let pane: Pane = leftPane == .classes ? .map : .palette
    if view.focus == pane, editing.palette.isSearching || pane == .palette {
      closePalette()
      focus(.map)
      return
    }
    focus(pane)
    latentPane.listsMixture = false
    beginSearch()
  }

  /// Whether keys act on the list of classes, wherever it stands.
  var picksClasses: Bool {
    switch leftPane {
    case .map: false
    case .classes: view.focus == .map || view.focus == .picture
    case .seedGrid: view.focus == .palette && !classNames.isEmpty
    }
  }

  /// After typing into the search: the first class that matches is focused.
  mutating func selectMatchingClass() {
    let classes = matchingClasses
    if !classes.contains(latentPane.chosenClass), let first = classes.first {
      latentPane.chosenClass = first
    }
  }
}
