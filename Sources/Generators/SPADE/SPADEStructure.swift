/// How Ganvas' own SPADE generators differ from the reference's: every layer stays local, so that a
/// stroke changes what lies around it and nothing else, and texture comes from noise instead of
/// from the cells of a start grid. Imported checkpoints have none of it.
public struct SPADEStructure: Codable, Hashable, Sendable {
  /// Channels of the start and behind each block: one number more than there are blocks.
  public var widths: [Int]
  /// Noise per pixel before each modulation, with a learned scale per label and channel.
  public var hasNoise = true
  /// z scales and shifts channels in the blocks between the first and the last; the start comes
  /// from the label map. Otherwise z is the start, as in the reference.
  public var latentModulates = true
  /// Convolutions see the pixels at the picture's edge repeated beyond it instead of zeros.
  public var repeatsEdges = true
  /// How many of the last doublings are bilinear (weights 1 3 3 1), which draws no axis-aligned
  /// steps; the others repeat pixels.
  public var smoothDoublings = 2

  /// A structure with these widths.
  public init(widths: [Int]) {
    self.widths = widths
  }

  /// The shipped width: 3.5 GMAC and 2.6 M numbers in the convolutions of a 256×256 picture.
  public static let standard = SPADEStructure(
    widths: [192, 192, 192, 192, 128, 80, 48, 24])

  /// Checks what a file or a person may have got wrong.
  /// - Parameters:
  ///   - blocks: Blocks of the generator.
  ///   - cells: Smaller side of its start grid.
  /// - Throws: `ConfigurationError` naming the field and its range.
  func validate(blocks: Int, cells: Int) throws(ConfigurationError) {
    guard widths.count == blocks + 1 else {
      throw ConfigurationError(
        field: "structure.widths", found: "\(widths.count) numbers",
        expected: "\(blocks + 1): the start and \(blocks) blocks")
    }
    for width in widths {
      try ConfigurationError.check(width, in: 1...4096, "structure.widths")
    }
    if repeatsEdges, cells < 2 {
      throw ConfigurationError(
        field: "cropSize", found: "a start grid of \(cells) cells",
        expected: "at least 2 cells a side with structure.repeatsEdges")
    }
    try ConfigurationError.check(smoothDoublings, in: 0...7, "structure.smoothDoublings")
  }
}

extension SPADEConfiguration {
  /// Blocks of the generator.
  public var blockCount: Int { upsampling == .most ? 8 : 7 }

  /// Channels of the start and behind each block.
  public var widths: [Int] {
    if let structure { return structure.widths }
    let reference = [16, 16, 16, 16, 8, 4, 2, 1].map { $0 * ngf }
    return upsampling == .most ? reference + [ngf / 2] : reference
  }

  /// Channels at the size of the picture.
  var finestWidth: Int { structure.flatMap { $0.widths.last } ?? ngf }

  /// Whether the picture starts from z; otherwise from the label map.
  public var startsFromLatent: Bool { usesVAE && !(structure?.latentModulates ?? false) }

  /// Whether z enters the modulations of the blocks between the first and the last.
  public var latentModulates: Bool { usesVAE && (structure?.latentModulates ?? false) }

  /// Whether there is noise per pixel.
  public var hasNoise: Bool { structure?.hasNoise ?? false }

  /// Channels of labels, "unlabelled" included, without edges.
  public var labelChannels: Int { labelCount + (hasUnlabelledChannel ? 1 : 0) }

  /// How each block's input gets its size, in order.
  var doublings: [SPADEGenerator.Doubling] {
    let hasMore = upsampling != .normal
    let doubles = [false, true, hasMore] + Array(repeating: true, count: blockCount - 3)
    let firstSmooth = blockCount - (structure?.smoothDoublings ?? 0)
    return doubles.enumerated().map { index, doubles in
      doubles ? (index >= firstSmooth ? .bilinear : .nearest) : .none
    }
  }
}
