public import Canvas
import Imaging
import Sessions
public import Synthesis

/// Who has which style, and what a model knows of styles. An object's name with number 0 stands
/// for everything of its label that belongs to no object.
extension StylesRoom {
  /// What the loaded model knows of styles; `nil` when it has none.
  var book: StyleBook? {
    capabilities.flatMap {
      StyleBook($0, labelSet: editing.document.labelSet, translation: model.translation)
    }
  }

  /// Where a style lies among features: its cluster's centre with its offset added, as many numbers
  /// as the model has channels. `nil` when the model does not tell its centres.
  func feature(of style: InstanceStyle, label: UInt16) -> [Float]? {
    var feature = [Float](repeating: 0, count: styleChannels)
    if let cluster = style.cluster {
      let clusters = styleClusters(of: label)
      guard clusters.indices.contains(cluster) else { return nil }
      for (channel, value) in clusters[cluster].center.prefix(styleChannels).enumerated() {
        feature[channel] = value
      }
    }
    for channel in feature.indices { feature[channel] += style.offset(channel) }
    return feature
  }

  /// What is previewed, applied in a request.
  func applyPreviewStyle(_ conditioning: inout Conditioning) {
    guard let previewed = styles.previewed, let styledObject = styledObject else { return }
    conditioning[styleOf: styledObject] = previewed
  }

  /// Where the picture changes when styles do: all that has another one.
  func restyledRect(from: PictureSettings, to: PictureSettings) -> PixelRect {
    guard from.instanceStyles != to.instanceStyles || from.labelStyles != to.labelStyles else {
      return .nowhere
    }
    let restyled = editing.document.allObjects.filter {
      from.keptStyle(of: $0) != to.keptStyle(of: $0)
    }
    if restyled.count > 8 { return PixelRect(editing.document.size) }
    return restyled.reduce(.nowhere) { $0.union(editing.document.mask(of: .of($1)).bounds) }
  }
}

/// What views ask.
extension StudioState {
  /// Whether the loaded model has styles of single objects.
  public var hasStyles: Bool {
    capabilities.map { $0.labels != nil && $0.instanceStyleChannels > 0 } ?? false
  }

  /// Numbers in a style of the loaded model.
  public var styleChannels: Int { capabilities?.instanceStyleChannels ?? 0 }

  /// Whose styles the Styles pane shows: the selected object, else the label in hand.
  public var styleSubject: ObjectID {
    switch editing.selection {
    case .objects(let objects):
      if let first = objects.first { return first }
    case .area(.region(let point)):
      if let label = editing.document.label(at: point) { return ObjectID(label: label, number: 0) }
    case .area, nil: break
    }
    return ObjectID(label: editing.toolState.label, number: 0)
  }

  /// Who shows the subject's styles on the picture: itself, or for a label that lies nowhere
  /// without object, its first object. `nil` when nothing of the label is on the map.
  public var styledObject: ObjectID? {
    let subject = styleSubject
    if editing.document.measure(of: subject) != nil { return subject }
    return editing.document.objects(of: subject.label).first?.id
  }

  /// An object in words: `tree 3`; for number 0 the label.
  public func objectName(_ object: ObjectID) -> String {
    let name = editing.document.labelSet.name(of: Int(object.label))
    guard object.number != 0, let rank = editing.document.measure(of: object)?.rank else {
      return name
    }
    return "\(name) \(rank)"
  }

  /// How many styles the model knows of a label.
  public func styleCount(of label: UInt16) -> Int { book?.count(of: label) ?? 0 }

  /// The model's clusters of a label; empty when it does not tell them.
  public func styleClusters(of label: UInt16) -> [StyleCluster] {
    book?.clusters(of: label) ?? []
  }

  /// The style an object has when nobody looks: its own, its label's, else the one training saw
  /// most often; without clusters the neutral one.
  public func appliedStyle(of object: ObjectID) -> InstanceStyle {
    book?.appliedStyle(of: object, picture.settings) ?? picture.settings.keptStyle(of: object)
      ?? .neutral
  }

  /// The subject's style as it is seen now: previewed, else applied.
  public var shownStyle: InstanceStyle { styles.previewed ?? appliedStyle(of: styleSubject) }

  /// A style as titles and the history write it: `4`, `4 nudged`, `neutral`, `own`.
  public func words(for style: InstanceStyle) -> String {
    guard let cluster = style.cluster else { return style.isNeutral ? "neutral" : "own" }
    return "\(cluster + 1)" + (style.offset.contains { $0 != 0 } ? " nudged" : "")
  }
}
