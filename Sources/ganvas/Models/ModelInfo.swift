import Foundation
import Generators
import Imaging

/// What `models info` and `models list` say about a package.
struct ModelInfo: Codable {
  /// Name of the package.
  let name: String
  /// Its folder.
  let path: String
  /// Family, for instance `spade`.
  let family: String
  /// Size of the pictures; absent where the manifest is broken.
  let size: PixelSize?
  /// Name of the label set.
  let labelSet: String?
  /// Number of classes.
  let classes: Int?
  /// Whether instance maps change the picture; absent without label map.
  let usesInstances: Bool?
  /// Whether photos can give the style.
  let takesStyleImage: Bool?
  /// Feature channels of single objects' styles; absent without.
  let instanceStyleChannels: Int?
  /// Style clusters of all classes together; absent without.
  let styleClusters: Int?
  /// Number of classes to choose from; absent for families without.
  let choosableClasses: Int?
  /// What is known about z; absent without one.
  let latent: ModelManifest.LatentFacts?
  /// Whether z has collapsed; absent without z and when never measured.
  let latentHasCollapsed: Bool?
  /// Learned numbers.
  let parameters: Int?
  /// How one number is stored.
  let precision: String
  /// Bytes of the weight file.
  let bytes: Int?
  /// Statistics it looks best with.
  let statistics: String?
  /// How it was trained.
  let training: ModelManifest.TrainingRecord?
  /// Terms of use.
  let licence: String?
  /// Where the weights come from.
  let provenance: ModelManifest.Provenance?

  /// Collects; only the manifest is read.
  init(_ package: ModelPackage, library: ModelLibrary) {
    let manifest = package.manifest
    name = package.name
    path = package.folder.path
    family = manifest.family
    labelSet = manifest.labels?.name
    classes = (try? library.labelSet(of: package))?.labels.count
    latent = manifest.latent
    latentHasCollapsed = manifest.latent.flatMap { facts in
      facts.codeDistance.map { _ in !facts.matters }
    }
    parameters = manifest.weights.parameterCount
    precision = manifest.weights.precision.rawValue
    let facts = try? FileManager.default.attributesOfItem(atPath: package.weightsFile.path)
    bytes = facts?[.size] as? Int
    statistics = manifest.statistics?.rawValue
    training = manifest.training
    licence = manifest.licence
    provenance = manifest.provenance
    let capabilities = try? FamilyTable.builtIn.capabilities(of: package, from: library)
    size = capabilities?.outputSize
    usesInstances = capabilities?.labels?.usesInstances
    takesStyleImage = capabilities.flatMap { $0.labels == nil ? nil : $0.styleFromImage }
    func count(_ number: Int?) -> Int? { number == 0 ? nil : number }
    instanceStyleChannels = count(capabilities?.instanceStyleChannels)
    styleClusters = count(capabilities?.clustersPerClass.values.reduce(0, +))
    choosableClasses = count(capabilities?.classNames.count)
  }

  /// JSON with sorted keys.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// What z does, in words; `nil` without one.
  var latentLine: String? {
    guard let latent else { return nil }
    let what = "z of \(latent.dimension) numbers"
    guard let distance = latent.codeDistance else {
      return what + "; how much it changes the picture was never measured"
    }
    let measured = String(format: "mean distance between codes %.4f, pixels being −1…1", distance)
    let real = latent.referenceDistance.map {
      String(format: "; between real lights %.4f", $0)
    }
    return latent.matters
      ? "\(what) that changes the picture (\(measured)\(real ?? ""))"
      : "\(what) that has collapsed in training: different codes give nearly one picture "
        + "(\(measured)\(real ?? ""))"
  }

