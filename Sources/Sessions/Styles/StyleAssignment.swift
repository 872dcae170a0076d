public import Canvas
public import Imaging
public import Synthesis

/// A style given to an object or to all of a label, as command lines and files write it.
///
/// `tree=4` is style 4 for everything of the label, `tree:3=4` for the object with number 3 in the
/// instance map. In place of a style's number stand `neutral`, a number and what is added to its
/// centre (`4+0.1,0,-0.2`), or the feature itself (`0.5,-0.1,0.3`). Styles count from 1, as the
/// studio shows them. Numbers are written so that they are read as the very same ones.
public struct StyleAssignment: Hashable, Sendable {
  /// Who has it; with number 0 everything of the label that has no style of its own.
  public var styledObject: ObjectID
  /// The style.
  public var style: InstanceStyle

  /// Creates an assignment.
  public init(_ styledObject: ObjectID, _ style: InstanceStyle) {
    self.styledObject = styledObject
    self.style = style
  }

  /// The styled object in words: `tree:3`, or `tree` for all of the label.
  public func objectText(in labelSet: LabelSet) -> String {
    let name = labelSet.name(of: Int(styledObject.label))
    // A name that stands for another class, or for none, would be read wrongly.
    let isClear = labelSet.label(named: name)?.id == Int(styledObject.label)
    let label = isClear ? name : "\(styledObject.label)"
    return styledObject.number == 0 ? label : "\(label):\(styledObject.number)"
  }

  /// The style in words, without the styled object.
  public var styleText: String {
    let offset = style.offset.map { "\($0)" }.joined(separator: ",")
    guard let cluster = style.cluster else { return style.isNeutral ? "neutral" : offset }
    return "\(cluster + 1)" + (style.offset.isEmpty ? "" : "+" + offset)
  }

  /// All of it: `tree:3=4+0.1,0.0,-0.2`.
  public func text(in labelSet: LabelSet) -> String { objectText(in: labelSet) + "=" + styleText }
}

/// An assignment as it was written, before it is known what its label's name means.
public struct StyleText: Hashable, Sendable {
  /// The styled object as it was written.
  public let styledObject: String
  /// The style.
  public let style: InstanceStyle

  /// Reads `WEARER=STYLE`.
  /// - Throws: `SynthesisError` for what is no style.
  public init(_ text: String) throws(SynthesisError) {
    guard let sign = text.lastIndex(of: "="), sign != text.startIndex else {
      throw SynthesisError(what: "“\(text)” gives nobody a style", advice: Self.advice)
    }
    try self.init(
      styledObject: String(text[..<sign]), style: String(text[text.index(after: sign)...]))
  }

  /// Reads a styled object and a style that stand apart.
  /// - Throws: `SynthesisError` for what is no style.
  public init(styledObject: String, style text: String) throws(SynthesisError) {
    self.styledObject = styledObject
    func fail() -> SynthesisError {
      SynthesisError(what: "“\(text)” (for \(styledObject)) is no style", advice: Self.advice)
    }
    func numbers(_ text: Substring) throws(SynthesisError) -> [Float] {
      var numbers: [Float] = []
      for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let number = Float(part), number.isFinite else { throw fail() }
        numbers.append(number)
      }
      return numbers
    }
    if text == "neutral" {
      style = .neutral
    } else if let number = Int(text) {
      guard number > 0 else { throw fail() }
      style = InstanceStyle(cluster: number - 1)
    } else if let sign = text.firstIndex(of: "+"), let number = Int(text[..<sign]) {
      guard number > 0 else { throw fail() }
      style = InstanceStyle(
        cluster: number - 1, offset: try numbers(text[text.index(after: sign)...]))
    } else {
      style = InstanceStyle(offset: try numbers(text[...]))
    }
  }

  /// What it means on a map painted with a label set.
  /// - Throws: `SynthesisError` for a label the set has not.
  public func assignment(in labelSet: LabelSet) throws(SynthesisError) -> StyleAssignment {
    if let label = Self.label(styledObject[...], in: labelSet) {
      return StyleAssignment(ObjectID(label: label, number: 0), style)
    }
    var name = styledObject[...]
    // A name may hold colons itself: only a number behind the last one is an object.
    if let colon = styledObject.lastIndex(of: ":"),
      let number = UInt32(styledObject[styledObject.index(after: colon)...])
    {
      name = styledObject[..<colon]
      if let label = Self.label(name, in: labelSet) {
        guard number > 0 else {
          throw SynthesisError(
            what: "object 0 is no object", advice: "Leave out “:0” for all of \(name).")
        }
        return StyleAssignment(ObjectID(label: label, number: number), style)
      }
    }
    let names = labelSet.labels.map(\.name)
    throw SynthesisError(
      what: "\(labelSet.name) has no label “\(name)” to give a style",
      advice: "It has \(names.prefix(24).joined(separator: ", "))"
        + (names.count > 24 ? ", … (\(names.count) in all)." : "."))
  }

  private static func label(_ name: Substring, in labelSet: LabelSet) -> UInt16? {
    let id =
      labelSet.label(named: String(name))?.id
      ?? Int(name).flatMap { labelSet.label(id: $0)?.id }
    return id.flatMap { UInt16(exactly: $0) }
  }

  private static let advice =
    "Write for instance tree=4, tree:3=neutral, tree:3=4+0.1,0,-0.2 or cloud:2=0.5,-0.1,0.3."
}
