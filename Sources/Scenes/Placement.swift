/// Where an object stands in the picture, in samples of the buffer.
struct Placement {
  /// Column and row of its foot.
  let column: Float
  let row: Float
  /// Samples per camera height at its distance.
  let scale: Float
  /// Distance from the camera, camera heights.
  let depth: Float
  /// Picture-plane column.
  let u: Float
  /// Height of the ground it stands on.
  let ground: Float

  /// `nil` for what stands behind the camera.
  init?(x: Float, z: Float, layout: Layout, buffer: SampleBuffer) {
    let view = layout.view
    depth = z - view.z
    guard depth > 0.25 else { return nil }
    ground = Placement.groundHeight(x, z, layout)
    scale = Float(buffer.height) / depth
    column = (x - view.x) * scale + Float(buffer.width) * 0.5
    row = view.row(height: ground, inverse: 1 / depth) * Float(buffer.height)
    u = (x - view.x) / depth
  }

  /// Height of the surface something stands on, camera heights.
  static func groundHeight(_ x: Float, _ z: Float, _ layout: Layout) -> Float {
    var height = layout.ground.elevation(x, z)
    for ridge in layout.ridges { height = max(height, ridge.elevation(x, z, octaves: 6)) }
    return height
  }
}