  /// For people.
  var lines: [String] {
    var rows: [(String, String)] = [("family", family)]
    if let size { rows.append(("pictures", "\(size)")) }
    if let labelSet {
      let count = classes.map { " (\($0) classes)" } ?? ""
      let edges = usesInstances == true ? ", with instance edges" : ""
      rows.append(("labels", labelSet + count + edges))
    }
    rows.append(("latent", latentLine ?? "none: the same input gives the same picture"))
    if let words = latent?.words, !words.isEmpty {
      rows.append(
        ("words", "seeds that say their light: " + words.keys.sorted().joined(separator: ", ")))
    }
    if let start = latent?.start { rows.append(("begins", "with seed \(start)")) }
    if let prior = latent?.prior {
      rows.append(("seeds", "drawn from codes of real light, \(prior.axes.count) directions"))
    }
    if let takesStyleImage {
      rows.append(("style image", takesStyleImage ? "yes, through its encoder" : "no"))
    }
    if let instanceStyleChannels {
      let clusters = styleClusters.map { "\($0) clusters" } ?? "no clusters yet"
      rows.append(("objects", "a style of \(instanceStyleChannels) numbers each, \(clusters)"))
    }
    if let choosableClasses { rows.append(("classes", "\(choosableClasses) to choose from")) }
    if let statistics { rows.append(("statistics", statistics)) }
    if let parameters { rows.append(("parameters", Self.grouped(parameters))) }
    let megabytes = bytes.map { String(format: ", %.1f MB", Double($0) / 1e6) } ?? ""
    rows.append(("weights", precision + megabytes))
    rows += trainingRows
    rows.append(("licence", licence ?? "unknown"))
    if let provenance {
      let date = provenance.date.map { " (\($0))" } ?? ""
      rows.append(("source", provenance.source + date))
      if !provenance.files.isEmpty {
        rows.append(("files", provenance.files.joined(separator: ", ")))
      }
      for (index, sentence) in provenance.conclusions.enumerated() {
        rows.append((index == 0 ? "concluded" : "", sentence))
      }
    }
    rows.append(("path", path))
    return [PrintableText.line(name)]
      + rows.map { row in
        "  " + row.0.padding(toLength: 12, withPad: " ", startingAt: 0)
          + PrintableText.line(row.1)
      }
  }

  private var trainingRows: [(String, String)] {
    guard let training else { return [] }
    var rows: [(String, String)] = []
    var parts: [String] = []
    if let seconds = training.wallSeconds { parts.append(String(format: "%.1f h", seconds / 3600)) }
    if let seen = training.imagesSeen { parts.append("\(Self.grouped(seen)) pictures seen") }
    if let steps = training.steps { parts.append("\(Self.grouped(steps)) steps") }
    if let seed = training.seed { parts.append("seed \(seed)") }
    if let data = training.data { parts.append(data) }
    if !parts.isEmpty { rows.append(("training", parts.joined(separator: ", "))) }
    if let losses = training.losses, !losses.isEmpty {
      let words = losses.sorted { $0.key < $1.key }.map {
        $0.key + String(format: " %.3g", $0.value)
      }
      rows.append(("losses", words.joined(separator: ", ")))
    }
    if let measures = training.measures, !measures.isEmpty {
      let words = measures.sorted { $0.key < $1.key }.map {
        $0.key + String(format: " %.4g", $0.value)
      }
      rows.append(("measures", words.joined(separator: ", ")))
    }
    return rows
  }

  /// One line for lists.
  var summary: String {
    var parts = [family]
    if let size { parts.append("\(size)") }
    if let labelSet { parts.append(labelSet) }
    if latent != nil { parts.append(latentHasCollapsed == true ? "z (collapsed)" : "z") }
    if takesStyleImage == true { parts.append("style image") }
    if instanceStyleChannels != nil { parts.append("object styles") }
    if let choosableClasses { parts.append("\(choosableClasses) classes") }
    if let parameters {
      parts.append(String(format: "%.1f M parameters", Double(parameters) / 1e6))
    }
    return PrintableText.line(parts.joined(separator: " · "))
  }

  private static func grouped(_ number: Int) -> String {
    var digits = String(number)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits = String(digits.dropLast(3))
    }
    return ([digits] + groups).joined(separator: ",")
  }
}
