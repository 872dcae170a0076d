import Canvas
import Sessions
import Synthesis

/// Text at the caret: boxes, cards, the palette's search.
extension CardsRoom {
  /// Opens a box in place.
  mutating func openBox(_ subject: InputBox.Subject) {
    let old: String
    endComparison()
    switch subject {
    case .seed:
      let rolls = capabilities?.latent == nil && hasStyles
      old =
        rolls
        ? picture.settings.styleSeed.map { "\($0)" } ?? "none"
        : StudioState.words(for: picture.settings)
    case .psi: old = decimal(picture.settings.latent.truncationPsi, 2)
    case .brushSize: old = String(editing.toolState.brush.size)
    case .amount: old = String(Int((view.amount * 100).rounded()))
    case .frame: old = String(timeline.playback.playhead)
    case .keyframeName: old = chosenKeyframe.map { timeline.walk.keyframes[$0].name } ?? ""
    case .nudge(let channel): old = decimal(Double(shownStyle.offset(channel)), 2)
    case .mixSeed: old = "\(mixSeed)"
    case .cutoff: old = picture.settings.latent.truncationCutoff.map { "\($0)" } ?? "all"
    case .layerPsi(let layer): old = decimal(psi(ofLayer: layer), 2)
    case .direction(let index):
      let directions = picture.settings.latent.directions
      old = directions.indices.contains(index) ? decimal(directions[index].strength, 2) : ""
    case .noiseSeed: old = StudioState.words(for: picture.settings.latent.noise)
    case .pyramid(let number):
      old =
        capabilities?.pyramid.map {
          number.text(number.value(in: picture.settings.pyramid, of: $0))
        } ?? ""
    case .noiseBoxSeed(let index):
      let regions = picture.settings.pyramid.regions
      old = regions.indices.contains(index) ? "\(regions[index].seed)" : ""
    case .starName:
      let stars = latentPane.saved.stars
      old = stars.indices.contains(latentPane.star) ? stars[latentPane.star].name : ""
    }
    cards.box = InputBox(
      subject: subject, text: InputText(), old: old, problem: nil, before: picture.settings,
      appliesAt: nil)
  }

  /// Text was typed or pasted.
  mutating func type(_ text: String) -> [Effect] {
    clearStatus()
    if cards.box != nil {
      cards.box?.text.type(text)
      checkBox()
    } else if cards.card != nil {
      editCard { $0.type(text) }
      return listFiles()
    } else {
      typeInSearch(text)
    }
    return []
  }

  /// Backspace.
  mutating func erase() -> [Effect] {
    clearStatus()
    if cards.box != nil {
      cards.box?.text.erase()
      checkBox()
    } else if cards.card != nil {
      editCard { $0.erase() }
      return listFiles()
    } else {
      eraseInSearch()
    }
    return []
  }

  /// Keys in the box.
  mutating func pressInBox(_ key: PaneKey) -> [Effect] {
    if let text = key.text { return type(text) }
    switch key {
    case .enter: return acceptBox()
    case .delete: cards.box?.text = InputText()
    case .home: cards.box?.text.move(by: -512)
    case .end: cards.box?.text.move(by: 512)
    case .tab, .pageUp, .pageDown, .escape: break
    case .digit, .less, .more, .before, .after, .space: break
    }
    return []
  }

  /// ↑↓ step the number, ←→ move the caret.
  mutating func stepBox(_ direction: Direction) {
    guard var open = cards.box else { return }
    if direction.horizontal != 0 {
      open.text.move(by: direction.horizontal)
      cards.box = open
      return
    }
    let text = open.text.text.isEmpty ? open.old : open.text.text
    let step = direction == .up ? 1.0 : -1.0
    switch open.subject {
    case .psi: open.text = InputText(decimal((Double(text) ?? 1) + 0.05 * step, 2))
    case .keyframeName, .starName: return
    case .layerPsi: open.text = InputText(decimal((Double(text) ?? 1) + 0.05 * step, 2))
    case .nudge: open.text = InputText(decimal((Double(text) ?? 0) + 0.05 * step, 2))
    case .direction: open.text = InputText(decimal((Double(text) ?? 0) + 0.1 * step, 2))
    case .pyramid(let number):
      open.text = InputText(number.text((Double(text) ?? 1) + number.step * step))
    case .seed, .brushSize, .amount, .frame, .mixSeed, .cutoff, .noiseSeed, .noiseBoxSeed:
      guard let number = Int(text) else { return }
      open.text = InputText(String(number + Int(step)))
    }
    cards.box = open
    checkBox()
  }

