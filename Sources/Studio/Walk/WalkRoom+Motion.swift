import Canvas
import Sessions
import Synthesis

/// How the noise of a model learned from one photo moves along the walk.
extension WalkRoom {
  /// `[ ]` on a part of the motion.
  mutating func setMotion(_ field: WalkField, by step: Int) -> [Effect] {
    guard walkFields.contains(field) else { return [] }
    guard !timeline.walk.keyframes.isEmpty else {
      showStatus(.reason, "no keyframe yet: K puts this picture here")
      return []
    }
    guard field != .motion else { return turnMotion(by: step) }
    let change = WalkMotion.step * Double(step)
    func moved(_ value: Double) -> Double {
      min(max(((value + change) * 100).rounded() / 100, 0), 1)
    }
    let last = max(0, (capabilities?.pyramid?.sizes.count ?? 1) - 1)
    return changeWalk("\(field.rawValue) of the walk's noise", amends: true) { walk in
      guard var motion = walk.motion else { return }
      switch field {
      case .alpha: motion.alpha = moved(motion.alpha)
      case .beta: motion.beta = moved(motion.beta)
      case .radius: motion.radius = moved(motion.radius)
      case .startScale: motion.startScale = min(max(0, motion.startScale + step), last)
      default: break
      }
      walk.setMotion(motion)
    }
  }

  /// Still, wandering, on a circle, round and round.
  private mutating func turnMotion(by step: Int) -> [Effect] {
    let kinds: [WalkMotion.Kind?] = [nil] + WalkMotion.Kind.allCases
    let present = kinds.firstIndex(of: timeline.walk.motion?.kind) ?? 0
    let next = kinds[((present + step) % kinds.count + kinds.count) % kinds.count]
    let effects = changeWalk("noise of the walk: \(next?.rawValue ?? "still")") { walk in
      guard let next else { return walk.setMotion(nil) }
      var motion = walk.motion ?? WalkMotion(next)
      motion.kind = next
      walk.setMotion(motion)
    }
    if next != nil, timeline.walk.keyframes.count > 1 {
      showStatus(
        .done, "the noise moves by itself: keyframes change paint, start and boxes, not seeds")
    }
    return effects
  }
}

/// What views ask.
extension StudioState {
  /// The parts of the walk that can be set with this model, in the order of Tab.
  public var walkFields: [WalkField] {
    let keys: [WalkField] = [.ease, .hold] + filmKeys
    guard capabilities?.pyramid != nil else {
      return [.length, .rate, .path, .speed, .loop] + keys
    }
    switch timeline.walk.motion?.kind {
    case nil: return [.length, .rate, .path, .speed, .loop, .motion] + keys
    case .wander: return [.length, .rate, .motion, .alpha, .beta, .startScale] + keys
    case .circle: return [.length, .rate, .motion, .radius, .startScale] + keys
    }
  }
}
