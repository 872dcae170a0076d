import Imaging

/// What is no object, on its way between two keyframes: every label's outline moves.
struct GroundTween {
  /// One label's distances in both keyframes.
  private struct Layer {
    let label: UInt16
    let first: SignedDistance
    let second: SignedDistance
  }

  private let size: PixelSize
  private let layers: [Layer]
  /// Distances to a label that a keyframe does not have are the other's, and so much more: it
  /// shrinks to nothing just at the end.
  private let offsets: [(first: Float, second: Float)]

  init(from first: Keyframe, to second: Keyframe) {
    size = first.labels.size
    let a = Self.ground(of: first)
    let b = Self.ground(of: second)
    let size = size
    let labels = Set(a).union(b).sorted()
    var layers: [Layer] = []
    var offsets: [(Float, Float)] = []
    for label in labels {
      let inFirst = a.contains(label) ? SignedDistance(size) { a[$0] == label } : nil
      let inSecond = b.contains(label) ? SignedDistance(size) { b[$0] == label } : nil
      guard let any = inFirst ?? inSecond else { continue }
      layers.append(
        Layer(label: label, first: inFirst ?? any, second: inSecond ?? any))
      // Where one label was everywhere, it goes as far as the map is large.
      offsets.append((inFirst == nil ? any.depth + 0.5 : 0, inSecond == nil ? any.depth + 0.5 : 0))
    }
    self.layers = layers
    self.offsets = offsets
  }

  /// A keyframe's labels without its objects: where they stand, the nearest label beside them.
  static func ground(of keyframe: Keyframe) -> [UInt16] {
    let (labels, instances) = (keyframe.labels.elements, keyframe.instances.elements)
    guard instances.contains(where: { $0 != 0 }) else { return labels }
    let field = DistanceField(keyframe.labels.size) { instances[$0] == 0 }
    guard field.nearest.first.map({ $0 >= 0 }) ?? false else { return labels }
    return field.nearest.map { labels[Int($0)] }
  }

  /// The labels a share of the way, and how far inside its outline each pixel lies (below 0).
  /// - Parameter camera: From the map's pixels to the picture's.
  func painted(_ share: Double, camera: Placing) -> (labels: [UInt16], inside: [Float]) {
    var labels = [UInt16](repeating: layers[0].label, count: size.area)
    var inside = [Float](repeating: .infinity, count: size.area)
    let stands = camera == .identity
    let back = camera.inverse
    let scale = stands ? 1 : Float(camera.scale)
    let part = Float(share)
    for (layer, offset) in zip(layers, offsets) {
      let more = offset.first * (1 - part) + offset.second * part
      layer.first.values.withUnsafeBufferPointer { first in
        layer.second.values.withUnsafeBufferPointer { second in
          inside.withUnsafeMutableBufferPointer { inside in
            labels.withUnsafeMutableBufferPointer { labels in
              for index in 0..<size.area {
                let (a, b): (Float, Float)
                if stands {
                  (a, b) = (first[index], second[index])
                } else {
                  let place = back(Double(index % size.width), Double(index / size.width))
                  let (x, y) = nearestInside(place)
                  a = layer.first.sampled(x, y, in: first)
                  b = layer.second.sampled(x, y, in: second)
                }
                let value = (a * (1 - part) + b * part + more) * scale
                if value < inside[index] {
                  inside[index] = value
                  labels[index] = layer.label
                }
              }
            }
          }
        }
      }
    }
    return (labels, inside)
  }

  /// Beyond the map its border goes on.
  @inline(__always) private func nearestInside(_ place: (x: Double, y: Double)) -> (Float, Float) {
    (
      Float(min(max(place.x, 0), Double(size.width - 1))),
      Float(min(max(place.y, 0), Double(size.height - 1)))
    )
  }
}
