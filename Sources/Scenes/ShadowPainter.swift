/// Casts the shadows of objects on the terrain: a ray from every sample near by towards the sun,
/// tested against each object's rough body.
struct ShadowPainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light
  let noise: Noise

  /// The body a shadow is cast by: an ellipsoid, and a trunk below it.
  private struct Body {
    let center: Vector
    let radii: Vector
    let foot: Vector
    let trunk: Float
    /// How torn its outline is.
    let torn: Float
  }

  /// Casts the shadows of all objects; where they overlap, the darkest counts.
  func paint(_ objects: [SceneObject]) {
    for object in objects { cast(object) }
    for index in 0..<(buffer.width * buffer.height) where buffer.shadow[index] > 0 {
      buffer.color[index] -= buffer.direct[index] * buffer.shadow[index]
    }
  }

  private func body(_ object: SceneObject, ground: Float) -> Body? {
    let (height, half) = (object.height, object.width * 0.5)
    let foot = Vector(object.x, ground, object.z)
    func ball(_ middle: Float, _ tall: Float, _ wide: Float, trunk: Float, torn: Float) -> Body {
      Body(
        center: foot + Vector(0, height * middle, 0),
        radii: Vector(half * wide, height * tall, half * wide), foot: foot,
        trunk: height * trunk, torn: torn)
    }
    switch object.kind {
    case .broadleaf, .birch: return ball(0.63, 0.37, 1, trunk: 0.03, torn: 0.7)
    case .bush: return ball(0.4, 0.6, 1.05, trunk: 0, torn: 0.5)
    case .conifer: return ball(0.45, 0.5, 0.5, trunk: 0.02, torn: 0.4)
    case .pine: return ball(0.72, 0.28, 0.8, trunk: 0.015, torn: 0.9)
    case .bare: return ball(0.6, 0.4, 0.7, trunk: 0.02, torn: 1.4)
    case .palm: return ball(0.82, 0.12, 0.85, trunk: 0.025, torn: 1)
    case .rock: return ball(0.35, 0.6, 0.95, trunk: 0, torn: 0.1)
    case .house: return ball(0.3, 0.62, 0.85, trunk: 0, torn: 0)
    case .fence, .bridge: return nil
    }
  }

  private func cast(_ object: SceneObject) {
    guard
      let placement = Placement(x: object.x, z: object.z, layout: layout, buffer: buffer),
      let body = body(object, ground: placement.ground)
    else { return }
    touch(object, placement)
    guard luminance(light.sun) > 0.02 * luminance(light.ambient), light.direction.y > 0.03
    else { return }
    // The shadow lies between the foot and the shadow of the top.
    let reach = min(object.height * 1.1 / max(light.direction.y, 0.12), 9)
    let away = (x: -light.direction.x * reach, z: -light.direction.z * reach)
    let wide = max(body.radii.x, object.width * 0.5)
    let near = max(min(0, away.z) - wide + placement.depth, 0.4)
    let far = max(max(0, away.z) + wide + placement.depth, 0.5)
    let rows = Float(buffer.height)
    let view = layout.view
    let bottom = view.row(height: body.foot.y - 0.4, inverse: 1 / near) * rows
    let top = view.row(height: body.foot.y + 0.5, inverse: 1 / far) * rows
    let middle = Float(buffer.width) * 0.5
    let leftX = body.foot.x + min(0, away.x) - wide - view.x
    let rightX = body.foot.x + max(0, away.x) + wide - view.x
    let left = max(0, Int(max(-1, min(leftX / near, leftX / far) * rows + middle)))
    let right = min(
      buffer.width - 1, Int(min(1e6, max(rightX / near, rightX / far) * rows + middle)))
    let first = max(0, Int(min(top, bottom)))
    let last = min(buffer.height - 1, Int(min(bottom, 1e6)))
    guard first <= last, left <= right, right >= 0 else { return }
    for row in first...last {
      let v = buffer.v(row)
      for column in left...right {
        let index = row * buffer.width + column
        let depth = buffer.depth[index]
        guard depth > near * 0.9, depth < far * 1.1, buffer.shadow[index] < 0.97,
          buffer.color[index].x >= 0
        else { continue }
        let u = buffer.u(column)
        let point = Vector(
          u * depth + view.x, view.height(row: v, distance: depth), depth + view.z)
        let dark = shade(point, body)
        if dark > buffer.shadow[index] { buffer.shadow[index] = dark }
      }
    }
  }

  /// How much of the sun a body takes from a point, 0…1.
  @inline(__always) private func shade(_ point: Vector, _ body: Body) -> Float {
    let toward = light.direction
    let from = point - body.center
    let scaled = from / body.radii
    let ray = toward / body.radii
    let along = -dot(scaled, ray) / dot(ray, ray)
    guard along > 0 else { return 0 }
    let nearest = scaled + ray * along
    let leaves = noise.fractal(
      nearest.x * 3 + body.center.x, (nearest.y + nearest.z) * 3 + body.center.z, octaves: 3)
    let inside = 1 - dot(nearest, nearest) + leaves * body.torn * 1.1
    var dark = smoothstep(0, 0.16 + body.torn * 0.2, inside) * (1 - 0.16 * body.torn)
    if body.trunk > 0 {
      // Distance of the ray from the trunk, seen from above.
      let flat = max(toward.x * toward.x + toward.z * toward.z, 1e-4)
      let (fx, fz) = (body.foot.x - point.x, body.foot.z - point.z)
      let at = (fx * toward.x + fz * toward.z) / flat
      let height = point.y + toward.y * at - body.foot.y
      if at > 0, height < body.center.y - body.foot.y {
        let side = abs(fx * toward.z - fz * toward.x) / flat.squareRoot()
        dark = max(dark, 0.9 * smoothstep(body.trunk * 1.3, body.trunk * 0.7, side))
      }
    }
    return dark
  }

  /// Darkens the ground right under an object, where it sees little of the sky.
  private func touch(_ object: SceneObject, _ placement: Placement) {
    let reach: Float
    switch object.kind {
    case .rock, .bush: reach = object.width * 0.62
    case .house: reach = object.width * 0.66
    case .conifer: reach = object.width * 0.4
    default: reach = object.height * 0.1
    }
    let halfWidth = reach * placement.scale
    let halfHeight = max(halfWidth / placement.depth * (1 + layout.view.y), 1.2)
    let first = max(0, Int(placement.row - halfHeight))
    let last = min(buffer.height - 1, Int(max(-1, placement.row + halfHeight)))
    let left = Int(max(0, min(placement.column - halfWidth, 1e6)))
    let right = min(buffer.width - 1, Int(max(-1, min(placement.column + halfWidth, 1e6))))
    guard first <= last, left <= right else { return }
    for row in first...last {
      let dy = (Float(row) - placement.row) / halfHeight
      for column in left...right {
        let index = row * buffer.width + column
        let ratio = buffer.depth[index] / placement.depth
        guard ratio > 0.6, ratio < 1.7, buffer.color[index].x >= 0 else { continue }
        let dx = (Float(column) - placement.column) / halfWidth
        let inside = 1 - (dx * dx + dy * dy)
        guard inside > 0 else { continue }
        let keep = 1 - 0.5 * smoothstep(0, 0.9, inside)
        buffer.color[index] *= keep
        buffer.direct[index] *= keep
      }
    }
  }
}
