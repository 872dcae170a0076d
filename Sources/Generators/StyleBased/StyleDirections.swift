public import Synthesis
public import Tensors

/// Directions applied to one w per layer.
public enum StyleDirections {
  /// The sum of all steps along some directions.
  /// - Parameters:
  ///   - layers: Layers of the model.
  ///   - width: Length of its w.
  /// - Returns: `[1, layers, width]`; `nil` where nothing moves.
  /// - Throws: `ModelError.request` for a direction that is not this model's.
  public static func offset(
    _ directions: [LatentDirection], layers: Int, width: Int
  ) throws(ModelError) -> Tensor? {
    var sum: [Double]?
    for direction in directions {
      try check(direction, layers: layers, width: width)
      guard direction.strength != 0 else { continue }
      var values = sum ?? [Double](repeating: 0, count: layers * width)
      for layer in direction.layers ?? Array(0..<layers) {
        let row = direction.rows[direction.rows.count == 1 ? 0 : layer]
        for (index, value) in row.enumerated() {
          values[layer * width + index] += direction.strength * Double(value)
        }
      }
      sum = values
    }
    return sum.map { Tensor($0.map { Float($0) }, shape: [1, layers, width]) }
  }

  /// Refuses a direction of another model, in words.
  /// - Throws: `ModelError.request`.
  public static func check(
    _ direction: LatentDirection, layers: Int, width: Int
  ) throws(ModelError) {
    func refused(_ reason: String, _ advice: String) -> ModelError {
      .request(reason: "the direction \(direction.name) \(reason)", advice: advice)
    }
    let own = "Take a direction of this model, or of one with the same w."
    for row in direction.rows where row.count != width {
      throw refused("has \(row.count) numbers, this model's w has \(width)", own)
    }
    guard direction.rows.count == 1 || direction.rows.count == layers else {
      throw refused("has \(direction.rows.count) rows, this model \(layers) layers of w", own)
    }
    guard direction.strength.isFinite, direction.rows.joined().allSatisfy(\.isFinite) else {
      throw refused("holds numbers that are not finite", "Save it again.")
    }
    for layer in direction.layers ?? [] where !(0..<layers).contains(layer) {
      throw refused(
        "names layer \(layer), this model has the layers 0…\(layers - 1)", "Choose among these.")
    }
  }
}
