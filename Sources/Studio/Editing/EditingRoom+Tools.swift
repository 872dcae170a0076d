import Canvas
import Imaging
import Sessions

/// The hand: tools, labels, objects.
extension EditingRoom {
  /// Takes a tool; its key again takes its variant.
  mutating func chooseTool(_ tool: Tool) -> [Effect] {
    let effects = editing.gesture == nil ? [] : cancelGesture()
    if editing.toolState.tool == tool {
      turnVariant(of: tool)
    } else {
      editing.toolState.tool = tool
    }
    returnFocus(to: .map)
    refreshPreview()
    return effects
  }

  private mutating func turnVariant(of tool: Tool) {
    switch tool {
    case .eraser: editing.toolState.erasesToOpened.toggle()
    case .fill: editing.toolState.fillsObject.toggle()
    case .rectangle: editing.toolState.outlinesRectangle.toggle()
    case .oval: editing.toolState.outlinesOval.toggle()
    case .select: editing.toolState.selectsByLasso.toggle()
    case .brush, .line, .stamp: break
    }
  }

  /// Takes a stamp that was not copied from the map.
  mutating func putInHand(_ stamp: Stamp) {
    editing.toolState.clipboard = stamp
    editing.toolState.tool = .stamp
    focus(.map)
    refreshPreview()
  }

  /// `m`: mirror; with the stamp in hand it is flipped.
  mutating func turnMirror() {
    if editing.toolState.tool == .stamp {
      editing.toolState.stampFlip = editing.toolState.stampFlip.next
    } else {
      editing.toolState.mirror = editing.toolState.mirror.next
    }
    refreshPreview()
  }

  /// `n`: a continued object is let go first, then the policy of the label turns.
  mutating func turnPolicy() {
    if editing.toolState.continuing != nil {
      editing.toolState.continuing = nil
    } else {
      editing.toolState.policies[editing.toolState.label] =
        editing.toolState.policy(for: currentLabel).following
    }
    showStatus(
      .done, "\(editing.document.labelSet.name(of: Int(editing.toolState.label))): \(objectWords)")
  }

  /// `i`: takes the label under a pixel in hand.
  mutating func pick(at point: PixelPoint) -> [Effect] {
    guard let label = editing.document.label(at: point) else { return [] }
    return takeLabel(label)
  }

  /// `I`: takes label and object, and goes on with it.
  mutating func pickObject(at point: PixelPoint) -> [Effect] {
    guard let object = editing.document.object(at: point) else { return [] }
    let effects = takeLabel(object.label)
    editing.toolState.continuing = object.number == 0 ? nil : object
    if object.number == 0 {
      showStatus(.reason, "no object here: the label is in hand, the next stroke follows n")
    } else {
      editing.selection = .objects([object])
      showStatus(.done, objectWords)
    }
    return effects
  }

  /// Takes a label in hand.
  mutating func takeLabel(_ label: UInt16) -> [Effect] {
    guard label != editing.toolState.label else { return [] }
    editing.toolState.take(label)
    advanceTour(.label)
    refreshPreview()
    return []
  }

  /// `x`: the label before.
  mutating func swapLabels() { editing.toolState.take(editing.toolState.previousLabel) }

  /// `B`
  mutating func turnBrushShape() {
    editing.toolState.brush.shape = editing.toolState.brush.shape.next
  }

  /// Sets the brush's size, brought into its range.
  mutating func setBrushSize(_ size: Int) { editing.toolState.brush.size = Brush.clamped(size) }

  /// What `F` would do is not wanted.
  mutating func dropRelabel() { editing.relabelScope = nil }

  /// Steps of an arrow key; a run of equal presses speeds up.
  mutating func keySteps(_ direction: Direction) -> Int {
    editing.cursor.run.press(direction, at: clock)
  }

  /// The next press of an arrow begins a new run.
  mutating func endKeyRun() { editing.cursor.run.end() }

  /// Nothing is in work on a map that is not shown.
  mutating func dropGesture() {
    editing.gesture = nil
    editing.preview = nil
  }

