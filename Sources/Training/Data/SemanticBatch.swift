import Generators
import Imaging
import Layouts
import Tensors

/// Which channels a network's semantic input has.
struct BatchLayout: Hashable, Sendable {
  /// One-hot channels.
  var classes: Int
  /// Whether the map of instance edges follows them.
  var hasEdges: Bool
  /// What pixels of no object are when edges are found.
  var background = SPADEConfiguration.Background.plain
}

/// A batch as the networks see it.
struct SemanticBatch {
  /// Pictures, `[N, 3, H, W]`, −1…1.
  let pictures: Tensor
  /// Class ids with "unlabelled" as its channel, `[N, 1, H, W]`, int64.
  let labels: Tensor
  /// Instance edges, `[N, 1, H, W]`, 0 or 1; nil without the edge channel.
  let edges: Tensor?
  /// Numbers of the regions that have a style of their own (`TrainingExample.regions`),
  /// `[N, 1, H, W]`, int64.
  let regions: Tensor
  private let layout: BatchLayout

  init(
    _ examples: [TrainingExample], for layout: BatchLayout, device: Device = .cpu
  ) {
    self.layout = layout
    let size = examples[0].image.size
    let count = examples.count
    var ids: [Int64] = []
    ids.reserveCapacity(count * size.area)
    var borders: [UInt8] = []
    var numbers: [Int64] = []
    numbers.reserveCapacity(count * size.area)
    for example in examples {
      for id in example.labels.elements { ids.append(Int64(id)) }
      let regions = example.regions
      for number in regions.elements { numbers.append(Int64(number)) }
      if layout.hasEdges {
        let objects = layout.background == .plain ? example.instances : regions
        borders.append(contentsOf: InstanceEdges.mask(of: objects).elements)
      }
    }
    pictures = Tensor(pictures: examples.map(\.image)).moved(to: device)
    labels = Tensor(ids, shape: [count, 1, size.height, size.width])
    edges =
      layout.hasEdges
      ? Tensor(borders, shape: [count, 1, size.height, size.width]).converted(to: .float32)
        .moved(to: device)
      : nil
    regions = Tensor(numbers, shape: [count, 1, size.height, size.width]).moved(to: device)
  }

  private init(
    pictures: Tensor, labels: Tensor, edges: Tensor?, regions: Tensor, layout: BatchLayout
  ) {
    self.pictures = pictures
    self.labels = labels
    self.edges = edges
    self.regions = regions
    self.layout = layout
  }

  /// One-hot classes and edges, `[N, L, H, W]`, float32.
  func semantics() -> Tensor {
    let oneHot = labels.oneHot(classes: layout.classes).moved(to: pictures.device)
    guard let edges else { return oneHot }
    return Tensor.concatenated([oneHot, edges], axis: 1)
  }

  /// The maps as tables see them, one per picture.
  func symbolMaps() -> [SymbolMap] {
    let shape = labels.shape
    let size = PixelSize(width: shape[3], height: shape[2])
    let ids = labels.integers()
    let borders = edges?.bytes()
    return (0..<shape[0]).map { index in
      let range = (index * size.area)..<((index + 1) * size.area)
      return SymbolMap(
        labels: Raster(
          width: size.width, height: size.height, elements: ids[range].map { UInt16($0) }),
        edges: borders.map {
          Raster(width: size.width, height: size.height, elements: Array($0[range]))
        },
        labelCount: layout.classes)
    }
  }

  /// The part inside a rectangle of pixels.
  func cropped(to rect: PixelRect) -> SemanticBatch {
    func cut(_ tensor: Tensor) -> Tensor {
      tensor.sliced(axis: 2, from: rect.y, to: rect.maxY)
        .sliced(axis: 3, from: rect.x, to: rect.maxX)
    }
    return SemanticBatch(
      pictures: cut(pictures), labels: cut(labels), edges: edges.map(cut),
      regions: cut(regions), layout: layout)
  }
}

extension PixelRect {
  /// A square somewhere in a picture; as large as it fits.
  static func random(
    side: Int, in bounds: PixelRect, using random: inout SeededRandom
  ) -> PixelRect {
    let width = min(side, bounds.width)
    let height = min(side, bounds.height)
    return PixelRect(
      x: bounds.x + Int.random(in: 0...(bounds.width - width), using: &random),
      y: bounds.y + Int.random(in: 0...(bounds.height - height), using: &random),
      width: width, height: height)
  }
}
