public import Checkpoints
public import Imaging
import Layers
public import Synthesis
import Tensors

/// A film of a vid2vid model.
///
/// The reference gives the first picture for map number `frames`, so T maps become T − frames + 1
/// pictures; here the first map is repeated in front instead, and T maps become T pictures.
public struct Vid2VidFilm: Film {
  private let model: Vid2VidModel
  private let given: [RGBImage]
  /// The last maps, the oldest first, `[1, mapChannels, H, W]`.
  private var maps: [Tensor] = []
  private var pictures: Vid2VidMemory?

  /// A film that nothing was made of yet.
  /// - Parameter first: Pictures before the first map, the newest last; one is repeated, more than
  ///   the model sees are left out.
  /// - Throws: `ModelError.request` for pictures of different sizes.
  public init(_ model: Vid2VidModel, after first: [RGBImage]) throws(ModelError) {
    guard Set(first.map(\.size)).count <= 1 else {
      throw .request(
        reason: "the first pictures differ in size", advice: "Give pictures of one size.")
    }
    self.model = model
    given = first
  }

  /// Makes the next picture. A motion in the request stands in for the networks' own flow.
  public mutating func next(
    _ request: RenderRequest, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    let configuration = model.configuration
    let input = try SemanticInput(
      request.conditioning, layout: configuration.semanticLayout, labelSet: model.labelSet)
    let mode = request.statistics == .current ? Mode.currentStatistics : .evaluation
    return try withoutGradients {
      let map = input.planes(at: configuration.outputSize, type: .float32)
        .contiguous().moved(to: model.device)
      var maps = self.maps.isEmpty ? Array(repeating: map, count: configuration.history) : self.maps
      maps.append(map)
      var pictures = try self.pictures ?? beginning(maps, mode: mode, checkpoint: checkpoint)
      let known = request.conditioning.motion.map { motion in
        let fitted = motion.fitted(to: configuration.outputSize)
        return Vid2VidScale.Known(
          flow: fitted.flow.moved(to: model.device),
          confidence: fitted.confidence.moved(to: model.device))
      }
      let picture = try model.generator.frame(
        Tensor.concatenated(maps, axis: 1), memory: &pictures, mode: mode, known: known,
        checkpoint: checkpoint
      ).moved(to: .cpu)
      guard picture.isFinite else {
        throw ModelError.nonFinite(
          place: "the newest picture", count: picture.floats().count { !$0.isFinite })
      }
      self.maps = Array(maps.dropFirst())
      self.pictures = pictures
      return RGBImage(picture)
    }
  }

  /// The maps and pictures of every scale.
  public var memory: [StoredTensor] {
    guard let pictures else { return [] }
    var tensors = maps.enumerated().map { Self.stored("map.\($0)", $1) }
    for (scale, own) in pictures.pictures.enumerated() {
      tensors += own.enumerated().map { Self.stored("picture.\(scale).\($0)", $1) }
    }
    return tensors
  }

  /// Goes on from a memory.
  public mutating func restore(_ memory: [StoredTensor]) throws(ModelError) {
    if memory.isEmpty {
      maps = []
      pictures = nil
      return
    }
    let configuration = model.configuration
    let stored = Dictionary(memory.map { ($0.name, $0) }) { first, _ in first }
    let size = configuration.outputSize
    func tensor(_ name: String, _ shape: [Int]) throws(ModelError) -> Tensor {
      guard let found = stored[name], found.shape == shape, found.type.isFloatingPoint,
        found.nonFiniteCount == 0
      else {
        throw .request(
          reason: "what was kept of the film is another model's or size's (“\(name)”)",
          advice: "Begin the film anew.")
      }
      return Tensor(found).moved(to: model.device)
    }
    var maps: [Tensor] = []
    var pictures: [[Tensor]] = []
    for index in 0..<configuration.history {
      maps.append(
        try tensor("map.\(index)", [1, configuration.mapChannels, size.height, size.width]))
    }
    for scale in 0..<configuration.scales {
      let halvings = configuration.scales - 1 - scale
      var own: [Tensor] = []
      for index in 0..<configuration.history {
        own.append(
          try tensor(
            "picture.\(scale).\(index)", [1, 3, size.height >> halvings, size.width >> halvings]))
      }
      pictures.append(own)
    }
    self.maps = maps
    self.pictures = Vid2VidMemory(pictures: pictures, isEmpty: false)
  }

  /// The pictures before the first one: given, made by the network for first pictures, or none.
  private func beginning(
    _ maps: [Tensor], mode: Mode, checkpoint: () throws -> Void
  ) throws -> Vid2VidMemory {
    let configuration = model.configuration
    let size = configuration.outputSize
    let history = configuration.history
    var before = given.suffix(history).map { picture in
      Tensor(picture: picture).resizedBilinear(height: size.height, width: size.width)
        .moved(to: model.device)
    }
    if before.isEmpty, model.generator.first != nil {
      for map in maps.prefix(history) {
        let labels = map.sliced(axis: 1, from: 0, to: configuration.labelCount)
        if let picture = try model.generator.firstPicture(
          labels, mode: mode, checkpoint: checkpoint)
        {
          before.append(picture)
        }
      }
    }
    guard let oldest = before.first else {
      return Vid2VidMemory(
        scales: configuration.scales, history: history, height: size.height, width: size.width,
        device: model.device)
    }
    before = Array(repeating: oldest, count: history - before.count) + before
    return Vid2VidMemory(after: before, scales: configuration.scales)
  }

  private static func stored(_ name: String, _ tensor: Tensor) -> StoredTensor {
    StoredTensor(name: name, shape: tensor.shape, floats: tensor.floats())
  }
}
