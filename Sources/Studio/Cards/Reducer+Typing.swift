import Canvas
import Sessions

/// Text at the caret: boxes, cards, the palette's search.
extension StudioState {
  /// Opens a box in place.
  mutating func openBox(_ subject: InputBox.Subject) {
    let old: String
    picture.beforeStroke = nil
    switch subject {
    case .seed:
      let rolls = capabilities?.latent == nil && hasStyles
      old =
        rolls
        ? settings.styleSeed.map { "\($0)" } ?? "none" : StudioState.words(for: settings)
    case .psi: old = decimal(settings.latent.truncationPsi, 2)
    case .brushSize: old = String(toolState.brush.size)
    case .amount: old = String(Int((view.amount * 100).rounded()))
    case .frame: old = String(playback.playhead)
    case .keyframeName: old = chosenKeyframe.map { walk.keyframes[$0].name } ?? ""
    case .nudge(let channel): old = decimal(Double(shownStyle.offset(channel)), 2)
    case .mixSeed: old = "\(mixSeed)"
    case .cutoff: old = settings.latent.truncationCutoff.map { "\($0)" } ?? "all"
    case .layerPsi(let layer): old = decimal(psi(ofLayer: layer), 2)
    case .noiseSeed: old = StudioState.words(for: settings.latent.noise)
    case .starName:
      let stars = savedLatents.stars
      old = stars.indices.contains(latentPane.star) ? stars[latentPane.star].name : ""
    }
    box = InputBox(
      subject: subject, text: InputText(), old: old, problem: nil, before: settings,
      appliesAt: nil)
  }

  /// Text was typed or pasted.
  mutating func type(_ text: String) -> [Effect] {
    statusLine = nil
    if box != nil {
      box?.text.type(text)
      checkBox()
    } else if card != nil {
      editCard { $0.type(text) }
    } else if palette.isSearching, picksClasses {
      palette.query.type(text)
      selectMatchingClass()
    } else if view.focus == .palette {
      palette.isSearching = true
      palette.query.type(text)
      palette.selected = 0
    }
    return []
  }

  /// Backspace.
  mutating func erase() -> [Effect] {
    statusLine = nil
    if box != nil {
      box?.text.erase()
      checkBox()
    } else if card != nil {
      editCard { $0.erase() }
    } else if palette.isSearching, picksClasses {
      palette.query.erase()
      selectMatchingClass()
    } else if view.focus == .palette {
      palette.query.erase()
      palette.selected = 0
    }
    return []
  }

  /// Keys in the box.
  mutating func pressInBox(_ key: PaneKey) -> [Effect] {
    if let text = key.text { return type(text) }
    switch key {
    case .enter: return acceptBox()
    case .delete: box?.text = InputText()
    case .home: box?.text.move(by: -512)
    case .end: box?.text.move(by: 512)
    case .tab, .pageUp, .pageDown, .escape: break
    case .digit, .less, .more, .before, .after, .space: break
    }
    return []
  }

  /// ↑↓ step the number, ←→ move the caret.
  mutating func stepBox(_ direction: Direction) {
    guard var open = box else { return }
    if direction.horizontal != 0 {
      open.text.move(by: direction.horizontal)
      box = open
      return
    }
    let text = open.text.text.isEmpty ? open.old : open.text.text
    let step = direction == .up ? 1.0 : -1.0
    switch open.subject {
    case .psi: open.text = InputText(decimal((Double(text) ?? 1) + 0.05 * step, 2))
    case .keyframeName, .starName: return
    case .layerPsi: open.text = InputText(decimal((Double(text) ?? 1) + 0.05 * step, 2))
    case .nudge: open.text = InputText(decimal((Double(text) ?? 0) + 0.05 * step, 2))
    case .seed, .brushSize, .amount, .frame, .mixSeed, .cutoff, .noiseSeed:
      guard let number = Int(text) else { return }
      open.text = InputText(String(number + Int(step)))
    }
    box = open
    checkBox()
  }

