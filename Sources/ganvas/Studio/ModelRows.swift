import Generators
import Imaging
import Studio
import Synthesis

extension ProgramPlaces {
  /// The models there are, as the models card lists them. Only manifests are read, no weights.
  func modelRows() -> [ModelRow] {
    library.entries().map { entry in
      switch entry.package {
      case .failure(let error):
        return ModelRow(
          name: entry.name, family: "", size: "", input: "", controls: "",
          problem: PrintableText.line("\(error)"))
      case .success(let package): return row(package, named: entry.name)
      }
    }
  }

  private func row(_ package: ModelPackage, named name: String) -> ModelRow {
    let manifest = package.manifest
    let labels = (try? library.labelSet(of: package))?.labels.count
    var details = [package.folder.path]
    if let training = manifest.training {
      var words: [String] = []
      if let seen = training.imagesSeen { words.append("trained on \(grouped(seen)) pictures") }
      if let seconds = training.wallSeconds { words.append("\(decimal(seconds / 3600, 1)) hours") }
      if !words.isEmpty { details.append(words.joined(separator: " · ")) }
    }
    if let licence = manifest.licence { details.append("licence: \(licence)") }
    if manifest.latent?.matters == false {
      details.append("its z has collapsed in training: seeds hardly change the picture")
    }
    // The longest comes last: a card may have no room for all of it.
    if let data = manifest.training?.data { details.append(data) }
    let can = try? FamilyTable.builtIn.capabilities(of: package, from: library)
    return ModelRow(
      name: name, family: manifest.family.uppercased(), size: can.map(size) ?? "",
      input: labels.map { "\($0) labels" } ?? (can.map(otherInput) ?? "no labels"),
      controls: controls(manifest, can), details: details.map(PrintableText.line),
      preview: package.previewFile.flatMap { try? ImageFile.read($0) })
  }

  /// The side of its pictures, or both sides when they differ.
  private func size(_ can: Capabilities) -> String {
    let size = can.outputSize
    return size.width == size.height ? "\(size.width)" : "\(size.width)×\(size.height)"
  }

  private func otherInput(_ can: Capabilities) -> String {
    if let pyramid = can.pyramid {
      return pyramid.sizes.count < pyramid.scaleCount
        ? "1 photo, \(pyramid.sizes.count) of \(pyramid.scaleCount) scales" : "1 photo"
    }
    return can.classNames.isEmpty ? "seeds" : "\(can.classNames.count) classes"
  }

  /// What can be played.
  private func controls(_ manifest: ModelManifest, _ can: Capabilities?) -> String {
    if can?.pyramid != nil { return "seeds size paint" }
    var words = manifest.latent == nil ? [] : ["z ψ"]
    if (can?.latent?.layers ?? 0) > 0 || (can?.latent?.chunks ?? 0) > 0 { words.append("mix") }
    if can?.styleFromImage == true { words.append("photo") }
    if (can?.instanceStyleChannels ?? 0) > 0 { words.append("styles") }
    return words.joined(separator: " ")
  }
}
