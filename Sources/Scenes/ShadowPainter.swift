/// Darkens the ground under and beside objects, away from the sun.
struct ShadowPainter {
  let buffer: SampleBuffer
  let layout: Layout
  let light: Light

  /// Casts the shadows of all objects; where they overlap, the darkest counts.
  func paint(_ objects: [SceneObject]) {
    for object in objects { cast(object) }
    for index in 0..<(buffer.width * buffer.height) where buffer.shadow[index] > 0 {
      let dark = buffer.shadow[index]
      buffer.color[index] *= Vector(1 - dark, 1 - dark * 0.96, 1 - dark * 0.85)
    }
  }

  private func cast(_ object: SceneObject) {
    if case .bridge = object.kind { return }
    let stand = Stand(x: object.x, z: object.z, layout: layout, buffer: buffer)
    var radius = object.width * 0.5
    if case .fence = object.kind { return }
    if case .rock = object.kind { radius *= 1.1 }
    if case .palm = object.kind { radius *= 0.7 }
    // Stretch away from the sun with its height.
    // On slopes only the contact darkens.
    let raised = Stand.groundHeight(object.x, object.z, layout) > 0.5
    let tilt = abs(light.direction.x) / max(light.direction.y, 0.3)
    let reach = raised ? 0 : min(object.height * 0.5 * tilt, 1.3 * radius)
    let away = light.direction.x < 0 ? reach : -reach
    let halfWidth = (radius + reach) * stand.scale
    let halfHeight = max(radius * stand.scale / object.z * 0.9, 1.2)
    let middle = stand.column + away * stand.scale
    let direct = luminance(light.sun)
    let strength =
      (raised ? 0.6 : 1) * 0.3 + 0.45 * direct / (direct + luminance(light.ambient) + 0.01)
      * (raised ? 0.4 : 1)
    let first = max(0, Int(stand.row - halfHeight))
    let last = min(buffer.height - 1, Int(max(-1, stand.row + halfHeight)))
    let left = Int(max(0, min(middle - halfWidth, 1e6)))
    let right = min(buffer.width - 1, Int(max(-1, min(middle + halfWidth, 1e6))))
    guard first <= last, left <= right else { return }
    for row in first...last {
      let dy = (Float(row) - stand.row) / halfHeight
      for column in left...right {
        let index = row * buffer.width + column
        let ratio = buffer.depth[index] / object.z
        guard ratio > 0.6, ratio < 1.7, buffer.color[index].x >= 0 else { continue }
        let dx = (Float(column) - middle) / halfWidth
        let inside = 1 - (dx * dx + dy * dy)
        guard inside > 0 else { continue }
        buffer.shadow[index] = max(buffer.shadow[index], strength * smoothstep(0, 0.7, inside))
      }
    }
  }
}
