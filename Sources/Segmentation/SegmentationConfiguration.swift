public import Generators

/// What a segmentation network is made of.
public struct SegmentationConfiguration: Codable, Hashable, Sendable {
  /// Channels of scores, one per label id: 0…classes − 1.
  public var classes: Int
  /// Channels at 1/2, 1/4, 1/8, … of the picture's size.
  public var widths: [Int]

  /// The shipped network's widths: 1.47 million numbers for 20 labels.
  public init(classes: Int, widths: [Int] = [24, 48, 96, 128, 160]) {
    self.classes = classes
    self.widths = widths
  }

  /// Sides of what the network sees are multiples of this many pixels.
  public var step: Int { 1 << widths.count }

  /// Checks numbers that may come from a file.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try ConfigurationError.check(classes, in: 2...1024, "classes")
    try ConfigurationError.check(widths.count, in: 2...7, "widths.count")
    for width in widths { try ConfigurationError.check(width, in: 1...512, "widths") }
  }
}
