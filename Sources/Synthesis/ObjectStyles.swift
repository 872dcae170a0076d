public import Imaging

/// The look of one object (pix2pixHD §3.4): a cluster of its class, nudged, or a free feature.
public struct InstanceStyle: Hashable, Sendable, Codable {
  /// Nothing chosen: the feature is all zeros.
  public static let neutral = InstanceStyle()

  /// Cluster number within the object's class as the model knows it, from 0; `nil` for none.
  public var cluster: Int?
  /// Added to the cluster's centre (or to zero), one number per feature channel; empty for none.
  public var offset: [Float]

  /// Creates a style.
  public init(cluster: Int? = nil, offset: [Float] = []) {
    self.cluster = cluster
    self.offset = offset
  }

  /// One number of the offset; 0 beyond its end.
  public func offset(_ channel: Int) -> Float {
    offset.indices.contains(channel) ? offset[channel] : 0
  }

  /// Whether it is the neutral style.
  public var isNeutral: Bool { cluster == nil && !offset.contains { $0 != 0 } }
}

/// A cluster of styles of one class: what k-means found in the training set.
public struct StyleCluster: Hashable, Sendable, Codable {
  /// The feature in its middle, one number per channel, about −1…1.
  public var center: [Float]
  /// Standard deviation of its members per channel; empty when unknown.
  public var spread: [Float]
  /// Objects of the training set that belong to it; `nil` when unknown.
  public var size: Int?

  /// Creates a cluster.
  public init(center: [Float], spread: [Float] = [], size: Int? = nil) {
    self.center = center
    self.spread = spread
    self.size = size
  }
}

/// Asks for the style of one object on a photo: the mean of the encoder's output over its pixels.
public struct ObjectStyleRequest: Hashable, Sendable {
  /// The photo, any size.
  public var photo: RGBImage
  /// Which of its pixels show the object, same size; at least one is `true`.
  public var region: Raster<Bool>
  /// Class of the object, in the painted map's label set.
  public var label: Int
  /// What `label` means.
  public var labelSet: LabelSet

  /// Creates a request; both rasters must have one size.
  public init(photo: RGBImage, region: Raster<Bool>, label: Int, labelSet: LabelSet) {
    precondition(
      photo.size == region.size, "a region of \(region.size) on a photo of \(photo.size)")
    self.photo = photo
    self.region = region
    self.label = label
    self.labelSet = labelSet
  }
}
