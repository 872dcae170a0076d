/// Paints palms: a ringed stem and feathered fronds that hang.
struct PalmPainter {
  let buffer: SampleBuffer
  let light: Light
  let noise: Noise

  func paint(
    _ object: SceneObject, _ placement: Placement, _ height: Float, _ random: inout SceneRandom
  ) {
    let lean = random.between(-0.2, 0.2) * height
    let crown = (x: placement.column + lean, y: placement.row - height * 0.8)
    let albedo = mix(linear(0x4A6E30), linear(0x74883E), random.unit()) * random.between(0.7, 1)
    let fronds = random.count(13...20)
    let air = light.air(distance: placement.depth, u: placement.u)
    let order = (0..<fronds).map { index in
      (turn: (Float(index) + random.between(-0.3, 0.3)) / Float(fronds), front: random.unit())
    }
    for frond in order.sorted(by: { $0.front < $1.front }) {
      let side = Fast.cosine(turns: frond.turn)
      let up = Fast.sine(turns: frond.turn)
      let reach = height * random.between(0.28, 0.4) * (0.62 + 0.38 * abs(side))
      let lift = 0.3 + 0.5 * up
      let steps = max(10, Int(reach * 1.4))
      let lit = frond.front < 0.6 ? Float(1) : 0.45
      for step in 0...steps {
        let t = Float(step) / Float(steps)
        let x = crown.x + side * reach * t
        let y = crown.y - reach * (lift * t - (0.55 + 0.45 * abs(side)) * t * t)
        let slope = -(lift - 2 * (0.55 + 0.45 * abs(side)) * t)
        // Leaflets hang from the rib, longest in its middle.
        let length = reach * 0.26 * (0.25 + 3.0 * t * (1.05 - t))
        let comb = noise.value(t * 60, frond.turn * 90 + 7)
        guard comb > -0.55 || t < 0.1 else { continue }
        let bright = 0.7 + 0.5 * comb
        for hang in [Float(-0.45), 1] {
          let dirX = side * 0.45
          let dirY = hang * 0.75 + slope * 0.2
          let pieces = max(1, Int(length * abs(hang)))
          for piece in 0...pieces {
            let s = Float(piece)
            let (px, py) = (x + dirX * s, y + dirY * s + 0.02 * s * s)
            guard px >= 0, py >= 0, px < Float(buffer.width), py < Float(buffer.height) else {
              continue
            }
            let normal = normalize(Vector(side * 0.4, hang < 0 ? 0.8 : 0.45, -0.45))
            let fade = 1 - 0.4 * s / Float(pieces + 1)
            let facing = max(0, dot(normal, light.direction)) + 0.12
            let color =
              albedo * (bright * fade)
              * (light.sun * (facing * lit) + light.around(normal: normal, openness: 0.7))
            buffer.put(
              Int(py) * buffer.width + Int(px), color * air.kept + air.added,
              depth: placement.depth, label: .tree, instance: object.instance)
          }
        }
      }
    }
    let wood = WoodPainter(buffer: buffer, light: light, noise: noise)
    let bark = linear(0x7A6850)
    let thick = height * random.between(0.014, 0.022)
    wood.paint(
      WoodPainter.Limb(
        from: (x: placement.column, y: placement.row), to: crown, thick: thick * 1.15,
        thin: thick * 0.8, bend: -lean * 0.14),
      bark: bark, openness: 0.75, lit: 0.85, of: object, at: placement)
  }
}
