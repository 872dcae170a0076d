public import Checkpoints
public import Layers

/// What names and shapes tell about vid2vid's generators. Whether the last channel of a map holds
/// borders, which classes are foreground and whether films begin from nothing is not in them.
public struct Vid2VidWeightFacts: Hashable, Sendable {
  /// Width of the coarsest generator (`ngf`).
  public var width: Int
  /// Maps that are seen at once.
  public var frames: Int
  /// Channels of one map.
  public var mapChannels: Int
  /// Halvings of the coarsest generator.
  public var downsamplings = 0
  /// Its residual blocks.
  public var blocks: Int
  /// Residual blocks of the finer generators; `nil` without finer ones.
  public var localBlocks: Int?
  /// Spatial scales.
  public var scales: Int
  /// Norm.
  public var normalization: FeatureNorm.Kind
  /// Whether there is a flow.
  public var hasFlow: Bool
  /// Whether the foreground has a branch of its own.
  public var hasForeground: Bool

  /// Reads the facts.
  /// - Parameter scales: The tensors of `net_G0`, `net_G1` ….
  /// - Throws: `ImportError.notAGenerator`.
  public init(_ scales: [[StoredTensor]], file: String) throws(ImportError) {
    let shapes = scales.map {
      Dictionary($0.map { ($0.name, $0.shape) }) { first, _ in first }
    }
    func refuse(_ reason: String) -> ImportError { .notAGenerator(file: file, reason: reason) }
    func stem(_ name: String) throws(ImportError) -> [Int] {
      guard let shape = shapes[0][name] else { throw refuse("there is no tensor \(name)") }
      guard shape.count == 4, Array(shape[2...]) == [7, 7], (1...4096).contains(shape[0]) else {
        throw refuse("\(name) has shape \(shape), expected [width, channels, 7, 7]")
      }
      return shape
    }
    let maps = try stem(Self.mark)
    let pictures = try stem("model_down_img.1.weight")
    guard pictures[1].isMultiple(of: 3), pictures[1] > 0 else {
      throw refuse("it takes \(pictures[1]) channels of pictures, expected a multiple of 3")
    }
    width = maps[0]
    frames = pictures[1] / 3 + 1
    guard maps[1].isMultiple(of: frames) else {
      throw refuse("\(maps[1]) channels of maps are no \(frames) maps (\(frames - 1) pictures)")
    }
    mapChannels = maps[1] / frames
    while downsamplings < 8,
      shapes[0]["model_down_seg.\(4 + 3 * downsamplings).weight"]
        == [width << (downsamplings + 1), width << downsamplings, 3, 3]
    {
      downsamplings += 1
    }
    func count(_ scale: Int, _ name: (Int) -> String) -> Int {
      var found = 0
      while found < 128, shapes[scale][name(found) + ".conv_block.1.weight"] != nil { found += 1 }
      return found
    }
    let first = 4 + 3 * downsamplings
    blocks =
      count(0) { "model_down_seg.\(first + $0)" } + count(0) { "model_res_img.\($0)" }
    localBlocks = scales.count > 1 ? count(1) { "model_up_img.\($0)" } : nil
    self.scales = scales.count
    let norm = "model_down_seg.2."
    normalization =
      shapes[0][norm + "weight"] != nil
      ? .batch : shapes[0][norm + "running_mean"] != nil ? .trackedInstance : .instance
    hasFlow = shapes[0]["model_final_flow.1.weight"] != nil
    hasForeground = shapes[0].keys.contains { $0.hasPrefix("indv_") }
  }

  /// A tensor that every generator of this family has.
  static let mark = "model_down_seg.1.weight"
}
