/// What a command line says about parts of the work, and which part that means in an environment.
///
/// Schedulers say in variables which of their tasks runs. The variables lie: a task that was submitted
/// again alone has another smallest index, and a batch script sees the size of a gang it is no part
/// of. So a source counts only when all it says fits together, two sources must agree, and what the
/// command line says wins.
public struct ShardRequest: Hashable, Sendable {
  /// `--shard`: `i/n` or `auto`.
  public var shard: String?
  /// `--shards`: how many parts.
  public var shards: Int?

  /// A request; without either there is none.
  public init(shard: String? = nil, shards: Int? = nil) {
    self.shard = shard
    self.shards = shards
  }

  /// A part, and who said so.
  public struct Answer: Hashable, Sendable {
    /// The part.
    public var shard: Shard
    /// `--shard`, or the name of a variable.
    public var source: String
  }

  /// The part that is meant; `nil` where none was asked for.
  /// - Parameter environment: The variables of the process.
  /// - Throws: `ShardError` where nothing says which, or sources disagree.
  public func answer(in environment: [String: String]) throws(ShardError) -> Answer? {
    if let shards, !(1...Shard.limit).contains(shards) {
      throw ShardError("--shards \(shards): it is a number from 1 to \(Shard.limit)")
    }
    if let shard, shard != "auto" {
      let named = try Shard(shard)
      if let shards, shards != named.count {
        throw ShardError("--shard \(shard) and --shards \(shards) disagree: leave out --shards")
      }
      return Answer(shard: named, source: "--shard")
    }
    guard shard != nil || shards != nil else { return nil }
    let answers = try ShardSources(environment: environment, shards: shards).answers()
    // A gang of one says nothing about an array around it.
    let telling = answers.filter { $0.shard.count > 1 || !ShardSources.gangs.contains($0.source) }
    if telling.isEmpty, shards == nil || shards == 1, let only = answers.first { return only }
    guard let first = telling.first else { throw Self.nothing(shards) }
    if let other = telling.first(where: { $0.shard != first.shard }) {
      throw ShardError(
        "\(first.source) says shard \(first.shard), \(other.source) says shard \(other.shard): "
          + "say which with --shard i/n")
    }
    return first
  }

  private static func nothing(_ shards: Int?) -> ShardError {
    let count = shards.map(String.init) ?? "n"
    return ShardError(
      "no variable says which shard this is: say --shard i/\(count), set GANVAS_SHARD, or run in a "
        + "Slurm array, an Indexed Job, torchrun, mpirun or GNU parallel")
  }
}
