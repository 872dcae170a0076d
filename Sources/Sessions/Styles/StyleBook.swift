public import Canvas
public import Imaging
public import Synthesis

/// What a model knows of the styles of painted labels: classes of its own set, found by name or
/// likeness where the map is painted with another one.
public struct StyleBook: Sendable {
  private let capabilities: Capabilities
  private let translation: LabelTranslation?
  /// What the map is painted with.
  let labelSet: LabelSet

  /// Whether objects reach the model at all.
  var usesInstances: Bool { capabilities.labels?.usesInstances ?? false }

  /// Numbers in a style.
  var channels: Int { capabilities.instanceStyleChannels }

  /// Opens the book; `nil` when the model has no styles of single objects.
  /// - Parameter translation: How the map's labels are called in the model, when that is at hand.
  public init?(
    _ capabilities: Capabilities, labelSet: LabelSet, translation: LabelTranslation? = nil
  ) {
    guard let target = capabilities.labels?.labelSet, capabilities.instanceStyleChannels > 0
    else { return nil }
    self.capabilities = capabilities
    self.labelSet = labelSet
    if labelSet == target {
      self.translation = nil
    } else if let translation, translation.source == labelSet, translation.target == target {
      self.translation = translation
    } else {
      self.translation = LabelTranslation(from: labelSet, to: target)
    }
  }

  /// How many styles the model knows of a label.
  public func count(of label: UInt16) -> Int {
    modelClass(of: label).flatMap { capabilities.clustersPerClass[$0] } ?? 0
  }

  /// The model's clusters of a label; empty when it does not tell them.
  public func clusters(of label: UInt16) -> [StyleCluster] {
    modelClass(of: label).flatMap { capabilities.styleClusters[$0] } ?? []
  }

  /// The style an object has: its own, its label's, else the one training saw most often; without
  /// clusters the neutral one.
  public func appliedStyle(of object: ObjectID, _ settings: PictureSettings) -> InstanceStyle {
    let count = count(of: object.label)
    // A number of another model's may be beyond what this one knows.
    if let kept = settings.keptStyle(of: object), kept.cluster ?? -1 < count { return kept }
    guard count > 0 else { return .neutral }
    let sizes = clusters(of: object.label).map { $0.size ?? 0 }
    let most = sizes.indices.max { (sizes[$0], $1) < (sizes[$1], $0) }
    return InstanceStyle(cluster: most ?? 0)
  }

  /// Gives everything on a map the style it has; labels that lie in objects only get theirs too,
  /// for models that have one style per class.
  public func apply(
    _ conditioning: inout Conditioning, _ map: MapContent, _ settings: PictureSettings
  ) {
    let labels = Set(map.objectSizes.keys.map(\.label)).map { ObjectID(label: $0, number: 0) }
    for object in map.styledObjects + labels where conditioning[styleOf: object] == nil {
      conditioning[styleOf: object] = appliedStyle(of: object, settings)
    }
  }

  /// The class the model knows a painted label as; `nil` when it knows none like it.
  private func modelClass(of label: UInt16) -> Int? {
    translation.map { $0.matches[Int(label)]?.id } ?? Int(label)
  }
}

extension Conditioning {
  /// The style of an object; with number 0 of what belongs to no object of its label.
  public subscript(styleOf object: ObjectID) -> InstanceStyle? {
    get {
      object.number == 0 ? classStyles[Int(object.label)] : instanceStyles[object.number]
    }
    set {
      if object.number == 0 {
        classStyles[Int(object.label)] = newValue
      } else {
        instanceStyles[object.number] = newValue
      }
    }
  }
}
