public import Imaging

/// The photos at hand.
public struct LoadedPhotos: Equatable, Sendable {
  /// Pictures by name in the session's `photos/`.
  public var pictures: [String: RGBImage] = [:]

  /// An empty collection.
  public init() {}
}
