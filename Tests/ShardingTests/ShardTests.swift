import Sharding
import Testing

/// Which part of the work an item belongs to.
@Suite("Shards") struct ShardTests {
  @Test("Every item is in exactly one part, the parts are nearly equal, and new items move none")
  func parts() throws {
    let names = (0..<100_000).map { "map-\($0).png" }
    let shards = try (0..<100).map { try Shard(index: $0, count: 100) }
    var sizes = [Int](repeating: 0, count: 100)
    for name in names { sizes[Shard.index(of: name, count: 100)] += 1 }
    #expect(sizes.reduce(0, +) == names.count)
    // A random division of 100,000 has a deviation of 31.5; five of them.
    #expect(sizes.allSatisfy { (840...1160).contains($0) })
    for name in names.prefix(500) { #expect(shards.count { $0.holds(name) } == 1) }
  }

  @Test("The hash is FNV-1a of 64 bits: other programs find the same part") func hash() {
    // 0xaf63dc4c8601ec8c and 0x85944171f73967e8 are the published sums of “a” and “foobar”.
    #expect(Shard.index(of: "a", count: 1000) == Int(0xaf63_dc4c_8601_ec8c % UInt64(1000)))
    #expect(Shard.index(of: "foobar", count: 1000) == Int(0x8594_4171_f739_67e8 % UInt64(1000)))
  }

  @Test("Frames go in blocks of neighbours") func frames() throws {
    let shard = try Shard(index: 1, count: 3)
    #expect((0..<96).filter { shard.holds(frame: $0) } == Array(24..<48))
    #expect(shard.holds(frame: 4 * 24))
  }

  @Test(
    "What is no part is refused",
    arguments: [
      "", "3", "3/", "/3", "4/4", "-1/4", "0/0", "0/1001", "1.5/4", "0/4/1", "a/b", " 0/4",
      "0/99999999999999999999", "٣/4",
    ])
  func refused(text: String) { #expect(throws: ShardError.self) { try Shard(text) } }
}

/// The table of environments: what each means, or why it is refused.
@Suite("Shards of an environment") struct ShardRequestTests {
  /// What an environment should lead to.
  enum Expected: Equatable {
    case shard(Int, of: Int, from: String)
    case refused(containing: String)
    case none
  }

  /// One row.
  struct Row: CustomTestStringConvertible {
    let name: String
    var shard: String? = "auto"
    var shards: Int?
    let environment: [String: String]
    let expected: Expected
    var testDescription: String { name }
  }

  private static func array(
    _ id: Int, _ first: Int, _ last: Int, _ count: Int, step: Int? = 1
  ) -> [String: String] {
    var variables = [
      "SLURM_ARRAY_TASK_ID": "\(id)", "SLURM_ARRAY_TASK_MIN": "\(first)",
      "SLURM_ARRAY_TASK_MAX": "\(last)", "SLURM_ARRAY_TASK_COUNT": "\(count)",
    ]
    variables["SLURM_ARRAY_TASK_STEP"] = step.map(String.init)
    return variables
  }

  static let rows: [Row] = [
    Row(name: "nothing is asked", shard: nil, environment: array(3, 0, 9, 10), expected: .none),
    Row(
      name: "the command line wins", shard: "2/5", environment: array(3, 0, 9, 10),
      expected: .shard(2, of: 5, from: "--shard")),
    Row(
      name: "the command line disagrees with itself", shard: "2/5", shards: 6, environment: [:],
      expected: .refused(containing: "--shards 6")),
    Row(
      name: "our own variable", environment: ["GANVAS_SHARD": "4/7"],
      expected: .shard(4, of: 7, from: "GANVAS_SHARD")),
    Row(
      name: "our own variable, broken", environment: ["GANVAS_SHARD": "seven"],
      expected: .refused(containing: "GANVAS_SHARD")),
    Row(
      name: "our own variable against --shards", shard: nil, shards: 8,
      environment: ["GANVAS_SHARD": "4/7"], expected: .refused(containing: "--shards says 8")),
    Row(
      name: "an array from 0", environment: array(3, 0, 9, 10),
      expected: .shard(3, of: 10, from: "SLURM_ARRAY_TASK_ID")),
    Row(
      name: "an array from 1", environment: array(10, 1, 10, 10),
      expected: .shard(9, of: 10, from: "SLURM_ARRAY_TASK_ID")),
    Row(
      name: "a resubmission of 3 and 17, inferred", environment: array(17, 3, 17, 2),
      expected: .refused(containing: "--shards")),
    Row(
      name: "a resubmission of 3 and 17 with --shards", shard: nil, shards: 100,
      environment: array(17, 3, 17, 2), expected: .shard(17, of: 100, from: "SLURM_ARRAY_TASK_ID")),
    Row(
      name: "an array with steps", environment: array(4, 0, 8, 5, step: 2),
      expected: .refused(containing: "holes")),
    Row(
      name: "an array beyond --shards", shard: nil, shards: 10, environment: array(10, 1, 10, 10),
      expected: .refused(containing: "shard 10 of 10")),
    Row(
      name: "an array of one does all the work", environment: array(3, 3, 3, 1),
      expected: .shard(0, of: 1, from: "SLURM_ARRAY_TASK_ID")),
    Row(
      name: "an Indexed Job without --shards", environment: ["JOB_COMPLETION_INDEX": "5"],
      expected: .refused(containing: "--shards n")),
    Row(
      name: "an Indexed Job", shard: nil, shards: 20, environment: ["JOB_COMPLETION_INDEX": "5"],
      expected: .shard(5, of: 20, from: "JOB_COMPLETION_INDEX")),
    Row(
      name: "torchrun", environment: ["RANK": "2", "WORLD_SIZE": "4"],
      expected: .shard(2, of: 4, from: "RANK")),
    Row(
      name: "torchrun against --shards", shards: 8, environment: ["RANK": "2", "WORLD_SIZE": "4"],
      expected: .refused(containing: "WORLD_SIZE says 4")),
    Row(
      name: "a batch script outside srun", environment: ["SLURM_PROCID": "0", "SLURM_NTASKS": "8"],
      expected: .refused(containing: "no variable")),
    Row(
      name: "srun",
      environment: ["SLURM_PROCID": "3", "SLURM_NTASKS": "8", "SLURM_STEP_ID": "0"],
      expected: .shard(3, of: 8, from: "SLURM_PROCID")),
    Row(
      name: "srun of one task in an array",
      environment: array(3, 0, 9, 10).merging(
        ["SLURM_PROCID": "0", "SLURM_NTASKS": "1", "SLURM_STEP_ID": "0"]) { a, _ in a },
      expected: .shard(3, of: 10, from: "SLURM_ARRAY_TASK_ID")),
    Row(
      name: "srun of eight tasks in an array",
      environment: array(3, 0, 9, 10).merging(
        ["SLURM_PROCID": "5", "SLURM_NTASKS": "8", "SLURM_STEP_ID": "0"]) { a, _ in a },
      expected: .refused(containing: "SLURM_PROCID says shard 5 of 8")),
    Row(
      name: "Open MPI under srun, agreeing",
      environment: [
        "SLURM_PROCID": "3", "SLURM_NTASKS": "8", "SLURM_STEP_ID": "0",
        "OMPI_COMM_WORLD_RANK": "3", "OMPI_COMM_WORLD_SIZE": "8",
      ], expected: .shard(3, of: 8, from: "SLURM_PROCID")),
    Row(
      name: "MPICH", environment: ["PMI_RANK": "1", "PMI_SIZE": "2"],
      expected: .shard(1, of: 2, from: "PMI_RANK")),
    Row(
      name: "GNU parallel counts from 1", shard: nil, shards: 6, environment: ["PARALLEL_SEQ": "6"],
      expected: .shard(5, of: 6, from: "PARALLEL_SEQ")),
    Row(
      name: "GNU parallel at 0", shard: nil, shards: 6, environment: ["PARALLEL_SEQ": "0"],
      expected: .refused(containing: "PARALLEL_SEQ")),
    Row(
      name: "a variable that is no number", shards: 4,
      environment: ["JOB_COMPLETION_INDEX": "five"], expected: .refused(containing: "“five”")),
    Row(
      name: "empty variables are none", shards: 4,
      environment: ["JOB_COMPLETION_INDEX": "", "PARALLEL_SEQ": "2"],
      expected: .shard(1, of: 4, from: "PARALLEL_SEQ")),
    Row(
      name: "too many shards", shard: nil, shards: 1001, environment: ["PARALLEL_SEQ": "2"],
      expected: .refused(containing: "1 to 1000")),
    Row(
      name: "one shard alone", shard: nil, shards: 1,
      environment: ["RANK": "0", "WORLD_SIZE": "1"], expected: .shard(0, of: 1, from: "RANK")),
  ]

  @Test("Each environment means one part, or is refused with the reason", arguments: rows)
  func table(row: Row) {
    let found: Expected
    do throws(ShardError) {
      let answer = try ShardRequest(shard: row.shard, shards: row.shards).answer(
        in: row.environment)
      found =
        answer.map { .shard($0.shard.index, of: $0.shard.count, from: $0.source) } ?? .none
    } catch {
      if case .refused(let words) = row.expected {
        #expect(error.description.contains(words), "\(error)")
      } else {
        Issue.record("refused: \(error)")
      }
      return
    }
    #expect(found == row.expected)
  }
}

/// How many threads compute.
@Suite("Threads that were granted") struct ThreadRuleTests {
  @Test("Variables come first, then the smaller of affinity and quota") func order() {
    func count(_ environment: [String: String], _ affinity: Int, _ quota: Double? = nil) -> Int {
      ThreadRule(environment: environment, affinity: affinity, quota: quota).count
    }
    #expect(count([:], 16) == 16)
    #expect(count([:], 16, 2.5) == 3)
    #expect(count([:], 2, 8) == 2)
    #expect(count([:], 8, 0.2) == 1)
    #expect(count(["SLURM_CPUS_PER_TASK": "4"], 16, 2) == 4)
    #expect(count(["OMP_NUM_THREADS": "3,2", "SLURM_CPUS_PER_TASK": "4"], 16) == 3)
    #expect(count(["OMP_NUM_THREADS": "many", "SLURM_CPUS_PER_TASK": "0"], 6) == 6)
    #expect(count(["OMP_NUM_THREADS": "999999"], 6) == 1024)
    #expect(count([:], 0, .infinity) == 1)
  }

  @Test("The smallest limit of a group and those above it counts") func quota() {
    let files = [
      "/sys/fs/cgroup/pod/box/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/pod/cpu.max": "250000 100000",
      "/sys/fs/cgroup/cpu.max": "800000 100000",
    ]
    #expect(ThreadRule.quota(groups: "0::/pod/box\n") { files[$0] ?? "" } == 2.5)
    let old = [
      "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "400000",
      "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000",
    ]
    let groups = "5:memory:/job\n4:cpu,cpuacct:/job\n0::/\n"
    #expect(ThreadRule.quota(groups: groups) { old[$0] ?? "" } == 4)
    #expect(ThreadRule.quota(groups: "nonsense") { _ in "" } == nil)
  }

  @Test("Of several graphics cards each process takes one") func cards() {
    #expect(ThreadRule.visibleCard(in: [:]) == nil)
    #expect(ThreadRule.visibleCard(in: ["LOCAL_RANK": "2"]) == "2")
    #expect(
      ThreadRule.visibleCard(in: ["SLURM_LOCALID": "1", "CUDA_VISIBLE_DEVICES": "4, 6"]) == "6")
    #expect(ThreadRule.visibleCard(in: ["LOCAL_RANK": "1", "CUDA_VISIBLE_DEVICES": "3"]) == nil)
  }
}
