import Imaging
import Tensors

/// Which channels a network's semantic input has.
struct SemanticLayout: Hashable, Sendable {
  /// One-hot channels.
  var classes: Int
  /// Whether the map of instance edges follows them.
  var hasEdges: Bool
}

/// A batch as the networks see it.
struct SemanticBatch {
  /// Pictures, `[N, 3, H, W]`, −1…1.
  let pictures: Tensor
  /// Class ids with "unlabelled" as its channel, `[N, 1, H, W]`, int64.
  let labels: Tensor
  /// Instance edges, `[N, 1, H, W]`, 0 or 1; nil without the edge channel.
  let edges: Tensor?
  private let layout: SemanticLayout

  init(
    _ examples: [TrainingExample], for layout: SemanticLayout, device: Device = .cpu
  ) {
    self.layout = layout
    let size = examples[0].image.size
    let count = examples.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * size.area * 3)
    var ids: [Int64] = []
    ids.reserveCapacity(count * size.area)
    var borders: [UInt8] = []
    for example in examples {
      for pixel in example.image.elements {
        bytes.append(pixel.red)
        bytes.append(pixel.green)
        bytes.append(pixel.blue)
      }
      for id in example.labels.elements { ids.append(Int64(id)) }
      if layout.hasEdges {
        borders.append(contentsOf: InstanceEdges.mask(of: example.instances).elements)
      }
    }
    pictures =
      Tensor(bytes, shape: [count, size.height, size.width, 3]).permuted([0, 3, 1, 2])
      .converted(to: .float32).moved(to: device) / 127.5 - 1
    labels = Tensor(ids, shape: [count, 1, size.height, size.width])
    edges =
      layout.hasEdges
      ? Tensor(borders, shape: [count, 1, size.height, size.width]).converted(to: .float32)
        .moved(to: device)
      : nil
  }

  private init(
    pictures: Tensor, labels: Tensor, edges: Tensor?, layout: SemanticLayout
  ) {
    self.pictures = pictures
    self.labels = labels
    self.edges = edges
    self.layout = layout
  }

  /// One-hot classes and edges, `[N, L, H, W]`, float32.
  func semantics() -> Tensor {
    let oneHot = labels.oneHot(classes: layout.classes).moved(to: pictures.device)
    guard let edges else { return oneHot }
    return Tensor.concatenated([oneHot, edges], axis: 1)
  }

  /// The part inside a rectangle of pixels.
  func cropped(to rect: PixelRect) -> SemanticBatch {
    func cut(_ tensor: Tensor) -> Tensor {
      tensor.sliced(axis: 2, from: rect.y, to: rect.maxY)
        .sliced(axis: 3, from: rect.x, to: rect.maxX)
    }
    return SemanticBatch(
      pictures: cut(pictures), labels: cut(labels), edges: edges.map(cut),
      layout: layout)
  }
}
