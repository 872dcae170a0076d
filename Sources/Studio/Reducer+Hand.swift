import Canvas
import Imaging
import Sessions

/// The hand: tools, labels, objects.
extension StudioState {
  /// Takes a tool; its key again takes its variant.
  mutating func take(_ tool: Tool) -> [Effect] {
    let effects = gesture == nil ? [] : cancelGesture()
    if hand.tool == tool {
      turnVariant(of: tool)
    } else {
      hand.tool = tool
    }
    view.light = .map
    refreshPreview()
    return effects
  }

  private mutating func turnVariant(of tool: Tool) {
    switch tool {
    case .eraser: hand.erasesToOpened.toggle()
    case .fill: hand.fillsObject.toggle()
    case .rectangle: hand.outlinesRectangle.toggle()
    case .oval: hand.outlinesOval.toggle()
    case .select: hand.selectsByLasso.toggle()
    case .brush, .line, .stamp: break
    }
  }

  /// `m`: mirror; with the stamp in hand it is flipped.
  mutating func turnMirror() {
    if hand.tool == .stamp {
      hand.stampFlip = hand.stampFlip.next
    } else {
      hand.mirror = hand.mirror.next
    }
    refreshPreview()
  }

  /// `n`: a continued object is let go first, then the policy of the label turns.
  mutating func turnPolicy() {
    if hand.continuing != nil {
      hand.continuing = nil
    } else {
      hand.policies[hand.label] = hand.policy(for: labelInHand).following
    }
    say(.done, "\(document.labelSet.name(of: Int(hand.label))): \(objectWords)")
  }

  /// What the next stroke does about objects, as the Inspector writes it.
  public var objectWords: String {
    if let object = hand.continuing {
      let rank = document.measure(of: object)?.rank ?? 0
      return "goes on with \(document.labelSet.name(of: Int(object.label))) \(rank)"
    }
    return hand.policy(for: labelInHand).words
  }

  /// `i`: takes the label under a pixel in hand.
  mutating func pick(at point: PixelPoint) -> [Effect] {
    guard let label = document.label(at: point) else { return [] }
    return takeLabel(label)
  }

  /// `I`: takes label and object, and goes on with it.
  mutating func pickObject(at point: PixelPoint) -> [Effect] {
    guard let object = document.object(at: point) else { return [] }
    let effects = takeLabel(object.label)
    hand.continuing = object.number == 0 ? nil : object
    if object.number == 0 {
      say(.reason, "no object here: the label is in hand, the next stroke follows n")
    } else {
      selection = .objects([object])
      say(.done, objectWords)
    }
    return effects
  }

  /// Takes a label in hand.
  mutating func takeLabel(_ label: UInt16) -> [Effect] {
    guard label != hand.label else { return [] }
    hand.take(label)
    advanceTour(.label)
    refreshPreview()
    return []
  }

  /// What a stroke paints now.
  var strokePaint: Paint {
    if hand.tool == .eraser {
      return hand.erasesToOpened ? .opened : .label(document.baseLabel, .none)
    }
    return .label(hand.label, instanceChoice)
  }

  private var instanceChoice: InstanceChoice {
    if let object = hand.continuing, object.label == hand.label { return .number(object.number) }
    return hand.policy(for: labelInHand) == .never ? .none : .number(nextObjectNumber)
  }

  /// After a finished stroke or figure: "next stroke is new" goes on with that object.
  mutating func noteNewObject(_ paint: Paint) {
    guard case .label(let label, .number(let number)) = paint, number != 0 else { return }
    if hand.policy(for: document.labelSet.label(id: Int(label))) == .next {
      hand.continuing = ObjectID(label: label, number: number)
    }
  }

  /// The object that `X` and Del mean: the selected one, else the one under the cursor.
  var objectAtHand: ObjectID? {
    if let first = selection?.objects.first { return first }
    return document.object(at: cursor.point)
  }

  /// The objects that `J` joins: those selected, or those of one label inside the box.
  var joinableObjects: [ObjectID] {
    guard let selection else { return [] }
    switch selection {
    case .objects(let objects): return objects
    case .area(let area):
      let mask = document.mask(of: area)
      var found: [UInt16: Set<UInt32>] = [:]
      mask.forEach { point in
        if let object = document.object(at: point), object.number != 0 {
          found[object.label, default: []].insert(object.number)
        }
      }
      let label =
        (found[hand.label]?.count ?? 0) > 1
        ? hand.label : found.filter { $0.value.count > 1 }.keys.min()
      guard let label, let numbers = found[label] else { return [] }
      return numbers.sorted().map { ObjectID(label: label, number: $0) }
    }
  }

  /// `X`.
  mutating func splitObject() -> [Effect] {
    guard let object = objectAtHand else { return [] }
    let effects = perform(.split(object))
    if effects.isEmpty { say(.reason, "it is in one piece already") }
    return effects
  }

  /// `F`: a selection at once; else what is under the cursor, shown first.
  mutating func relabel() -> [Effect] {
    if let area = selection?.area {
      let chosen = selection?.objects.first
      let effects = perform(.relabel(area, to: hand.label))
      // The object is the same one under another label.
      if let chosen, chosen.number != 0, !effects.isEmpty {
        selection = .objects([ObjectID(label: hand.label, number: chosen.number)])
      }
      dropLostSelection()
      return effects
    }
    let scopes = RelabelScope.allCases
    if let scope = relabelScope, let index = scopes.firstIndex(of: scope) {
      relabelScope = scopes[(index + 1) % scopes.count]
    } else {
      relabelScope = .everywhere
    }
    refreshPreview()
    return []
  }

  /// Enter while `F` shows what it would do.
  mutating func confirmRelabel(_ scope: RelabelScope) -> [Effect] {
    relabelScope = nil
    guard let edit = relabelEdit(scope) else { return [] }
    return perform(edit)
  }

  /// The edit that `F` would make at the cursor.
  func relabelEdit(_ scope: RelabelScope) -> Edit? {
    guard let label = document.label(at: cursor.point) else { return nil }
    switch scope {
    case .everywhere: return .relabel(.everywhere(label), to: hand.label)
    case .region: return .relabel(.region(cursor.point), to: hand.label)
    case .object: return .relabel(.object(at: cursor.point), to: hand.label)
    }
  }
}
