public import Checkpoints
public import Layers

/// What names and shapes alone tell about a pix2pixHD generator.
public struct Pix2PixHDWeightFacts: Hashable, Sendable {
  /// Channels of the input: classes, borders and features together.
  public var inputChannels: Int
  /// Width of the global generator; the finest enhancer's is this halved by every enhancer.
  public var globalWidth: Int
  /// Halvings of the global generator.
  public var downsamplings: Int
  /// Its residual blocks.
  public var blocks: Int
  /// Local enhancers around it.
  public var enhancers: Int
  /// Residual blocks of each enhancer.
  public var enhancerBlocks: Int
  /// Norm after every convolution but the last.
  public var normalization: FeatureNorm.Kind

  /// Channels of the pictures it makes.
  public var pictureChannels: Int

  /// Width of the outermost network.
  public var ngf: Int { globalWidth >> enhancers }

  /// What needs no answers.
  var sentence: String {
    "A pix2pixHD generator of width ngf \(ngf): \(downsamplings) halvings, \(blocks) residual "
      + "blocks, \(normalization.rawValue) norm"
      + (enhancers == 0
        ? "."
        : ", inside \(enhancers) local enhancer\(enhancers == 1 ? "" : "s") of "
          + "\(enhancerBlocks) blocks.")
  }

  /// Reads the facts.
  /// - Throws: `ImportError.notAGenerator`.
  public init(_ tensors: [StoredTensor], file: String) throws(ImportError) {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    let facts: TranslationFacts
    do throws(TranslationFacts.Mismatch) {
      facts = try TranslationFacts(shapes)
    } catch {
      throw .notAGenerator(file: file, reason: error.reason)
    }
    inputChannels = facts.inputChannels
    globalWidth = facts.width
    downsamplings = facts.downsamplings
    blocks = facts.blocks
    normalization = facts.normalization
    enhancers = 0
    while shapes["model\(enhancers + 1)_1.1.weight"] != nil, enhancers < 8 { enhancers += 1 }
    enhancerBlocks = 0
    while shapes["model1_2.\(enhancerBlocks).conv_block.1.weight"] != nil { enhancerBlocks += 1 }
    let head = Self.head(of: shapes, enhancers: enhancers, blocks: enhancerBlocks)
    pictureChannels = facts.outputChannels ?? head ?? 0
    let isWhole =
      (1...4).contains(pictureChannels) && (enhancers == 0) == (facts.outputChannels != nil)
    guard isWhole, globalWidth.isMultiple(of: 1 << enhancers) else {
      throw .notAGenerator(
        file: file,
        reason: enhancers == 0
          ? "its last convolution makes \(facts.outputChannels ?? 0) channels, expected 1 to 4"
          : "\(enhancers) enhancers do not fit around a network of width \(globalWidth)")
    }
  }

  /// Channels of the outermost enhancer's last convolution, behind its blocks and its doubling.
  private static func head(of shapes: [String: [Int]], enhancers: Int, blocks: Int) -> Int? {
    let place = blocks + 4
    let shape = enhancers == 0 ? nil : shapes["model\(enhancers)_2.\(place).weight"]
    return shape?.count == 4 ? shape?.first : nil
  }
}

/// What names and shapes tell about pix2pixHD's feature encoder.
public struct Pix2PixHDEncoderFacts: Hashable, Sendable {
  /// Channels after the first convolution (`nef`).
  public var width: Int
  /// Halvings.
  public var downsamplings: Int
  /// Numbers per object.
  public var featureChannels: Int

  /// Reads the facts.
  /// - Throws: `ImportError.notAnEncoder`.
  public init(_ tensors: [StoredTensor], file: String) throws(ImportError) {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    let facts: TranslationFacts
    do throws(TranslationFacts.Mismatch) {
      facts = try TranslationFacts(shapes)
    } catch {
      throw .notAnEncoder(file: file, reason: error.reason)
    }
    guard facts.inputChannels == 3, facts.blocks == 0, let output = facts.outputChannels else {
      throw .notAnEncoder(
        file: file,
        reason: "it takes \(facts.inputChannels) channels through \(facts.blocks) residual "
          + "blocks; an encoder takes a picture (3) through none")
    }
    width = facts.width
    downsamplings = facts.downsamplings
    featureChannels = output
  }
}

/// The sizes of one `model` list, found by following the chain of its convolutions.
struct TranslationFacts {
  /// The place where the chain breaks.
  struct Mismatch: Error {
    let reason: String
  }

  let inputChannels: Int
  let width: Int
  private(set) var downsamplings = 0
  private(set) var blocks = 0
  /// `nil` without a last convolution.
  let outputChannels: Int?
  let normalization: FeatureNorm.Kind

  init(_ shapes: [String: [Int]]) throws(Mismatch) {
    func name(_ place: Int) -> String { "model.\(place).weight" }
    guard let stem = shapes[name(1)] else { throw Mismatch(reason: "\(name(1)) is missing") }
    guard stem.count == 4, stem[2] == 7, stem[3] == 7, (1...4096).contains(stem[0]), stem[1] > 0
    else { throw Mismatch(reason: "\(name(1)) has shape \(stem), expected [width, in, 7, 7]") }
    inputChannels = stem[1]
    width = stem[0]
    var place = 4
    var channels = width
    while shapes[name(place)] == [2 * channels, channels, 3, 3], downsamplings < 8 {
      downsamplings += 1
      channels *= 2
      place += 3
    }
    while shapes["model.\(place).conv_block.1.weight"] == [channels, channels, 3, 3], blocks < 64 {
      blocks += 1
      place += 1
    }
    for _ in 0..<downsamplings {
      let wanted = [channels, channels / 2, 3, 3]
      guard shapes[name(place)] == wanted else {
        let found = shapes[name(place)].map { "has shape \($0)" } ?? "is missing"
        throw Mismatch(reason: "\(name(place)) \(found), expected \(wanted)")
      }
      channels /= 2
      place += 3
    }
    if let head = shapes[name(place + 1)] {
      guard head.count == 4, head[0] > 0, Array(head[1...]) == [width, 7, 7] else {
        throw Mismatch(
          reason: "\(name(place + 1)) has shape \(head), expected [out, \(width), 7, 7]")
      }
      outputChannels = head[0]
    } else {
      outputChannels = nil
    }
    normalization = shapes["model.2.running_mean"] == nil ? .instance : .batch
  }
}
