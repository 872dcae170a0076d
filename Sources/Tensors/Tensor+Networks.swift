/// Operations of networks on `[N, C, H, W]`.
extension Tensor {
  /// Cross-correlation with zero padding.
  /// - Parameters:
  ///   - weight: `[out, in / groups, kh, kw]`.
  ///   - bias: `[out]`.
  public func convolved(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, groups: Int = 1
  ) -> Tensor {
    Engine.call(
      "aten::conv2d", "", .tensor(self), .tensor(weight), bias.map { .tensor($0) } ?? .none,
      .ints([stride, stride]), .ints([padding, padding]), .ints([1, 1]), .int(groups))
  }

  /// Transposed convolution; `weight` is `[in, out / groups, kh, kw]`. On the CPU bfloat16 numbers
  /// are widened for it: LibTorch 1.13 has no such convolution of theirs.
  public func convolvedTransposed(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
    outputPadding: Int = 0, groups: Int = 1
  ) -> Tensor {
    if type == .bfloat16, device == .cpu {
      return converted(to: .float32).convolvedTransposed(
        weight.converted(to: .float32), bias: bias?.converted(to: .float32), stride: stride,
        padding: padding, outputPadding: outputPadding, groups: groups
      ).converted(to: .bfloat16)
    }
    return Engine.call(
      "aten::conv_transpose2d", "input", .tensor(self), .tensor(weight),
      bias.map { .tensor($0) } ?? .none, .ints([stride, stride]), .ints([padding, padding]),
      .ints([outputPadding, outputPadding]), .int(groups))
  }

  /// x·Wᵀ + b over the last axis; `weight` is `[out, in]`.
  public func linear(_ weight: Tensor, bias: Tensor? = nil) -> Tensor {
    Engine.call(
      "aten::linear", "", .tensor(self), .tensor(weight), bias.map { .tensor($0) } ?? .none)
  }

  /// Matrix product; leading axes broadcast.
  public func matmul(_ other: Tensor) -> Tensor {
    Engine.call("aten::matmul", "", .tensor(self), .tensor(other))
  }

  /// Nearest-neighbour resize with PyTorch's legacy rule.
  public func resizedNearest(height: Int, width: Int) -> Tensor {
    Engine.call(
      "aten::upsample_nearest2d", "", .tensor(self), .ints([height, width]), .none, .none)
  }

  /// Bilinear resize without antialiasing.
  public func resizedBilinear(height: Int, width: Int, alignsCorners: Bool = false) -> Tensor {
    Engine.call(
      "aten::upsample_bilinear2d", "", .tensor(self), .ints([height, width]),
      .bool(alignsCorners), .none, .none)
  }

  /// Every pixel twice in both directions (nearest).
  public func upsampledTwice() -> Tensor {
    let shape = shape
    return resizedNearest(height: 2 * shape[2], width: 2 * shape[3])
  }

  /// Average pooling; `countsPadding: false` divides by the number of real pixels.
  public func averagePooled(
    kernel: Int, stride: Int, padding: Int = 0, countsPadding: Bool = true
  ) -> Tensor {
    Engine.call(
      "aten::avg_pool2d", "", .tensor(self), .ints([kernel, kernel]), .ints([stride, stride]),
      .ints([padding, padding]), .bool(false), .bool(countsPadding), .none)
  }

  /// Padding by mirrored pixels, the border pixel not repeated.
  public func reflectionPadded(_ padding: Int) -> Tensor {
    // LibTorch 1.13 has no bfloat16 form of it.
    let wide = type == .bfloat16 ? converted(to: .float32) : self
    let padded = Engine.call(
      "aten::reflection_pad2d", "", .tensor(wide), .ints([padding, padding, padding, padding]))
    return padded.converted(to: type)
  }

  /// Padding that repeats the pixels at the edge.
  public func replicationPadded(_ padding: Int) -> Tensor {
    // LibTorch 1.13 has no bfloat16 form of it.
    let wide = type == .bfloat16 ? converted(to: .float32) : self
    let padded = Engine.call(
      "aten::replication_pad2d", "", .tensor(wide), .ints([padding, padding, padding, padding]))
    return padded.converted(to: type)
  }

  /// Instance normalization without weights: per sample and channel, biased variance.
  public func instanceNormalized(epsilon: Double = 1e-5) -> Tensor {
    Engine.call(
      "aten::instance_norm", "", .tensor(self), .none, .none, .none, .none, .bool(true),
      .double(0), .double(epsilon), .bool(false))
  }

  /// Batch normalization; without `usesCurrentStatistics` the stored ones normalize. In training
  /// the stored ones are moved in place by `momentum`.
  public func batchNormalized(
    mean: Tensor?, variance: Tensor?, weight: Tensor? = nil, bias: Tensor? = nil,
    usesCurrentStatistics: Bool = false, momentum: Double = 0.1, epsilon: Double = 1e-5
  ) -> Tensor {
    Engine.call(
      "aten::batch_norm", "", .tensor(self), weight.map { .tensor($0) } ?? .none,
      bias.map { .tensor($0) } ?? .none, mean.map { .tensor($0) } ?? .none,
      variance.map { .tensor($0) } ?? .none, .bool(usesCurrentStatistics), .double(momentum),
      .double(epsilon), .bool(false))
  }

  /// One-hot channels `[N, classes, H, W]` (float32) of a label map `[N, 1, H, W]` (int64).
  public func oneHot(classes: Int) -> Tensor {
    let shape = shape
    let zeros = Tensor.zeros([shape[0], classes, shape[2], shape[3]])
    return Engine.call(
      "aten::scatter", "value", .tensor(zeros), .int(1), .tensor(self), .double(1))
  }

  /// Which class each number is, `[…, classes]` (bool), of small integers `[…, 1]`, made where they lie;
  /// values of `classes` and above are none.
  public func isClass(of classes: Int) -> Tensor {
    let numbers = Tensor((0..<Int64(classes)).map { $0 }, shape: [classes])
      .converted(to: type).moved(to: device)
    return Engine.call("aten::eq", "Tensor", .tensor(self), .tensor(numbers))
  }

  /// One-hot channels `[N, classes, H, W]` (float32) of a map `[N, 1, H, W]` of small integers, made
  /// where the map lies; values of `classes` and above are in no channel.
  public func oneHotChannels(_ classes: Int) -> Tensor {
    let numbers = Tensor((0..<Int64(classes)).map { $0 }, shape: [1, classes, 1, 1])
      .converted(to: type).moved(to: device)
    return Engine.call("aten::eq", "Tensor", .tensor(self), .tensor(numbers))
      .converted(to: .float32)
  }

  /// Where numbers are below a bound (bool).
  public func isBelow(_ bound: Int) -> Tensor {
    Engine.call("aten::lt", "Scalar", .tensor(self), .int(bound))
  }
}
