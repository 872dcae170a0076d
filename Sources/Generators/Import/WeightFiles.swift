public import Foundation

/// The files an import reads: a generator, perhaps an encoder, perhaps the training's options.
public struct WeightFiles: Sendable, Equatable {
  /// Weights of the generator.
  public var generator: URL
  /// Weights of the style encoder.
  public var encoder: URL?
  /// Style clusters per class (`features_clustered_010.npy` of pix2pixHD).
  public var clusters: URL?
  /// The folder of the training and the names in it, where a folder was named.
  public var folder: Folder?
  /// `opt.txt` beside the weights; `opt.pkl` is never read.
  public var optionsText: URL?
  /// `options.json` beside the weights.
  public var optionsJSON: URL?

  /// A training's folder.
  public struct Folder: Sendable, Equatable {
    /// Where it is.
    public let place: URL
    /// What is in it.
    public let names: Set<String>

    /// The file of that name, if there is one.
    public func file(_ name: String) -> URL? {
      names.contains(name) ? place.appendingPathComponent(name) : nil
    }
  }

  /// Files at hand.
  public init(generator: URL, encoder: URL? = nil, clusters: URL? = nil) {
    self.generator = generator
    self.encoder = encoder
    self.clusters = clusters
  }

  /// Finds the files a path means: a weight file alone, or in a folder the generator with its
  /// encoder, clusters and options.
  /// - Parameter choose: Names the generator's file among a folder's; the newest `net_G` unless
  ///   given.
  /// - Throws: `ImportError.noWeights` for a folder without a generator.
  public init(
    at place: URL, encoder: URL? = nil, clusters: URL? = nil,
    chosenBy choose: (Set<String>) -> String? = WeightFiles.newestGenerator
  ) throws(ImportError) {
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: place.path, isDirectory: &isDirectory)
    guard exists, isDirectory.boolValue else {
      self.init(generator: place, encoder: encoder, clusters: clusters)
      return
    }
    let names = Set((try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? [])
    guard let newest = choose(names) else { throw .noWeights(folder: place.path) }
    let folder = Folder(place: place, names: names)
    self.init(
      generator: place.appendingPathComponent(newest), encoder: encoder, clusters: clusters)
    self.folder = folder
    if encoder == nil, newest.contains("net_G.") {
      self.encoder = folder.file(newest.replacingOccurrences(of: "net_G.", with: "net_E."))
    }
    if clusters == nil {
      let found = names.filter { $0.hasPrefix("features_clustered_") && $0.hasSuffix(".npy") }
      self.clusters = found.min().flatMap(folder.file)
    }
    optionsText = folder.file("opt.txt")
    optionsJSON = folder.file("options.json")
  }

  /// `latest_net_G`, else the highest epoch's.
  public static func newestGenerator(among names: Set<String>) -> String? {
    for ending in ["net_G.pth", "net_G.safetensors"] {
      if names.contains("latest_" + ending) { return "latest_" + ending }
      let epochs = names.compactMap { name in
        name.hasSuffix("_" + ending) ? Int(name.dropLast(ending.count + 1)) : nil
      }
      if let last = epochs.max() { return "\(last)_" + ending }
    }
    return names.sorted().first { $0.hasSuffix("net_G.pth") || $0.hasSuffix("net_G.safetensors") }
  }

  /// The options of the training, `opt.txt` before `options.json`; empty where there are none.
  /// - Throws: `ModelError` for files that cannot be read.
  public func options() throws(ModelError) -> ReferenceOptions {
    var options = ReferenceOptions()
    if let optionsText { options = try ReferenceOptions(textFile: optionsText) }
    if let optionsJSON {
      options = options.completed(by: try ReferenceOptions(jsonFile: optionsJSON))
    }
    return options
  }
}