  /// Enter: keeps the value as one undo step. Out of range the box stays open.
  private mutating func acceptBox() -> [Effect] {
    guard let open = box else { return [] }
    if open.text.text.isEmpty {
      box = nil
      return []
    }
    if open.problem != nil { return [] }
    settings = open.before
    box = nil
    defer { picture.beforeStroke = nil }
    return apply(open, asStep: true)
  }

  /// Esc: brings the old value back.
  mutating func cancelBox() -> [Effect] {
    guard let open = box else { return [] }
    box = nil
    picture.beforeStroke = nil
    guard settings != open.before else { return [] }
    settings = open.before
    return requestPicture(changed: .nowhere)
  }

  /// 150 ms after the last key: shows what the value would do.
  mutating func tryBox() -> [Effect] {
    guard let open = box, let time = open.appliesAt, time <= clock else { return [] }
    box?.appliesAt = nil
    guard open.problem == nil, !open.text.text.isEmpty else { return [] }
    // A is what was there before the first value was tried.
    if picture.beforeStroke == nil { picture.beforeStroke = picture.image }
    return apply(open, asStep: false)
  }

  private mutating func apply(_ open: InputBox, asStep: Bool) -> [Effect] {
    let text = open.text.text
    switch open.subject {
    case .seed:
      let seed = UInt32(text) ?? Studio.seed(ofWord: text)
      let word = UInt32(text) == nil ? text : nil
      if asStep { return takeSeed(seed, word: word) }
      if capabilities?.latent == nil { return [] }
      settings.latent.source = .seed(seed)
      settings.seedWord = word
      return requestPicture(changed: .nowhere)
    case .psi:
      guard let psi = Double(text) else { return [] }
      if asStep { return changePsi(to: psi) }
      settings.latent.truncationPsi = psi
      return requestPicture(changed: .nowhere)
    case .brushSize:
      if asStep, let size = Int(text) { toolState.brush.size = size }
    case .amount:
      if asStep, let amount = Int(text) { view.amount = Double(amount) / 100 }
    case .frame:
      if let frame = Int(text) { showWalk(at: frame) }
    case .keyframeName:
      if asStep { return nameKeyframe(text) }
    case .nudge(let channel):
      if asStep, let value = Double(text) { return changeNudge(channel, to: value) }
    case .starName:
      if asStep { return nameStar(text) }
    case .mixSeed, .cutoff, .layerPsi, .noiseSeed:
      return applyLatent(open.subject, text, asStep: asStep)
    }
    return []
  }

  /// Notes what is wrong with the text, and when it takes effect.
  private mutating func checkBox() {
    guard var open = box else { return }
    let text = open.text.text
    switch open.subject {
    case .seed:
      let isNumber = !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber }
      open.problem =
        isNumber && UInt32(text) == nil ? "seeds go from 0 to 4294967295; words go too" : nil
    case .psi: open.problem = problem(Double(text), -1...2, "ψ goes from -1 to 2", text)
    case .brushSize:
      open.problem = problem(Int(text), Brush.sizes, "the brush goes from 1 to 512", text)
    case .amount: open.problem = problem(Int(text), 0...100, "it goes from 0 to 100", text)
    case .frame:
      let last = Walk.longest - 1
      open.problem = problem(Int(text), 0...last, "frames go from 0 to \(last)", text)
    case .keyframeName, .starName: open.problem = nil
    case .mixSeed, .noiseSeed:
      let all = 0...UInt32.max
      open.problem = problem(UInt32(text), all, "seeds go from 0 to 4294967295", text)
    case .cutoff: open.problem = problem(Int(text), 0...64, "layers are counted from 0", text)
    case .layerPsi: open.problem = problem(Double(text), -1...2, "ψ goes from -1 to 2", text)
    case .nudge: open.problem = problem(Double(text), -2...2, "it goes from -2 to 2", text)
    }
    open.appliesAt = clock + 0.15
    box = open
  }

  private func problem<Value: Comparable>(
    _ value: Value?, _ range: ClosedRange<Value>, _ words: String, _ text: String
  ) -> String? {
    if text.isEmpty || text == "-" || text == "." { return nil }
    guard let value, range.contains(value) else { return words }
    return nil
  }
}
