public import Tensors

/// The last pictures of a film at every spatial scale, which the next frame is made from.
public struct Vid2VidMemory: Sendable {
  /// By scale from the coarsest, each with the oldest first, `[1, 3, H, W]`, −1…1.
  public private(set) var pictures: [[Tensor]]
  /// Whether nothing was remembered yet: all pictures are zeros and the next one is new throughout.
  public private(set) var isEmpty: Bool

  /// A film that begins from nothing.
  /// - Parameters:
  ///   - height: Rows of the finest pictures.
  ///   - width: Columns.
  public init(scales: Int, history: Int, height: Int, width: Int, device: Device = .cpu) {
    pictures = (0..<scales).map { scale in
      let halvings = scales - 1 - scale
      let zeros = Tensor.zeros([1, 3, height >> halvings, width >> halvings]).moved(to: device)
      return Array(repeating: zeros, count: history)
    }
    isEmpty = true
  }

  /// A film that goes on after these pictures.
  /// - Parameter given: The oldest first, `[1, 3, H, W]`, −1…1; as many as are remembered.
  public init(after given: [Tensor], scales: Int) {
    let pyramids = given.map { Self.pyramid($0, levels: scales) }
    pictures = (0..<scales).map { scale in pyramids.map { $0[scale] } }
    isEmpty = false
  }

  /// A memory that was kept.
  public init(pictures: [[Tensor]], isEmpty: Bool) {
    self.pictures = pictures
    self.isEmpty = isEmpty
  }

  /// What a scale's generator gets, `[1, 3 · history, H, W]`.
  func previous(at scale: Int) -> Tensor { Tensor.concatenated(pictures[scale], axis: 1) }

  /// Takes the newest pictures in and drops the oldest.
  mutating func append(_ newest: [Tensor]) {
    for scale in pictures.indices {
      pictures[scale].removeFirst()
      pictures[scale].append(newest[scale])
    }
    isEmpty = false
  }

  /// A picture or map at every scale, the coarsest first: 3×3 averages of the real pixels, so that
  /// coarse labels are shares.
  static func pyramid(_ finest: Tensor, levels: Int) -> [Tensor] {
    var pyramid = [finest]
    for _ in 1..<max(1, levels) {
      pyramid.append(
        pyramid[pyramid.count - 1].averagePooled(
          kernel: 3, stride: 2, padding: 1, countsPadding: false))
    }
    return pyramid.reversed()
  }
}
