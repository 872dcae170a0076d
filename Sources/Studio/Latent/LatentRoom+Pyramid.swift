import Canvas
import Imaging
import Sessions
import Synthesis

/// Playing a pyramid of scales: where it starts, where paint enters, how large the result is.
/// Every change is one undo step.
extension LatentRoom {
  /// Sets a number of the pyramid.
  mutating func setPyramid(
    _ number: PyramidNumber, to value: Double, amending before: PictureSettings? = nil
  ) -> [Effect] {
    guard let pyramid = capabilities?.pyramid else { return [] }
    func words(_ settings: PictureSettings) -> String {
      number.text(number.value(in: settings.pyramid, of: pyramid))
    }
    return change(
      { "\(number.words) \(words($0)) → \(words($1))" }, amending: before
    ) { number.set(value, in: &$0.pyramid, of: pyramid) }
  }

  /// Changes a number of the pyramid by steps; a run of them is one undo step.
  mutating func turnPyramid(_ number: PyramidNumber, by steps: Int) -> [Effect] {
    guard let pyramid = capabilities?.pyramid else { return [] }
    let value = number.value(in: picture.settings.pyramid, of: pyramid)
    return turn(.pyramid(number), to: value + number.step * Double(steps), isDrag: false)
  }

  /// What surrounds what was painted: the next way.
  mutating func turnBlending(by step: Int) -> [Effect] {
    let ways: [PyramidRequest.Injection.Blending] = [.edit, .harmonize, .none]
    let place = ways.firstIndex(of: picture.settings.pyramid.blending) ?? 0
    return setBlending(ways[((place + step) % ways.count + ways.count) % ways.count])
  }

  /// Sets what surrounds what was painted.
  mutating func setBlending(_ blending: PyramidRequest.Injection.Blending) -> [Effect] {
    change({ _, to in "paint: \(to.pyramid.blending.words)" }) { $0.pyramid.blending = blending }
  }

  /// Del on a row of the pyramid.
  mutating func resetPyramid(_ row: LatentRow) -> [Effect] {
    let plain = PyramidSettings()
    switch row {
    case .entryScale:
      return change({ _, _ in "paint enters at the middle scale" }) { $0.pyramid.entryScale = nil }
    case .blending: return setBlending(plain.blending)
    default:
      guard let number = row.pyramidNumber, let pyramid = capabilities?.pyramid else { return [] }
      return setPyramid(number, to: number.value(in: plain, of: pyramid))
    }
  }
}

extension PictureSettings {
  /// What `ganvas render` is told of a pyramid's settings.
  func pyramidArguments(of capabilities: Capabilities) -> [String] {
    guard capabilities.pyramid != nil else { return [] }
    var parts: [String] = []
    if pyramid.startScale > 0 { parts += ["--start-scale", "\(pyramid.startScale)"] }
    let size = pyramid.size(of: capabilities)
    if size != capabilities.outputSize { parts += ["--size", "\(size.width)x\(size.height)"] }
    if let scale = pyramid.entryScale { parts += ["--inject-scale", "\(scale)"] }
    for region in pyramid.regions(of: capabilities) {
      let rect = region.rect
      parts += [
        "--noise-box",
        "\(rect.width)x\(rect.height)+\(rect.x)+\(rect.y):\(region.scale):\(region.seed)",
      ]
    }
    if pyramid.blending != .edit { parts += ["--blend", pyramid.blending.rawValue] }
    return parts
  }
}

/// What views ask.
extension StudioState {
  /// Whether anything is painted over the map that the model begins with; `false` for models
  /// without one.
  public var isPaintedOver: Bool {
    guard let labels = capabilities?.labels, let start = labels.startMap else { return false }
    return editing.document.labelSet.labels == labels.labelSet.labels
      && editing.document.labels != start
  }
}
