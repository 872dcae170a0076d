import Checkpoints
public import Generators

extension StyleClusters {
  /// Writes pix2pixHD's own form, `features_clustered_010.npy`: a pickled dictionary from class to
  /// float64 centres (ReferenceSystems article). Sizes and spreads have no place in it.
  /// - Throws: `CheckpointError`.
  public func writeNpy(to path: String) throws {
    let matrices = classes.sorted { $0.key < $1.key }.map { label, clusters in
      (key: label, rows: clusters.map { $0.center.map(Double.init) })
    }
    try Checkpoint.writeNpyDictionary(matrices, to: path)
  }
}
