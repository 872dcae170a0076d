/// Paints trunks and branches: tapered strokes of bark.
struct WoodPainter {
  let buffer: SampleBuffer
  let light: Light
  let noise: Noise

  /// A tapered piece of wood; all in samples.
  struct Limb {
    var from: (x: Float, y: Float)
    var to: (x: Float, y: Float)
    /// Half widths at both ends.
    var thick: Float
    var thin: Float
    /// Sideways bend of its middle.
    var bend: Float = 0
  }

  /// Paints one limb.
  /// - Parameters:
  ///   - openness: Share of the sky it sees.
  ///   - lit: Share of the sun it sees.
  func paint(
    _ limb: Limb, bark: Vector, openness: Float, lit: Float, of object: SceneObject,
    at placement: Placement
  ) {
    let (dx, dy) = (limb.to.x - limb.from.x, limb.to.y - limb.from.y)
    let length = max((dx * dx + dy * dy).squareRoot(), 1e-3)
    let (alongX, alongY) = (dx / length, dy / length)
    let reach = max(limb.thick, limb.thin) + abs(limb.bend) + 1
    let left = max(0, Int(max(0, min(limb.from.x, limb.to.x) - reach)))
    let right = min(buffer.width - 1, Int(max(-1, max(limb.from.x, limb.to.x) + reach)))
    let top = max(0, Int(max(0, min(limb.from.y, limb.to.y) - reach)))
    let bottom = min(buffer.height - 1, Int(max(-1, max(limb.from.y, limb.to.y) + reach)))
    guard left <= right, top <= bottom else { return }
    let own = UInt16(truncatingIfNeeded: object.instance)
    let unit = 6 / (object.height * placement.scale)
    let air = light.air(distance: placement.depth, u: placement.u)
    for row in top...bottom {
      for column in left...right {
        // What is painted first of a tree lies in front.
        let index = row * buffer.width + column
        if buffer.isObject[index], buffer.instance[index] == own { continue }
        let (px, py) = (Float(column) + 0.5 - limb.from.x, Float(row) + 0.5 - limb.from.y)
        let share = (px * alongX + py * alongY) / length
        guard share >= -0.01, share <= 1.01 else { continue }
        let side = px * alongY - py * alongX - limb.bend * 4 * share * (1 - share)
        let half = max(0.55, limb.thick + (limb.thin - limb.thick) * share)
        let across = side / half
        guard abs(across) < 1 else { continue }
        // The far edge of a limb points to the side its normal points to.
        let normal = normalize(
          Vector(
            across * alongY, -across * alongX + 0.08, -max(0, 1 - across * across).squareRoot()))
        let grain = noise.detail(
          across * half * unit * 9, share * length * unit * 2 + placement.u * 30,
          footprint: unit * 2, gain: 0.85, most: 5)
        let color =
          bark * max(0.3, 0.85 + 1.1 * grain)
          * (light.sun * (max(0, dot(normal, light.direction)) * lit)
            + light.around(normal: normal, openness: openness))
        buffer.put(
          index, color * air.kept + air.added, depth: placement.depth,
          label: object.kind.label, instance: object.instance)
      }
    }
  }
}
