public import Imaging

/// How one plays a pyramid of scales: kept with the picture's settings, so that it is undone, saved
/// and keyframed with them.
public struct PyramidSettings: Hashable, Sendable, Codable {
  /// How many times as large as the photo results can be on each side.
  public static let sizeRange = 0.25...4.0
  /// Most boxes with seeds of their own.
  public static let mostRegions = 64
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
  /// Boxes whose noise at one scale has a seed of its own, in pixels of the photo at its finest
  /// scale; a later one lies over those before.
  public var regions: [PyramidRequest.NoiseRegion]
  /// Where on a moving walk it is: on frames of walks only, never in what is stored.
  public var motion: PyramidMotion?

  /// The settings of a plain sample.
  public init(
    startScale: Int = 0, entryScale: Int? = nil,
    blending: PyramidRequest.Injection.Blending = .edit, width: Double = 1, height: Double = 1,
    regions: [PyramidRequest.NoiseRegion] = []
  ) {
    self.regions = regions
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
        scale: entryScale.map { min(max(1, $0), max(1, last)) }, blending: blending),
      regions: regions(of: capabilities),
      motion: motion.map {
        var motion = $0
        motion.startScale = min(max(0, motion.startScale), last)
        return motion
      })
  }

  /// The boxes in pixels of the result; scales that a model lacks become its nearest ones.
  public func regions(of capabilities: Capabilities) -> [PyramidRequest.NoiseRegion] {
    guard let pyramid = capabilities.pyramid, !regions.isEmpty else { return [] }
    let size = size(of: capabilities)
    return regions.map { region in
      PyramidRequest.NoiseRegion(
        rect: region.rect.scaled(from: pyramid.photo, to: size),
        scale: min(max(0, region.scale), max(0, pyramid.sizes.count - 1)), seed: region.seed)
    }
  }
}

extension PyramidSettings {
  private enum CodingKeys: String, CodingKey {
    case startScale, entryScale, blending, width, height, regions, motion
  }

  /// Reads settings; sessions from before boxes had seeds have none.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      startScale: try box.decode(Int.self, forKey: .startScale),
      entryScale: try box.decodeIfPresent(Int.self, forKey: .entryScale),
      blending: try box.decode(PyramidRequest.Injection.Blending.self, forKey: .blending),
      width: try box.decode(Double.self, forKey: .width),
      height: try box.decode(Double.self, forKey: .height),
      regions: try box.decodeIfPresent([PyramidRequest.NoiseRegion].self, forKey: .regions) ?? [])
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
    motion = nil
    if regions.count > Self.mostRegions {
      faults.append("\(regions.count) boxes of noise, the first \(Self.mostRegions) are kept")
      regions = Array(regions.prefix(Self.mostRegions))
    }
    let sides = 1...8192
    let sound = regions.map(\.rect).map {
      (0...8192).contains($0.x) && (0...8192).contains($0.y) && sides.contains($0.width)
        && sides.contains($0.height)
    }
    if sound.contains(false) {
      faults.append("\(sound.count { !$0 }) boxes of noise that lie nowhere")
      regions = zip(regions, sound).filter(\.1).map(\.0)
    }
    for index in regions.indices {
      StoredNumber.clamp(
        &regions[index].scale, to: Self.scaleRange, "the scale of a box of noise", &faults)
    }
  }
}

extension Capabilities.Pyramid {
  /// The scale at which a picture enters where none is chosen: the middle one.
  public var middleScale: Int { max(1, sizes.count / 2) }
}
