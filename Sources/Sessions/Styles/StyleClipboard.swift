public import Imaging
public import Synthesis

/// A style that was copied from an object.
public struct CopiedStyle: Hashable, Sendable, Codable {
  /// The label of the object it was copied from: clusters are counted within a class.
  public var label: UInt16
  /// The style.
  public var style: InstanceStyle

  /// Creates a copy.
  public init(label: UInt16, style: InstanceStyle) {
    self.label = label
    self.style = style
  }
}

/// Styles that were copied: alone, and with the objects of the stamp in hand.
public struct StyleClipboard: Hashable, Sendable, Codable {
  /// What `P` pastes; `nil` when nothing was copied.
  public var copied: CopiedStyle?
  /// Styles of the objects of the copied stamp, by their numbers in it.
  public var stamp: [UInt32: InstanceStyle]

  /// A collection.
  public init(copied: CopiedStyle? = nil, stamp: [UInt32: InstanceStyle] = [:]) {
    self.copied = copied
    self.stamp = stamp
  }
}

extension StyleClipboard: StoredValue {
  /// All styles are such as a model can be given.
  public mutating func validate(_ faults: inout [String]) {
    copied?.style.validate(&faults)
    for key in stamp.keys { stamp[key]?.validate(&faults) }
  }
}
