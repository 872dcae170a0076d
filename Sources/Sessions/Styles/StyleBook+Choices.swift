public import Canvas
public import Synthesis

extension StyleBook {
  /// The styles somebody chose, as few as make everything on a map wear what it wears: those of
  /// labels, and of objects that wear another one than their label's.
  public func choices(on map: MapContent, _ settings: PictureSettings) -> [StyleAssignment] {
    var plain = settings
    plain.instanceStyles = [:]
    plain.labelStyles = [:]
    var chosen: [StyleAssignment] = []
    var seen: Set<UInt16> = []
    for object in map.allObjects where seen.insert(object.label).inserted {
      let whole = ObjectID(label: object.label, number: 0)
      let worn = wornStyle(of: whole, settings)
      guard worn != wornStyle(of: whole, plain) else { continue }
      chosen.append(StyleAssignment(whole, worn))
      plain.labelStyles[object.label] = worn
    }
    for object in map.wearers where object.number != 0 {
      let worn = wornStyle(of: object, settings)
      if worn != wornStyle(of: object, plain) { chosen.append(StyleAssignment(object, worn)) }
    }
    return chosen
  }

  /// What is wrong with a choice on a map: an object that is not there, a style the model has not,
  /// a feature of another length. `nil` when all is well.
  public func problem(of choice: StyleAssignment, on objects: [ObjectID], map name: String)
    -> SynthesisError?
  {
    let (wearer, style) = (choice.wearer, choice.style)
    let label = labelSet.name(of: Int(wearer.label))
    if wearer.number != 0, !usesInstances {
      return SynthesisError(
        what: "the model has one style per class, none for object \(wearer.number) of \(label)",
        advice: "Leave out “:\(wearer.number)”.")
    }
    if wearer.number != 0, !objects.contains(wearer) {
      let others = objects.filter { $0.label == wearer.label && $0.number != 0 }.map(\.number)
      let strangers = objects.filter { $0.number == wearer.number }
        .map { labelSet.name(of: Int($0.label)) }
      let list = others.prefix(12).map { "\($0)" }.joined(separator: ", ")
      return SynthesisError(
        what: "there is no object \(wearer.number) of \(label) on \(name)",
        advice: strangers.first.map { "Object \(wearer.number) is \($0)." }
          ?? (others.isEmpty
            ? "It has no objects of \(label): \(label)=STYLE is for all of it."
            : "Its objects of \(label) are \(list)" + (others.count > 12 ? ", …" : ".")))
    }
    if let cluster = style.cluster, cluster >= count(of: wearer.label) {
      let count = count(of: wearer.label)
      return SynthesisError(
        what: count == 0
          ? "the model knows no styles of \(label)"
          : "\(label) has \(count) styles, number \(cluster + 1) was asked",
        advice: "A feature of \(channels) numbers works for any label, and so does neutral.")
    }
    if !style.offset.isEmpty, style.offset.count != channels {
      return SynthesisError(
        what: "a style of this model has \(channels) numbers, that of "
          + "\(choice.wearerText(in: labelSet)) has \(style.offset.count)",
        advice: "Give \(channels) numbers, about −1 to 1 each.")
    }
    return nil
  }
}

extension PictureSettings {
  /// Gives somebody a style.
  public mutating func give(_ choice: StyleAssignment) {
    self[styleOf: choice.wearer] = choice.style
  }
}
