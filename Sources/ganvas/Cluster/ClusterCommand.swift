import ArgumentParser
import Sharding

/// `ganvas cluster`: prints job files for existing schedulers.
struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Print a job file that does a command on many machines.",
    discussion: """
      Slurm, Kubernetes, GNU parallel and torchrun schedule; the file divides a command into shards, \
      sends what failed again, and checks the whole at the end. Files are complete and go to the \
      standard output. How many shards is proposed from a measured time: each takes some ten minutes.

      Example:
        ganvas cluster slurm --limit 20 -- render --labels maps/ --model landscape -o out/ > job.sh
        ganvas cluster kubernetes --image registry.example/ganvas:1 -- sweep plan.json -o grid/
        ganvas cluster parallel --shards 8 -- walk bay-at-dusk -o bay.webp
      """,
    subcommands: [
      SlurmFileCommand.self, KubernetesFileCommand.self, ParallelFileCommand.self,
      TorchrunFileCommand.self,
    ])
}

/// `ganvas cluster slurm`.
struct SlurmFileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm",
    abstract: "Print a script that submits an array to Slurm, and its check as a dependent job.",
    discussion: """
      Example:
        ganvas cluster slurm --limit 20 -- render --labels maps/ --model landscape -o out/ > job.sh
        bash job.sh
      """)

  @OptionGroup var options: ClusterOptions

  func run() async throws { print(try await options.job().slurm, terminator: "") }
}

/// `ganvas cluster kubernetes`.
struct KubernetesFileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kubernetes",
    abstract: "Print an Indexed Job with its volume, and its check as a job that waits.",
    discussion: """
      Paths of the command are those in the containers, which work in the folder of the volume; what \
      is measured, and counted, is measured here. Exit code 2 fails an index at once, 75 and 143 try \
      it again.

      Example:
        ganvas cluster kubernetes --image registry.example/ganvas:1 -- sweep plan.json -o grid/ > job.yaml
        kubectl apply -f job.yaml
      """)

  @OptionGroup var options: ClusterOptions

  @Option(help: "Image that holds the program and LibTorch.")
  var image: String

  @Option(help: "An existing claim of a volume that several nodes write; one is printed if absent.")
  var claim: String?

  @Option(help: "Size of the printed claim.")
  var volumeSize = "20Gi"

  @Option(help: "Where the volume lies in the containers.")
  var mount = "/data"

  func validate() throws {
    for (name, word) in [
      ("image", image), ("claim", claim ?? "a"), ("volume-size", volumeSize), ("mount", mount),
    ] where word.isEmpty || word.contains(where: { $0.isWhitespace || $0.isNewline }) {
      throw ValidationError("--\(name) is one word")
    }
    guard mount.hasPrefix("/") else { throw ValidationError("--mount begins with /") }
  }

  func run() async throws {
    var place = JobFile.Kubernetes(image: image, claim: claim)
    place.size = volumeSize
    place.mount = mount
    print(try await options.job().kubernetes(place), terminator: "")
  }
}

/// `ganvas cluster parallel`.
struct ParallelFileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parallel",
    abstract: "Print a script for GNU parallel on one machine.",
    discussion: """
      Example:
        ganvas cluster parallel -- scenes --count 100000 -o data/landscapes > job.sh
        bash job.sh
      """)

  @OptionGroup var options: ClusterOptions

  func run() async throws { print(try await options.job().parallel, terminator: "") }
}

/// `ganvas cluster torchrun`.
struct TorchrunFileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "torchrun",
    abstract: "Print a script that starts one process per shard with PyTorch's launcher.",
    discussion: """
      Example:
        ganvas cluster torchrun --shards 8 -- render --labels maps/ --model landscape -o out/ > job.sh
        bash job.sh
      """)

  @OptionGroup var options: ClusterOptions

  func run() async throws { print(try await options.job().torchrun, terminator: "") }
}
