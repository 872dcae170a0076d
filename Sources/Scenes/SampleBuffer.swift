/// The picture while it is painted: twice the final size each way, linear light, with depth.
///
/// The painters own it one after the other; it never leaves `ScenePainter.paint`.
final class SampleBuffer {
  let width: Int
  let height: Int
  /// Linear light per sample.
  let color: UnsafeMutablePointer<Vector>
  /// The part of `color` that came straight from the sun: what shadows of objects take away.
  let direct: UnsafeMutablePointer<Vector>
  /// Distance along the view axis in camera heights; infinite for sky.
  let depth: UnsafeMutablePointer<Float>
  let label: UnsafeMutablePointer<UInt8>
  let instance: UnsafeMutablePointer<UInt16>
  /// How much sun objects take from the ground, 0…1.
  let shadow: UnsafeMutablePointer<Float>
  /// Whether an object stands here, not terrain or sky.
  let isObject: UnsafeMutablePointer<Bool>

  /// Number of the range a terrain sample belongs to, −1 for the ground.
  let owner: UnsafeMutablePointer<Int8>

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    let count = width * height
    func memory<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
      let pointer = UnsafeMutablePointer<Value>.allocate(capacity: count)
      pointer.initialize(repeating: value, count: count)
      return pointer
    }
    color = memory(.zero)
    direct = memory(.zero)
    depth = memory(.infinity)
    label = memory(0)
    instance = memory(0)
    shadow = memory(0)
    isObject = memory(false)
    owner = memory(-1)
  }

  deinit {
    color.deallocate()
    direct.deallocate()
    depth.deallocate()
    label.deallocate()
    instance.deallocate()
    shadow.deallocate()
    isObject.deallocate()
    owner.deallocate()
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

  /// Whether an object at a distance is seen at a sample. What stands on the ground is drawn
  /// upright, so the ground behind its foot must not hide it.
  @inline(__always) func shows(_ index: Int, depth nearer: Float) -> Bool {
    isObject[index] ? nearer <= depth[index] : nearer * 0.985 <= depth[index]
  }

  /// Sets a sample of an object if nothing nearer is there.
  @inline(__always) func put(
    _ index: Int, _ paint: Vector, depth nearer: Float, label name: SceneLabel, instance number: Int
  ) {
    guard shows(index, depth: nearer) else { return }
    color[index] = paint
    depth[index] = nearer
    isObject[index] = true
    label[index] = UInt8(truncatingIfNeeded: name.rawValue)
    instance[index] = UInt16(truncatingIfNeeded: number)
  }
}
