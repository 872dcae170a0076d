/// Where an object stands in the picture, in samples of the buffer.
struct Stand {
  /// Column and row of its foot.
  let column: Float
  let row: Float
  /// Samples per camera height at its distance.
  let scale: Float
  /// Distance, a little nearer than its foot so that the ground under it does not hide it.
  let depth: Float
  /// Picture-plane column.
  let u: Float

  init(x: Float, z: Float, layout: Layout, buffer: SampleBuffer) {
    let ground = Stand.groundHeight(x, z, layout)
    scale = Float(buffer.height) / z
    column = x * scale + Float(buffer.width) * 0.5
    row = layout.horizon * Float(buffer.height) + (1 - ground) * scale
    depth = z * 0.99
    u = x / z
  }

  /// Height of the surface something stands on, camera heights.
  static func groundHeight(_ x: Float, _ z: Float, _ layout: Layout) -> Float {
    var height = layout.ground.elevation(x, z)
    for ridge in layout.ridges { height = max(height, ridge.elevation(x, z, octaves: 6)) }
    return height
  }
}
