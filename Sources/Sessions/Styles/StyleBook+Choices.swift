public import Canvas
public import Synthesis

extension StyleBook {
  /// The styles somebody chose, as few as make everything on a map wear what it has: those of
  /// labels, and of objects that wear another one than their label's.
  public func choices(on map: MapContent, _ settings: PictureSettings) -> [StyleAssignment] {
    var plain = settings
    plain.instanceStyles = [:]
    plain.labelStyles = [:]
    var chosen: [StyleAssignment] = []
    var seen: Set<UInt16> = []
    for object in map.allObjects where seen.insert(object.label).inserted {
      let whole = ObjectID(label: object.label, number: 0)
      let applied = appliedStyle(of: whole, settings)
      guard applied != appliedStyle(of: whole, plain) else { continue }
      chosen.append(StyleAssignment(whole, applied))
      plain.labelStyles[object.label] = applied
    }
    for object in map.styledObjects where object.number != 0 {
      let applied = appliedStyle(of: object, settings)
      if applied != appliedStyle(of: object, plain) {
        chosen.append(StyleAssignment(object, applied))
      }
    }
    return chosen
  }

  /// What is wrong with a choice on a map: an object that is not there, a style the model has not,
  /// a feature of another length. `nil` when all is well.
  public func problem(of choice: StyleAssignment, on objects: [ObjectID], map name: String)
    -> SynthesisError?
  {
    let (styledObject, style) = (choice.styledObject, choice.style)
    let label = labelSet.name(of: Int(styledObject.label))
    if styledObject.number != 0, !usesInstances {
      return SynthesisError(
        what:
          "the model has one style per class, none for object \(styledObject.number) of \(label)",
        advice: "Leave out “:\(styledObject.number)”.")
    }
    if styledObject.number != 0, !objects.contains(styledObject) {
      let others = objects.filter { $0.label == styledObject.label && $0.number != 0 }.map(\.number)
      let strangers = objects.filter { $0.number == styledObject.number }
        .map { labelSet.name(of: Int($0.label)) }
      let list = others.prefix(12).map { "\($0)" }.joined(separator: ", ")
      return SynthesisError(
        what: "there is no object \(styledObject.number) of \(label) on \(name)",
        advice: strangers.first.map { "Object \(styledObject.number) is \($0)." }
          ?? (others.isEmpty
            ? "It has no objects of \(label): \(label)=STYLE is for all of it."
            : "Its objects of \(label) are \(list)" + (others.count > 12 ? ", …" : ".")))
    }
    if let cluster = style.cluster, cluster >= count(of: styledObject.label) {
      let count = count(of: styledObject.label)
      return SynthesisError(
        what: count == 0
          ? "the model knows no styles of \(label)"
          : "\(label) has \(count) styles, number \(cluster + 1) was asked",
        advice: "A feature of \(channels) numbers works for any label, and so does neutral.")
    }
    if !style.offset.isEmpty, style.offset.count != channels {
      return SynthesisError(
        what: "a style of this model has \(channels) numbers, that of "
          + "\(choice.objectText(in: labelSet)) has \(style.offset.count)",
        advice: "Give \(channels) numbers, about −1 to 1 each.")
    }
    return nil
  }
}

extension PictureSettings {
  /// Gives somebody a style.
  public mutating func give(_ choice: StyleAssignment) {
    self[styleOf: choice.styledObject] = choice.style
  }
}
