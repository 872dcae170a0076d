/// The picture while it is painted: twice the final size each way, linear light, with depth.
///
/// The painters own it one after the other; it never leaves `ScenePainter.paint`.
final class SampleBuffer {
  let width: Int
  let height: Int
  /// Linear light per sample.
  let color: UnsafeMutablePointer<Vector>
  /// Distance along the view axis in camera heights; infinite for sky.
  let depth: UnsafeMutablePointer<Float>
  let label: UnsafeMutablePointer<UInt8>
  let instance: UnsafeMutablePointer<UInt16>
  /// How much light objects take from the ground, 0…1.
  let shadow: UnsafeMutablePointer<Float>

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    let count = width * height
    color = .allocate(capacity: count)
    color.initialize(repeating: .zero, count: count)
    depth = .allocate(capacity: count)
    depth.initialize(repeating: .infinity, count: count)
    label = .allocate(capacity: count)
    label.initialize(repeating: 0, count: count)
    instance = .allocate(capacity: count)
    instance.initialize(repeating: 0, count: count)
    shadow = .allocate(capacity: count)
    shadow.initialize(repeating: 0, count: count)
  }

  deinit {
    color.deallocate()
    depth.deallocate()
    label.deallocate()
    instance.deallocate()
    shadow.deallocate()
  }

  /// Picture-plane column of a sample: heights from the centre.
  @inline(__always) func u(_ x: Int) -> Float {
    (Float(x) + 0.5 - Float(width) * 0.5) / Float(height)
  }

  /// Picture-plane row of a sample, 0 at the top, 1 at the bottom.
  @inline(__always) func v(_ y: Int) -> Float { (Float(y) + 0.5) / Float(height) }

  /// The four samples of a final pixel and whether any of them is still sky; both coordinates
  /// are even.
  @inline(__always) func openSky(_ column: Int, _ row: Int) -> (any: Bool, indices: SIMD4<Int>) {
    let first = row * width + column
    let indices = SIMD4(first, first + 1, first + width, first + width + 1)
    let any =
      depth[indices.x] == .infinity || depth[indices.y] == .infinity
      || depth[indices.z] == .infinity || depth[indices.w] == .infinity
    return (any, indices)
  }

  /// Sets a sample if nothing nearer is there.
  @inline(__always) func put(
    _ index: Int, _ paint: Vector, depth nearer: Float, label name: SceneLabel, instance number: Int
  ) {
    guard nearer <= depth[index] else { return }
    color[index] = paint
    depth[index] = nearer
    label[index] = UInt8(truncatingIfNeeded: name.rawValue)
    instance[index] = UInt16(truncatingIfNeeded: number)
  }
}
