/// A job for an existing scheduler, printed as a file that is complete: nothing is left to be filled in
/// but what the person named.
public struct JobFile: Hashable, Sendable {
  /// Name of the job: small letters, digits and dashes.
  public var name: String
  /// The program and its arguments, without those of shards.
  public var command: [String]
  /// What is run when all shards have ended: the check, or the assembly; empty for none.
  public var finish: [String]
  /// Parts.
  public var shards: Int
  /// How many run at once; `nil` for all.
  public var limit: Int?
  /// Processors per part.
  public var processors = 2
  /// Memory per part in MiB.
  public var memory = 4096
  /// Graphics cards per part.
  public var cards = 0
  /// Minutes a part may take.
  public var minutes = 60
  /// How often every part runs: the first pass of walks with even speed measures.
  public var passes = 1
  /// A line about the division, for a comment.
  public var remark = ""

  /// A job.
  public init(name: String, command: [String], finish: [String], shards: Int) {
    self.name = name
    self.command = command
    self.finish = finish
    self.shards = shards
  }

  /// A word as a POSIX shell takes it for itself.
  public static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || "/._-+:=,@%".utf8.contains(byte)
    }
    if plain, !word.isEmpty { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }

  /// A command as a shell takes it.
  public static func quoted(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  /// The first comment of every file.
  func heading(_ mark: String, _ start: String) -> [String] {
    let words = [Self.quoted(command), "in \(shards) shards.", remark]
      .filter { !$0.isEmpty }.joined(separator: " ")
    return words.split(separator: "\n").map { "\(mark) \($0)" } + ["\(mark) \(start)"]
  }
}

extension JobFile {
  /// A shell script that submits an array to Slurm, and what follows it as a dependent job.
  ///
  /// Shards are always said with `--shards`: then the task's number is the shard's, and a resubmission
  /// of single tasks does their work. A task that ends with 75 puts itself back, five times at most.
  public var slurm: String {
    var lines = ["#!/usr/bin/env bash"] + heading("#", "Submit it with: bash FILE")
    lines.append("set -euo pipefail")
    var last = "none"
    for pass in 1...max(1, passes) {
      let isLast = pass == max(1, passes)
      let number = passes > 1 ? "\(pass)" : ""
      lines += ["", "job\(number)=\"$(sbatch --parsable << 'JOB'"]
      lines += ["#!/usr/bin/env bash"] + settings(name + number, array: true)
      if last != "none" { lines.append("#SBATCH --dependency=afterany:@\(last)@") }
      lines += [
        "export OMP_NUM_THREADS=\(processors)", "status=0",
        "srun " + Self.quoted(command + ["--shards", "\(shards)"]) + " || status=$?",
      ]
      if isLast {
        lines += [
          "if [ \"$status\" = 75 ] && [ \"${SLURM_RESTART_COUNT:-0}\" -lt 5 ]; then",
          "  scontrol requeue \"${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}\"", "fi",
        ]
      } else {
        lines.append("[ \"$status\" = 75 ] && status=0")
      }
      lines += ["exit \"$status\"", "JOB", ")\"", "echo \"array $job\(number)\""]
      lines = Self.dependent(lines, on: last)
      last = "job\(number)"
    }
    guard !finish.isEmpty else { return lines.joined(separator: "\n") + "\n" }
    lines += ["", "check=\"$(sbatch --parsable --dependency=\"afterany:$\(last)\" << 'JOB'"]
    lines += ["#!/usr/bin/env bash"] + settings(name + "-check", array: false)
    lines += ["srun " + Self.quoted(finish), "JOB", ")\"", "echo \"check $check\""]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Moves a dependency from the quoted script to the command line, where the variable is known.
  private static func dependent(_ lines: [String], on last: String) -> [String] {
    guard last != "none" else { return lines }
    var lines = lines.filter { $0 != "#SBATCH --dependency=afterany:@\(last)@" }
    if let index = lines.lastIndex(where: { $0.hasSuffix("$(sbatch --parsable << 'JOB'") }) {
      lines[index] = lines[index].replacing(
        "sbatch --parsable", with: "sbatch --parsable --dependency=\"afterany:$\(last)\"")
    }
    return lines
  }

  private func settings(_ name: String, array: Bool) -> [String] {
    var settings = ["--job-name=\(name)"]
    if array {
      settings.append("--array=0-\(shards - 1)" + (limit.map { "%\($0)" } ?? ""))
    }
    settings += [
      "--ntasks=1", "--cpus-per-task=\(processors)", "--mem=\(memory)M",
      "--time=\(minutes)", "--output=\(name)-%\(array ? "A_%a" : "j").log",
      "--open-mode=append",
    ]
    if array {
      settings += ["--requeue", "--signal=USR1@120"]
      if cards > 0 { settings.append("--gpus-per-task=\(cards)") }
    }
    return settings.map { "#SBATCH \($0)" }
  }

  /// A shell script for GNU parallel on one machine, or on several with its `--sshlogin`.
  public var parallel: String {
    let index = "SHARD_INDEX"
    let held = "$(nproc) / \(processors)"
    let jobs = limit.map(String.init) ?? "$(( \(held) > 0 ? \(held) : 1 ))"
    var lines = ["#!/usr/bin/env bash"] + heading("#", "Run it with: bash FILE")
    lines += ["set -uo pipefail", "status=0"]
    for pass in 1...max(1, passes) {
      let isLast = pass == max(1, passes)
      lines += [
        "seq 0 \(shards - 1) | parallel --jobs \(jobs) --joblog \(name)-\(pass).log \\",
        "  --retries \(isLast ? 3 : 1) --termseq TERM,25000,KILL,25 --line-buffer --tag \\",
        "  -I \(index) -q \\",
        "  env OMP_NUM_THREADS=\(processors) "
          + Self.quoted(command + ["--shard", "\(index)/\(shards)"]) + " || status=$?",
      ]
    }
    lines.append(finish.isEmpty ? "exit \"$status\"" : "exec " + Self.quoted(finish))
    return lines.joined(separator: "\n") + "\n"
  }

  /// A shell script for PyTorch's launcher, one process per shard; run on every machine with
  /// NODES, NODE_RANK and HEAD set.
  public var torchrun: String {
    var lines =
      ["#!/usr/bin/env bash"]
      + heading("#", "Run it on every machine: NODES=2 NODE_RANK=0 HEAD=first-machine bash FILE")
    lines += [
      "# The launcher ends all processes when one fails; what is done stays and is not made again.",
      "set -uo pipefail", "nodes=\"${NODES:-1}\"",
      "if [ $(( \(shards) % nodes )) != 0 ]; then",
      "  echo \"\(shards) shards cannot be divided among $nodes machines\" >&2", "  exit 2", "fi",
      "export OMP_NUM_THREADS=\(processors)", "status=0",
    ]
    for _ in 1...max(1, passes) {
      lines += [
        "torchrun --no-python --nnodes \"$nodes\" --node-rank \"${NODE_RANK:-0}\" \\",
        "  --nproc-per-node $(( \(shards) / nodes )) --max-restarts 3 \\",
        "  --master-addr \"${HEAD:-127.0.0.1}\" --master-port \"${PORT:-29500}\" \\",
        "  " + Self.quoted(command + ["--shards", "\(shards)"]) + " || status=$?",
      ]
    }
    if !finish.isEmpty {
      lines.append("if [ \"${NODE_RANK:-0}\" = 0 ]; then exec \(Self.quoted(finish)); fi")
    }
    lines.append("exit \"$status\"")
    return lines.joined(separator: "\n") + "\n"
  }
}
