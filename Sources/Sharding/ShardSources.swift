/// The variables that may say which part of the work a process does.
struct ShardSources {
  private let environment: [String: String]
  private let shards: Int?

  /// Sources that count the processes of one gang, which may be one.
  static let gangs: Set = ["RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK"]

  /// What all sources say, in the order in which they are asked.
  func answers() throws(ShardError) -> [ShardRequest.Answer] {
    let all = [
      try own(), try slurmArray(), try kubernetes(), try torchrun(), try slurmStep(),
      try openMPI(), try mpich(), try parallel(),
    ]
    return all.compactMap { $0 }
  }

  init(environment: [String: String], shards: Int?) {
    self.environment = environment.filter { !$0.value.isEmpty }
    self.shards = shards
  }

  private func own() throws(ShardError) -> ShardRequest.Answer? {
    guard let text = environment["GANVAS_SHARD"] else { return nil }
    let shard: Shard
    do throws(ShardError) { shard = try Shard(text) } catch {
      throw ShardError("GANVAS_SHARD: \(error.description)")
    }
    return try agreed(shard, "GANVAS_SHARD", counted: "GANVAS_SHARD")
  }

  private func slurmArray() throws(ShardError) -> ShardRequest.Answer? {
    let name = "SLURM_ARRAY_TASK_ID"
    guard let id = try number(name) else { return nil }
    if let shards { return try answer(id, of: shards, name) }
    // Submitted again with --array=3,17, smallest index and count are others: then nothing follows.
    guard let first = try number("SLURM_ARRAY_TASK_MIN"),
      let last = try number("SLURM_ARRAY_TASK_MAX"),
      let count = try number("SLURM_ARRAY_TASK_COUNT"),
      try number("SLURM_ARRAY_TASK_STEP") ?? 1 == 1, last >= first, count == last - first + 1,
      (first...last).contains(id)
    else {
      throw ShardError(
        "\(name) is \(id) of an array with holes, or of a part of one: say how many shards there "
          + "are with --shards; then the task's number is the shard's")
    }
    return try answer(id - first, of: count, name)
  }

  private func kubernetes() throws(ShardError) -> ShardRequest.Answer? {
    try indexed("JOB_COMPLETION_INDEX", from: 0)
  }

  private func torchrun() throws(ShardError) -> ShardRequest.Answer? {
    try gang("RANK", "WORLD_SIZE")
  }

  private func slurmStep() throws(ShardError) -> ShardRequest.Answer? {
    // Outside srun, in the batch script, the number is 0 and the size may be 8.
    guard environment["SLURM_STEP_ID"] != nil else { return nil }
    return try gang("SLURM_PROCID", "SLURM_NTASKS")
  }

  private func openMPI() throws(ShardError) -> ShardRequest.Answer? {
    try gang("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE")
  }

  private func mpich() throws(ShardError) -> ShardRequest.Answer? {
    try gang("PMI_RANK", "PMI_SIZE")
  }

  private func parallel() throws(ShardError) -> ShardRequest.Answer? {
    try indexed("PARALLEL_SEQ", from: 1)
  }

  /// A source that knows the index alone.
  private func indexed(
    _ name: String, from first: Int
  ) throws(ShardError) -> ShardRequest.Answer? {
    guard let index = try number(name) else { return nil }
    guard let shards else {
      throw ShardError("\(name) is \(index), and no variable says of how many: say --shards n")
    }
    return try answer(index - first, of: shards, name)
  }

  /// A source that knows index and count.
  private func gang(
    _ rank: String, _ size: String
  ) throws(ShardError) -> ShardRequest.Answer? {
    guard environment[size] != nil, let index = try number(rank), let count = try number(size)
    else { return nil }
    // A gang of one inside an array of n tasks: the array says which.
    if count == 1, index == 0 { return try answer(0, of: 1, rank) }
    let found = try answer(index, of: count, rank)
    return try agreed(found.shard, rank, counted: size)
  }

  private func answer(
    _ index: Int, of count: Int, _ name: String
  ) throws(ShardError) -> ShardRequest.Answer {
    do throws(ShardError) {
      return ShardRequest.Answer(shard: try Shard(index: index, count: count), source: name)
    } catch {
      throw ShardError("\(name): \(error.description)")
    }
  }

  private func agreed(
    _ shard: Shard, _ name: String, counted: String
  ) throws(ShardError) -> ShardRequest.Answer {
    if let shards, shards != shard.count {
      throw ShardError(
        "--shards says \(shards), \(counted) says \(shard.count): say which with --shard i/n")
    }
    return ShardRequest.Answer(shard: shard, source: name)
  }

  private func number(_ name: String) throws(ShardError) -> Int? {
    guard let text = environment[name] else { return nil }
    guard let number = Shard.number(text) else {
      throw ShardError("\(name) is “\(text)”, which is no number: say --shard i/n")
    }
    return number
  }
}