  /// Enter: keeps the value as one undo step. Out of range the box stays open.
  private mutating func acceptBox() -> [Effect] {
    guard let open = cards.box else { return [] }
    if open.text.text.isEmpty {
      cards.box = nil
      return []
    }
    if open.problem != nil { return [] }
    tryOut(open.before)
    cards.box = nil
    defer { endComparison() }
    return apply(open, asStep: true)
  }

  /// Esc: brings the old value back.
  mutating func cancelBox() -> [Effect] {
    guard let open = cards.box else { return [] }
    cards.box = nil
    endComparison()
    guard picture.settings != open.before else { return [] }
    tryOut(open.before)
    return requestPicture(changed: .nowhere)
  }

  /// 150 ms after the last key: shows what the value would do.
  mutating func tryBox() -> [Effect] {
    guard let open = cards.box, let time = open.appliesAt, time <= clock else { return [] }
    cards.box?.appliesAt = nil
    guard open.problem == nil, !open.text.text.isEmpty else { return [] }
    // A is what was there before the first value was tried.
    beginComparison()
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
      var settings = picture.settings
      settings.latent.source = source(of: SeedMemory.Entry(seed: seed, word: word))
      settings.seedWord = word
      tryOut(settings)
      return requestPicture(changed: .nowhere)
    case .psi:
      guard let psi = Double(text) else { return [] }
      if asStep { return changePsi(to: psi, amending: nil) }
      var settings = picture.settings
      settings.latent.truncationPsi = psi
      tryOut(settings)
      return requestPicture(changed: .nowhere)
    case .brushSize:
      if asStep, let size = Int(text) { setBrushSize(size) }
    case .amount:
      if asStep, let amount = Int(text) { setAmount(Double(amount) / 100) }
    case .frame:
      if let frame = Int(text) { showWalk(at: frame) }
    case .keyframeName:
      if asStep { return nameKeyframe(text) }
    case .nudge(let channel):
      if asStep, let value = Double(text) { return changeNudge(channel, to: value, amending: nil) }
    case .starName:
      if asStep { return nameStar(text) }
    case .mixSeed, .cutoff, .layerPsi, .noiseSeed, .direction, .pyramid, .noiseBoxSeed:
      return applyLatent(open.subject, text, asStep: asStep)
    }
    return []
  }

  /// Notes what is wrong with the text, and when it takes effect.
  private mutating func checkBox() {
    guard var open = cards.box else { return }
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
    case .mixSeed, .noiseSeed, .noiseBoxSeed:
      let all = 0...UInt32.max
      open.problem = problem(UInt32(text), all, "seeds go from 0 to 4294967295", text)
    case .cutoff: open.problem = problem(Int(text), 0...64, "layers are counted from 0", text)
    case .layerPsi: open.problem = problem(Double(text), -1...2, "ψ goes from -1 to 2", text)
    case .direction:
      open.problem = problem(
        Double(text), LatentDirection.strengthRange, "steps go from -100 to 100", text)
    case .pyramid(let number):
      guard let pyramid = capabilities?.pyramid else { break }
      let range = number.range(in: pyramid)
      open.problem = problem(
        Double(text), range,
        "it goes from \(number.text(range.lowerBound)) to \(number.text(range.upperBound))", text)
    case .nudge: open.problem = problem(Double(text), -2...2, "it goes from -2 to 2", text)
    }
    open.appliesAt = clock + 0.15
    cards.box = open
  }

  private func problem<Value: Comparable>(
    _ value: Value?, _ range: ClosedRange<Value>, _ words: String, _ text: String
  ) -> String? {
    if text.isEmpty || text == "-" || text == "." { return nil }
    guard let value, range.contains(value) else { return words }
    return nil
  }
}
