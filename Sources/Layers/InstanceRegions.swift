public import Tensors

/// The objects of a batch of instance maps, numbered densely so that all of them are averaged and
/// painted in one pass, however many there are (Wang et al. 2018, §3.4).
public struct InstanceRegions: Sendable {
  /// Number of samples, height and width.
  public let shape: [Int]
  /// Dense number of each pixel's object, `[N·H·W]`, int64.
  public let index: Tensor
  /// Pixels per object, `[M]`, float64.
  public let sizes: Tensor

  /// Number of objects in all samples together, M.
  public var count: Int { sizes.count }

  /// Numbers the objects: by sample, then by ascending instance number.
  ///
  /// The same number in two samples is two objects. Costs one sort of the pixels.
  /// - Parameter instances: Instance numbers, `[N, 1, H, W]`, int64, 0 or more.
  public init(_ instances: Tensor) {
    let extents = instances.shape
    precondition(extents.count == 4 && extents[1] == 1, "\(extents) is no instance map")
    shape = [extents[0], extents[2], extents[3]]
    var keys = instances.reshaped([extents[0], -1])
    if extents[0] > 1 {
      let span = Int64(instances.maximum().item) + 1
      let starts = Tensor((0..<Int64(extents[0])).map { $0 * span }, shape: [extents[0], 1])
      keys = keys + starts.moved(to: instances.device)
    }
    let parts = Engine.callMany(
      "aten::_unique2", "", [.tensor(keys.reshaped([-1])), .bool(true), .bool(true), .bool(true)])
    index = parts[1]
    sizes = parts[2].converted(to: .float64)
  }

  /// Mean of every object's pixels.
  ///
  /// Sums are double precision: the order of pixels does not show. Gradients flow.
  /// - Parameter features: `[N, F, H, W]`.
  /// - Returns: `[M, F]`, float32.
  public func means(of features: Tensor) -> Tensor {
    let channels = features.shape[1]
    let flat = features.converted(to: .float64).transposed(0, 1).reshaped([channels, -1])
    let sums = Engine.call(
      "aten::scatter_add", "",
      .tensor(Tensor.zeros([channels, count], type: .float64).moved(to: features.device)), .int(1),
      .tensor(index.reshaped([1, -1]).expanded([channels, index.count])), .tensor(flat))
    return (sums / sizes).transposed(0, 1).converted(to: .float32)
  }

  /// Every object filled with its own vector.
  /// - Parameter values: `[M, F]`.
  /// - Returns: `[N, F, H, W]`, of the same type.
  public func painted(_ values: Tensor) -> Tensor {
    values.gathered(axis: 0, index).reshaped(shape + [values.shape[1]]).permuted([0, 3, 1, 2])
  }

  /// Every pixel replaced by the mean over its object: instance-wise average pooling.
  /// - Parameter features: `[N, F, H, W]`.
  /// - Returns: `[N, F, H, W]`, float32.
  public func averaged(_ features: Tensor) -> Tensor { painted(means(of: features)) }
}
