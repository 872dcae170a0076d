import ArgumentParser
import Foundation
import Sharding

/// What part of a walk a process does.
enum WalkPart: Equatable {
  /// Everything: frames and film.
  case whole
  /// The frames of one shard; measures of other shards are waited for, in seconds.
  case shard(Shard, wait: Double)
  /// The film from frames that shards have made; whether these are removed after it.
  case assembly(discards: Bool)

  /// The shard, where there is one.
  var shard: Shard? {
    if case .shard(let shard, _) = self { shard } else { nil }
  }

  /// Whether a frame is made here.
  func makes(frame: Int) -> Bool { shard.map { $0.holds(frame: frame) } ?? (self == .whole) }

  /// Whether the speed of a stretch is measured here.
  func measures(segment: Int) -> Bool {
    shard.map { segment % $0.count == $0.index } ?? (self == .whole)
  }
}

/// Something that other shards make is not there yet: the same command goes on later.
struct WalkUnfinished: Error {
  /// In words.
  var words: String
  /// Frames that are left.
  var frames: [Int] = []

  /// The shards that have frames left.
  func shards(of count: Int) -> [Int] {
    Set(frames.map { $0 / Shard.frameBlock % count }).sorted()
  }
}

/// How several processes share a walk.
struct WalkPartOptions: ParsableArguments {
  @OptionGroup var sharding: ShardOptions

  @Option(
    help: "Seconds that a shard waits for speeds that other shards measure, 0 to 86400.")
  var wait = 0.0

  @Flag(help: "Make no frame: write the film from frames that shards have made.")
  var assemble = false

  @Flag(help: "With --assemble: remove the frames when the film is written.")
  var discardFrames = false

  func validate() throws {
    guard (0.0...86400).contains(wait) else {
      throw ValidationError("--wait is a number from 0 to 86400")
    }
    guard assemble || !discardFrames else {
      throw ValidationError("--discard-frames belongs to --assemble")
    }
    guard !assemble || sharding.shard == nil else {
      throw ValidationError("--assemble is for all frames: leave out --shard")
    }
  }

  /// Whether frames lie where everybody finds them.
  var isShared: Bool { assemble || sharding.isAsked }

  /// The part this process does, said in the first line.
  /// - Parameter frames: Length of the walk.
  func part(frames: Int, _ compute: ComputeOptions) throws -> WalkPart {
    if assemble { return .assembly(discards: discardFrames) }
    guard let answer = try sharding.answer() else { return .whole }
    let own = (0..<frames).count { answer.shard.holds(frame: $0) }
    sharding.begin(answer, "\(own) of \(counted(frames, "frame"))", device: compute.device)
    return .shard(answer.shard, wait: wait)
  }

  /// Says what is left and ends with 75.
  func end(with unfinished: WalkUnfinished) -> ExitCode {
    tell(unfinished.words)
    if let count = sharding.count, !unfinished.frames.isEmpty {
      let left = unfinished.shards(of: count)
      print("left: --array=\(OutputCheck.specification(left))")
      print("left, indexes of an Indexed Job: \(left.map(String.init).joined(separator: " "))")
    }
    return ExitCode(75)
  }
}
