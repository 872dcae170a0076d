public import Synthesis

/// A number by which a pyramid of scales is played.
public enum PyramidNumber: String, Hashable, Sendable, CaseIterable {
  /// Scales below take no noise.
  case startScale
  /// The scale at which what was painted enters.
  case entryScale
  /// Width of the result in widths of the photo.
  case width
  /// Height of the result in heights of the photo.
  case height

  /// What it is called where there is room.
  public var words: String {
    switch self {
    case .startScale: "start scale"
    case .entryScale: "paint enters at scale"
    case .width: "width"
    case .height: "height"
    }
  }

  /// What one press of an arrow adds.
  var step: Double {
    switch self {
    case .startScale, .entryScale: 1
    case .width, .height: 0.05
    }
  }

  /// Values it can have in a pyramid.
  public func range(in pyramid: Capabilities.Pyramid) -> ClosedRange<Double> {
    let last = Double(max(1, pyramid.sizes.count - 1))
    switch self {
    case .startScale: return 0...last
    case .entryScale: return 1...last
    case .width, .height: return PyramidSettings.sizeRange
    }
  }

  /// Its value.
  public func value(in settings: PyramidSettings, of pyramid: Capabilities.Pyramid) -> Double {
    let range = range(in: pyramid)
    let value: Double
    switch self {
    case .startScale: value = Double(settings.startScale)
    case .entryScale: value = Double(settings.entryScale ?? pyramid.middleScale)
    case .width: value = settings.width
    case .height: value = settings.height
    }
    return min(max(value, range.lowerBound), range.upperBound)
  }

  /// A value as it is written.
  public func text(_ value: Double) -> String {
    switch self {
    case .startScale, .entryScale: "\(Int(value.rounded()))"
    case .width, .height: decimal(value, 2)
    }
  }

  /// Sets it, brought into its range.
  func set(_ value: Double, in settings: inout PyramidSettings, of pyramid: Capabilities.Pyramid) {
    let range = range(in: pyramid)
    guard value.isFinite else { return }
    let inside = min(max(value, range.lowerBound), range.upperBound)
    switch self {
    case .startScale: settings.startScale = Int(inside.rounded())
    case .entryScale: settings.entryScale = Int(inside.rounded())
    case .width: settings.width = (inside * 100).rounded() / 100
    case .height: settings.height = (inside * 100).rounded() / 100
    }
  }
}

extension LatentRow {
  /// The number of a pyramid that the row changes; `nil` for others.
  public var pyramidNumber: PyramidNumber? {
    switch self {
    case .startScale: .startScale
    case .entryScale: .entryScale
    case .width: .width
    case .height: .height
    case .psi, .kind, .cutoff, .mix, .layers, .classLayers, .directions, .noise, .mixture,
      .blending, .noiseBoxes:
      nil
    }
  }
}

extension PyramidRequest.Injection.Blending {
  /// In words: what becomes of the photo around what was painted.
  public var words: String {
    switch self {
    case .edit: "edit"
    case .harmonize: "harmonize"
    case .none: "whole"
    }
  }
}
