/// Whether a device computes what the processor computes.
public enum DeviceSmokeTest {
  /// What float32 allows; factors rounded to 10 bits (TensorFloat-32) are far outside.
  public static let tolerance = 1e-4

  /// Largest difference between a convolution on the device and on the processor, relative to its
  /// largest result. Costs some milliseconds, and seconds for a device's first operator.
  /// - Throws: `TensorError.operation` where the device refuses.
  public static func convolutionError(on device: Device) throws(TensorError) -> Double {
    let random = RandomGenerator(seed: 1)
    let input = random.normal([2, 16, 32, 32])
    let weight = random.normal([32, 16, 3, 3])
    let here = try convolved(input, weight)
    let there = try convolved(
      try moved(input, device), try moved(weight, device))
    return withoutGradients {
      (there.moved(to: .cpu) - here).absolute().maximum().item / here.absolute().maximum().item
    }
  }

  private static func moved(_ tensor: Tensor, _ device: Device) throws(TensorError) -> Tensor {
    try Engine.attempt(
      "aten::to", "device",
      [.tensor(tensor), .string(device.rawValue), .int(Int(tensor.type.rawValue))])[0]
  }

  private static func convolved(
    _ input: Tensor, _ weight: Tensor
  ) throws(TensorError) -> Tensor {
    try Engine.attempt(
      "aten::conv2d", "",
      [.tensor(input), .tensor(weight), .none, .ints([1, 1]), .ints([1, 1])])[0]
  }
}