  /// What a stroke paints now.
  var strokePaint: Paint {
    if editing.toolState.tool == .eraser {
      return editing.toolState.erasesToOpened ? .opened : .label(editing.document.baseLabel, .none)
    }
    return .label(editing.toolState.label, instanceChoice)
  }

  private var instanceChoice: InstanceChoice {
    if let object = editing.toolState.continuing, object.label == editing.toolState.label {
      return .number(object.number)
    }
    return editing.toolState.policy(for: currentLabel) == .never ? .none : .number(nextObjectNumber)
  }

  /// After a finished stroke or figure: "next stroke is new" goes on with that object.
  mutating func noteNewObject(_ paint: Paint) {
    guard case .label(let label, .number(let number)) = paint, number != 0 else { return }
    if editing.toolState.policy(for: editing.document.labelSet.label(id: Int(label))) == .next {
      editing.toolState.continuing = ObjectID(label: label, number: number)
    }
  }

  /// The object that `X` and Del mean: the selected one, else the one under the cursor.
  var currentObject: ObjectID? {
    if let first = editing.selection?.objects.first { return first }
    return editing.document.object(at: editing.cursor.point)
  }

  /// The objects that `J` joins: those selected, or those of one label inside the box.
  var joinableObjects: [ObjectID] {
    guard let selection = editing.selection else { return [] }
    switch selection {
    case .objects(let objects): return objects
    case .area(let area):
      let mask = editing.document.mask(of: area)
      var found: [UInt16: Set<UInt32>] = [:]
      mask.forEach { point in
        if let object = editing.document.object(at: point), object.number != 0 {
          found[object.label, default: []].insert(object.number)
        }
      }
      let label =
        (found[editing.toolState.label]?.count ?? 0) > 1
        ? editing.toolState.label : found.filter { $0.value.count > 1 }.keys.min()
      guard let label, let numbers = found[label] else { return [] }
      return numbers.sorted().map { ObjectID(label: label, number: $0) }
    }
  }

  /// `X`.
  mutating func splitObject() -> [Effect] {
    guard let object = currentObject else { return [] }
    let effects = perform(.split(object))
    if effects.isEmpty { showStatus(.reason, "it is in one piece already") }
    return effects
  }

  /// `F`: a selection at once; else what is under the cursor, shown first.
  mutating func relabel() -> [Effect] {
    if let area = editing.selection?.area {
      let chosen = editing.selection?.objects.first
      let effects = perform(.relabel(area, to: editing.toolState.label))
      // The object is the same one under another label.
      if let chosen, chosen.number != 0, !effects.isEmpty {
        editing.selection = .objects([
          ObjectID(label: editing.toolState.label, number: chosen.number)
        ])
      }
      dropLostSelection()
      return effects
    }
    let scopes = RelabelScope.allCases
    if let scope = editing.relabelScope, let index = scopes.firstIndex(of: scope) {
      editing.relabelScope = scopes[(index + 1) % scopes.count]
    } else {
      editing.relabelScope = .everywhere
    }
    refreshPreview()
    return []
  }

  /// Enter while `F` shows what it would do.
  mutating func confirmRelabel(_ scope: RelabelScope) -> [Effect] {
    editing.relabelScope = nil
    guard let edit = relabelEdit(scope) else { return [] }
    return perform(edit)
  }

  /// The edit that `F` would make at the cursor.
  func relabelEdit(_ scope: RelabelScope) -> Edit? {
    guard let label = editing.document.label(at: editing.cursor.point) else { return nil }
    switch scope {
    case .everywhere: return .relabel(.everywhere(label), to: editing.toolState.label)
    case .region: return .relabel(.region(editing.cursor.point), to: editing.toolState.label)
    case .object: return .relabel(.object(at: editing.cursor.point), to: editing.toolState.label)
    }
  }
}

/// What views ask.
extension StudioState {
  /// What the next stroke does about objects, as the Inspector writes it.
  public var objectWords: String {
    if let object = editing.toolState.continuing {
      let rank = editing.document.measure(of: object)?.rank ?? 0
      return "goes on with \(editing.document.labelSet.name(of: Int(object.label))) \(rank)"
    }
    return editing.toolState.policy(for: currentLabel).words
  }
}
