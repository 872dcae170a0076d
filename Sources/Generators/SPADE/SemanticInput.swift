public import Imaging
public import Synthesis

/// What the channels of a network's semantic input mean.
public struct SemanticLayout: Hashable, Sendable {
  /// Classes of the label map, without "unlabelled".
  public var labelCount: Int
  /// Whether one more channel stands for "unlabelled".
  public var hasUnlabelledChannel = false
  /// Whether the last channel holds instance edges.
  public var usesInstanceEdges: Bool
  /// What stands behind the objects when edges are found.
  public var background = SPADEConfiguration.Background.label
  /// Size of the pictures.
  public var size: PixelSize

  /// All channels: labels, unlabelled, edges.
  public var channelCount: Int {
    labelCount + (hasUnlabelledChannel ? 1 : 0) + (usesInstanceEdges ? 1 : 0)
  }
}

extension SPADEConfiguration {
  /// What its semantic channels mean.
  public var semanticLayout: SemanticLayout {
    SemanticLayout(
      labelCount: labelCount, hasUnlabelledChannel: hasUnlabelledChannel,
      usesInstanceEdges: usesInstanceEdges, background: background ?? .plain, size: outputSize)
  }
}

/// What a network with labels reads of a request's conditioning: the channel of each pixel and the
/// edges between objects, both at the size of the picture.
public struct SemanticInput: Hashable, Sendable {
  /// Channel per pixel, below the number of label channels.
  public let channels: Raster<UInt16>
  /// 1 where objects meet; `nil` when the network has no edge channel.
  public let edges: Raster<UInt8>?
  /// All channels of the network's semantic input, edges included.
  public let channelCount: Int

  /// Prepares a map for a network.
  ///
  /// A map of another size is first brought to the picture's by the reference's rule (Pillow's
  /// nearest), and edges are found then, as its data sets do; so an edge is always two pixels
  /// wide. A map painted with another label set is translated.
  /// - Throws: `ModelError.request` for a missing map, sizes that differ, or labels the network
  ///   has no channel for.
  public init(
    _ conditioning: Conditioning, for configuration: SPADEConfiguration, labelSet: LabelSet
  ) throws(ModelError) {
    try self.init(conditioning, layout: configuration.semanticLayout, labelSet: labelSet)
  }

  /// Prepares a map for a network whose channels mean this; see the other form.
  /// - Throws: `ModelError.request` for a missing map, sizes that differ, or labels the network
  ///   has no channel for.
  public init(
    _ conditioning: Conditioning, layout: SemanticLayout, labelSet: LabelSet
  ) throws(ModelError) {
    guard var labels = conditioning.labels, labels.size.area > 0 else {
      throw .request(reason: "this model needs a label map", advice: "Paint or open one.")
    }
    if let instances = conditioning.instances, instances.size != labels.size {
      throw .request(
        reason: "the instance map is \(instances.size), the label map \(labels.size)",
        advice: "Both must have the same size.")
    }
    labels = labels.resizedByCenters(to: layout.size)
    if layout.usesInstanceEdges {
      let instances = conditioning.instances?.resizedByCenters(to: layout.size)
      edges = Self.edges(labels: labels, instances: instances, background: layout.background)
    } else {
      edges = nil
    }
    if let painted = conditioning.labelSet, painted.name != labelSet.name {
      labels = LabelTranslation(from: painted, to: labelSet)(labels)
    }
    channels = try Self.channels(of: labels, layout: layout, labelSet: labelSet)
    channelCount = layout.channelCount
  }

  /// Input that is given as the network takes it, for `verify` and training.
  public init(channels: Raster<UInt16>, edges: Raster<UInt8>?, channelCount: Int) {
    self.channels = channels
    self.edges = edges
    self.channelCount = channelCount
  }

  /// Edges between objects. Without any object the labels' own borders stand in: no model was
  /// trained on maps without edges.
  private static func edges(
    labels: LabelMap, instances: InstanceMap?, background: SPADEConfiguration.Background
  ) -> Raster<UInt8> {
    guard let instances, instances.elements.contains(where: { $0 != 0 }) else {
      return InstanceEdges.mask(of: labels)
    }
    switch background {
    case .plain: return InstanceEdges.mask(of: instances)
    case .label:
      let keys = zip(instances.elements, labels.elements).map { instance, label in
        instance == 0 ? UInt64(label) | 1 << 40 : UInt64(instance)
      }
      return InstanceEdges.mask(
        of: Raster(width: labels.width, height: labels.height, elements: keys))
    }
  }

  private static func channels(
    of labels: LabelMap, layout: SemanticLayout, labelSet: LabelSet
  ) throws(ModelError) -> Raster<UInt16> {
    let count = layout.labelCount
    var table = [UInt16](repeating: .max, count: 65536)
    for id in 0..<min(count, 65536) { table[id] = UInt16(id) }
    if layout.hasUnlabelledChannel {
      for id in [count, labelSet.unlabelled, labelSet.ignore].compactMap({ $0 })
      where table.indices.contains(id) && id >= count {
        table[id] = UInt16(clamping: count)
      }
    }
    let channels = labels.map { table[Int($0)] }
    if let place = channels.elements.firstIndex(of: .max) {
      let id = Int(labels.elements[place])
      throw .request(
        reason: "label \(id) (\(labelSet.name(of: id))) at \(place % labels.width),"
          + "\(place / labels.width) has no channel: the network knows 0…\(count - 1)",
        advice: "Check the label set (--label-set), or repaint those pixels.")
    }
    return channels
  }
}
