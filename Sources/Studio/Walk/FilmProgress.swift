import Imaging
import Sessions
public import Synthesis

/// How far the renderer is with a film whose pictures follow from each other, and what is remembered
/// of it.
public struct FilmProgress: Equatable, Sendable {
  /// Bytes of memories that are kept at hand.
  static let mostBytes = FileLimits.allFilmMemories
  /// The frames after which the renderer has the film, the newest last.
  private(set) var present: [String] = []
  /// What is remembered after frames, by their names.
  private(set) var memories: [String: FilmMemory] = [:]
  /// How often frames could not be made since they were made last, by their names.
  private var failures: [String: Int] = [:]
  /// Names of memories in the order they came in.
  private var order: [String] = []
  /// The engine that A shows on the walk: the one before the present one.
  public internal(set) var compared: FilmEngine?
  /// The walk's frames with that engine.
  var comparedFrames: [WalkFrame] = []

  /// Whether a film can go on after a frame.
  func canGoOn(after name: String) -> Bool {
    present.contains(name) || memories[name] != nil
  }

  /// A step with the memory that it needs and the wish for one where one is worth keeping.
  func completed(_ step: FilmStep) -> FilmStep {
    var step = step
    if let before = step.before, !present.contains(before) { step.memory = memories[before] }
    if let number = step.frame.split(separator: "-").last.flatMap({ Int($0) }) {
      step.keepsMemory = (number + 1).isMultiple(of: FilmStep.memoryInterval)
    }
    return step
  }

  /// The renderer made a frame.
  mutating func wentOn(to name: String) {
    failures[name] = nil
    present.removeAll { $0 == name }
    present = present.suffix(1) + [name]
  }

  /// Takes memories; the oldest go where there are too many.
  mutating func take(_ new: [FilmMemory]) {
    for memory in new {
      order.removeAll { $0 == memory.frame }
      order.append(memory.frame)
      memories[memory.frame] = memory
    }
    var bytes = memories.values.reduce(0) { $0 + $1.bytes.count }
    while bytes > Self.mostBytes, order.count > 1 {
      bytes -= memories.removeValue(forKey: order.removeFirst())?.bytes.count ?? 0
    }
  }

  /// A frame could not be made from the one before: neither the renderer nor what was kept of the
  /// film is believed any more.
  /// - Returns: Whether there is another way to the frame. One that fails on every way, with the
  ///   renderer's film, with what was kept and made anew up to there, fails by itself.
  mutating func forget(_ place: WalkFrame.FilmPlace) -> Bool {
    failures[place.name, default: 0] += 1
    guard failures[place.name, default: 0] < 3, let before = place.before,
      canGoOn(after: before)
    else { return false }
    if present.contains(before) {
      present = []
    } else {
      memories[before] = nil
      order.removeAll { $0 == before }
    }
    return true
  }

  /// Another model makes other films.
  mutating func forgetAll() {
    present = []
    memories = [:]
    order = []
    failures = [:]
  }
}
