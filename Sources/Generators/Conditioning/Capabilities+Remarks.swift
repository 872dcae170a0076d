import Imaging
public import Synthesis

extension Capabilities {
  /// What any model with labels does to a map that its maker may not expect: another size, another
  /// label set, labels nobody needs.
  public func remarks(onMapOf conditioning: Conditioning) -> [String] {
    guard let own = labels else {
      return conditioning.labels == nil
        ? [] : ["This model takes no label map: the map changes nothing."]
    }
    var remarks: [String] = []
    if let found = conditioning.labels?.size, found != outputSize {
      let isSameShape = found.width * outputSize.height == found.height * outputSize.width
      remarks.append(
        "The map is \(found); this model makes \(outputSize): the map is resized to that"
          + (isSameShape ? "." : ", which changes its proportions. Crop it first to keep them."))
    }
    if let painted = conditioning.labelSet, painted.name != own.labelSet.name {
      let translation = LabelTranslation(from: painted, to: own.labelSet)
      if !translation.isIdentity {
        remarks.append(
          "The map's labels are \(painted.name), the model's \(own.labelSet.name): "
            + translation.summary() + ".")
      }
    }
    return remarks
  }
}
