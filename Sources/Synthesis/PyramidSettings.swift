public import Imaging

/// How one plays a pyramid of scales: kept with the picture's settings, so that it is undone, saved
/// and keyframed with them.
public struct PyramidSettings: Hashable, Sendable, Codable {
  /// How many times as large as the photo results can be on each side.
  public static let sizeRange = 0.25...4.0
  /// Scales that any pyramid has.
  static let scaleRange = 0...63

  /// Scales below take no noise: the result begins from the photo there.
  public var startScale: Int
  /// Scale at which what was painted enters; `nil` for the middle one.
  public var entryScale: Int?
  /// What surrounds what was painted.
  public var blending: PyramidRequest.Injection.Blending
  /// Width of the result in widths of the photo.
  public var width: Double
  /// Height of the result in heights of the photo.
  public var height: Double

  /// The settings of a plain sample.
  public init(
    startScale: Int = 0, entryScale: Int? = nil,
    blending: PyramidRequest.Injection.Blending = .edit, width: Double = 1, height: Double = 1
  ) {
    self.startScale = startScale
    self.entryScale = entryScale
    self.blending = blending
    self.width = width
    self.height = height
  }

  /// Size of the result.
  public func size(of capabilities: Capabilities) -> PixelSize {
    func side(_ own: Int, _ factor: Double) -> Int {
      max(16, Int((Double(own) * factor).rounded()))
    }
    let own = capabilities.outputSize
    return PixelSize(
      width: width == 1 ? own.width : side(own.width, width),
      height: height == 1 ? own.height : side(own.height, height))
  }

  /// What a pyramid is asked for; scales that it lacks become its nearest ones.
  public func request(of capabilities: Capabilities) -> PyramidRequest {
    let last = max(0, (capabilities.pyramid?.sizes.count ?? 1) - 1)
    let size = size(of: capabilities)
    return PyramidRequest(
      size: size == capabilities.outputSize ? nil : size, startScale: min(startScale, last),
      painting: .init(
        scale: entryScale.map { min(max(1, $0), max(1, last)) }, blending: blending))
  }
}

extension PyramidSettings: StoredValue {
  /// Scales exist in some pyramid, sizes are such as can be set.
  public mutating func validate(_ faults: inout [String]) {
    StoredNumber.clamp(&startScale, to: Self.scaleRange, "the start scale", &faults)
    if var scale = entryScale {
      StoredNumber.clamp(&scale, to: 1...63, "the scale at which paint enters", &faults)
      entryScale = scale
    }
    StoredNumber.clamp(&width, to: Self.sizeRange, else: 1, "the result's width", &faults)
    StoredNumber.clamp(&height, to: Self.sizeRange, else: 1, "the result's height", &faults)
  }
}

extension Capabilities.Pyramid {
  /// The scale at which a picture enters where none is chosen: the middle one.
  public var middleScale: Int { max(1, sizes.count / 2) }
}
