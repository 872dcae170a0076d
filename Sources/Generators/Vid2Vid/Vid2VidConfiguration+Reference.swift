import Imaging
import Layers

extension Vid2VidConfiguration {
  /// The options that give this configuration again, as text like `opt.txt`.
  /// - Parameter labelSet: Name of the label set.
  public func referenceText(labelSet: String) -> String {
    func python(_ value: Bool) -> String { value ? "True" : "False" }
    return [
      "netG: composite", "label_nc: \(labelCount)", "input_nc: 3", "output_nc: 3",
      "use_instance: \(python(usesInstanceEdges))", "ngf: \(ngf)",
      "n_frames_G: \(frames)", "n_downsample_G: \(downsamplings)", "n_blocks: \(blocks)",
      "n_blocks_local: \(localBlocks)", "n_scales_spatial: \(scales)",
      "norm: \(normalization == .batch ? "batch" : "instance")", "no_flow: \(python(!hasFlow))",
      "fg: \(python(hasForeground))",
      "fg_labels: [\(foregroundLabels.map(String.init).joined(separator: ", "))]",
      "no_first_img: \(python(beginsFromNothing))", "use_single_G: \(python(first != nil))",
      "width: \(outputSize.width)", "height: \(outputSize.height)", "label_set: \(labelSet)",
    ].joined(separator: "\n")
  }
}
