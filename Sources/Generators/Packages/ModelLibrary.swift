public import Foundation
public import Imaging

/// Where models and label sets are looked for. The folders are passed in by the program; nothing
/// here reads the environment.
public struct ModelLibrary: Sendable, Equatable {
  /// Folders that hold packages, searched in this order.
  public var folders: [URL]
  /// A folder of runs, searched last: each is a folder that holds the package it learns.
  public var runs: URL?
  /// Folder of the shipped label sets.
  public var labelSets: URL

  /// Creates a library.
  public init(folders: [URL], runs: URL? = nil, labelSets: URL) {
    self.runs = runs
    self.folders = folders
    self.labelSets = labelSets
  }

  /// All folders that are searched, as they are now.
  private var searched: [URL] {
    guard let runs else { return folders }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []
    return folders + names.sorted().map { runs.appendingPathComponent($0) }
  }

  /// What a name or path led to.
  public enum Location: Sendable, Equatable {
    /// A model package.
    case package(ModelPackage)
    /// A folder or file that is no package, perhaps an unimported checkpoint.
    case other(URL)
  }

  /// One package folder that was found, readable or not.
  public struct Entry: Sendable {
    /// Name of the package.
    public let name: String
    /// Its folder.
    public let folder: URL
    /// What reading its manifest gave.
    public let package: Result<ModelPackage, ModelError>
  }

  /// All packages in the folders, sorted by name within each folder; of equal names the first
  /// stays. Broken ones are listed with their error.
  public func entries() -> [Entry] {
    var seen: Set<String> = []
    var entries: [Entry] = []
    for folder in searched {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      for file in names.sorted() where file.hasSuffix("." + ModelPackage.folderExtension) {
        let name = String(file.dropLast(ModelPackage.folderExtension.count + 1))
        guard !file.hasPrefix("."), seen.insert(name).inserted else { continue }
        let url = folder.appendingPathComponent(file)
        let package: Result<ModelPackage, ModelError>
        do throws(ModelError) {
          package = .success(try ModelPackage.read(url))
        } catch {
          package = .failure(error)
        }
        entries.append(Entry(name: name, folder: url, package: package))
      }
    }
    return entries
  }

  /// Finds a model by the name of its package or by a path (one with a slash, or that exists); a
  /// package beside the user comes before one of the same file name among the models.
  /// - Throws: `ModelError.notFound` with the names there are, or why a package is unreadable.
  public func find(_ nameOrPath: String) throws(ModelError) -> Location {
    let suffix = "." + ModelPackage.folderExtension
    let url = URL(fileURLWithPath: (nameOrPath as NSString).expandingTildeInPath)
    if nameOrPath.hasSuffix(suffix), ModelPackage.isPackage(url) {
      return .package(try ModelPackage.read(url))
    }
    let isPlainName = !nameOrPath.contains("/") && !nameOrPath.isEmpty
    if isPlainName {
      let file = nameOrPath.hasSuffix(suffix) ? nameOrPath : nameOrPath + suffix
      for folder in searched {
        let named = folder.appendingPathComponent(file)
        if ModelPackage.isPackage(named) { return .package(try ModelPackage.read(named)) }
      }
    }
    if ModelPackage.isPackage(url) { return .package(try ModelPackage.read(url)) }
    if FileManager.default.fileExists(atPath: url.path), !nameOrPath.isEmpty {
      return .other(url)
    }
    throw .notFound(
      name: nameOrPath, folders: folders.map(\.path), available: entries().map(\.name))
  }

  /// The label set a manifest names or holds.
  /// - Throws: `ModelError.malformedManifest` when a named set is not there.
  public func labelSet(of package: ModelPackage) throws(ModelError) -> LabelSet? {
    switch package.manifest.labels {
    case .none: return nil
    case .embedded(let set): return set
    case .named(let name):
      do {
        return try LabelSet.load(named: name, in: labelSets)
      } catch {
        throw .malformedManifest(file: package.folder.path, reason: error.description)
      }
    }
  }
}
