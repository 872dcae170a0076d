public import Foundation

/// The files an import reads: a generator, perhaps an encoder, perhaps the training's options.
public struct WeightFiles: Sendable, Equatable {
  /// Weights of the generator.
  public var generator: URL
  /// Weights of the style encoder.
  public var encoder: URL?
  /// `opt.txt` beside the weights; `opt.pkl` is never read.
  public var optionsText: URL?
  /// `options.json` beside the weights.
  public var optionsJSON: URL?

  /// Files at hand.
  public init(generator: URL, encoder: URL? = nil) {
    self.generator = generator
    self.encoder = encoder
  }

  /// Finds the files a path means: a weight file alone, or in a folder the newest generator
  /// (`latest_net_G`, else the highest epoch) with its encoder and options.
  /// - Throws: `ImportError.noWeights` for a folder without a generator.
  public init(at place: URL, encoder: URL? = nil) throws(ImportError) {
    var isDirectory: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: place.path, isDirectory: &isDirectory)
    guard exists, isDirectory.boolValue else {
      self.init(generator: place, encoder: encoder)
      return
    }
    let names = Set((try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? [])
    guard let newest = Self.newestGenerator(in: names) else {
      throw .noWeights(folder: place.path)
    }
    func file(_ name: String) -> URL? {
      names.contains(name) ? place.appendingPathComponent(name) : nil
    }
    self.init(generator: place.appendingPathComponent(newest), encoder: encoder)
    if encoder == nil {
      self.encoder = file(newest.replacingOccurrences(of: "net_G.", with: "net_E."))
    }
    optionsText = file("opt.txt")
    optionsJSON = file("options.json")
  }

  private static func newestGenerator(in names: Set<String>) -> String? {
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
