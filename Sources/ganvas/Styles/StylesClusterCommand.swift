import ArgumentParser
import Checkpoints
import Foundation
import Generators
import Synthesis
import Training

/// `ganvas styles cluster`: a table of styles becomes a handful per class.
struct StylesClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Make style clusters per class of a table that styles encode wrote.",
    discussion: """
      k-means++ with several seeded starts: the same table and flags give the same clusters. \
      Without --clusters each class gets the number, two to --most, with the best mean silhouette. \
      Objects smaller than --smallest of their picture are left out, as are objects that span \
      several classes. The output is styles.safetensors of a package, or, when its name ends in \
      .npy, pix2pixHD's features_clustered form.

      Example:
        ganvas styles cluster village-styles.safetensors -o village.ganvas/styles.safetensors
        ganvas styles cluster village-styles.safetensors --clusters 10 -o features_clustered_010.npy

      Exit codes: 0 written, 1 not, 2 wrong usage.
      """)

  @Argument(help: "Table of styles, or clusters (.npy, .safetensors) to convert.")
  var table: String

  @Option(help: "Clusters of every class; chosen by silhouette if absent.")
  var clusters: Int?

  @Option(help: "Most clusters a class gets by silhouette.")
  var most = 8

  @Option(help: "Smallest share of its picture an object may have, for instance 0.004.")
  var smallest = 1.0 / 256

  @Option(help: "Starts of which the best counts.")
  var restarts = 8

  @Option(help: "Seed of the starts.")
  var seed: UInt64 = 0

  @Option(name: .shortAndLong, help: "Clusters (.safetensors or .npy).")
  var output: String

  func validate() throws {
    guard (1...256).contains(clusters ?? 1), (2...256).contains(most) else {
      throw ValidationError("--clusters is 1 to 256, --most 2 to 256")
    }
    guard (0..<1).contains(smallest), restarts > 0 else {
      throw ValidationError("--smallest is a share below 1, --restarts at least 1")
    }
    guard output.hasSuffix(".npy") || output.hasSuffix(".safetensors") else {
      throw ValidationError("\(output) should end in .safetensors or .npy")
    }
  }

  func run() throws {
    let checkpoint = try Checkpoint.read(table)
    let styles: StyleClusters
    if let read = try? StyleClusters(checkpoint) {
      styles = read
    } else {
      styles = try clustered(StyleTable(checkpoint))
    }
    if output.hasSuffix(".npy") {
      try styles.writeNpy(to: output)
    } else {
      try Checkpoint.writeSafetensors(styles.tensors, metadata: [:], to: output)
    }
    let count = styles.classes.values.reduce(0) { $0 + $1.count }
    print("\(count) styles of \(styles.classes.count) classes: \(output)")
  }

  private func clustered(_ table: StyleTable) throws -> StyleClusters {
    var clustering = StyleClustering()
    clustering.count = clusters.map { .fixed($0) } ?? .silhouette(upTo: most)
    clustering.smallestShare = smallest
    clustering.means.restarts = restarts
    clustering.means.seed = seed
    guard let outcome = clustering.clusters(of: table) else {
      throw TrainingError("\(self.table): no object is as large as --smallest \(smallest)")
    }
    print("left out: \(outcome.tooSmall) too small, \(outcome.spanning) that span several classes")
    for (label, members) in outcome.clusters.classes.sorted(by: { $0.key < $1.key }) {
      let sizes = members.map { "\($0.size ?? 0)" }.joined(separator: " ")
      let fit = outcome.silhouettes[label].map { String(format: " · silhouette %.2f", $0) } ?? ""
      print("class \(label): \(members.count) styles of \(sizes) objects\(fit)")
    }
    return outcome.clusters
  }
}
