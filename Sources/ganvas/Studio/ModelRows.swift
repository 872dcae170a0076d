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
      if let data = training.data { words.append(data) }
      if !words.isEmpty { details.append(words.joined(separator: " · ")) }
    }
    if let licence = manifest.licence { details.append("licence: \(licence)") }
    if manifest.latent?.matters == false {
      details.append("its z has collapsed in training: seeds hardly change the picture")
    }
    return ModelRow(
      name: name, family: manifest.family.uppercased(), size: "",
      input: labels.map { "\($0) labels" } ?? "no labels",
      controls: manifest.latent == nil ? "" : "z ψ", details: details.map(PrintableText.line))
  }
}
