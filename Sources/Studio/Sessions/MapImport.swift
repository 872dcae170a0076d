import Canvas
import Foundation
public import Imaging

/// Reads map images and photos with findings in words.
public enum MapImport {
  /// Reads a map image; a file of instances beside it (`NAME-instances.png`,
  /// `*_instanceIds.png`) comes with it.
  ///
  /// Ids that look counted from 1 or that the set does not know are put right, and the findings
  /// say so before the map is taken.
  /// - Throws: `UserFacingError` when the file cannot be used.
  public static func readMap(_ path: String, with set: LabelSet) throws(UserFacingError)
    -> MapReading
  {
    let url = URL(fileURLWithPath: (path as NSString).expandingTildeInPath)
    var findings: [String] = []
    let file = try labels(url, set, &findings)
    findings += file.diagnoses.map(\.description)
    var content = MapContent(labels: file.map, labelSet: set)
    if let beside = instances(beside: path) {
      do {
        let read = try InstanceMapFile.read(
          URL(fileURLWithPath: beside), matching: content.labels)
        findings += read.diagnoses.map(\.description)
        let isCollapsed = read.diagnoses.contains {
          if case .collapsed = $0 { true } else { false }
        }
        if isCollapsed {
          findings.append("It is left out: the map has no objects.")
        } else {
          content.instances = read.map
          findings += spanning(content)
        }
      } catch {
        findings.append("The objects beside it were left out: \(error)")
      }
    }
    if content.size != Document.defaultSize,
      findings.isEmpty == false || content.size.area > 1 << 20
    {
      findings.insert("\(content.size), read with the labels of \(set.name).", at: 0)
    }
    return MapReading(content: content, findings: findings)
  }

  /// A sentence about objects that span several labels, where there are any.
  private static func spanning(_ map: MapContent) -> [String] {
    let spanning = map.spanningObjects.sorted { $0.key < $1.key }
    guard let first = spanning.first else { return [] }
    let names = first.value.map { map.labelSet.name(of: Int($0)) }.joined(separator: ", ")
    let count = spanning.count == 1 ? "An object spans" : "\(spanning.count) objects span"
    return [
      "\(count) several labels, for instance number \(first.key) (\(names)): styles go by the "
        + "label most of it has; X splits objects."
    ]
  }

  /// Reads a photo.
  /// - Throws: `UserFacingError` when the file cannot be used.
  public static func readPhoto(_ path: String) throws(UserFacingError) -> RGBImage {
    do {
      return try ImageFile.read(URL(fileURLWithPath: (path as NSString).expandingTildeInPath))
    } catch {
      throw UserFacingError(
        title: "No photo: \(name(path))", what: "\(error)", kept: "The picture is as before.",
        advice: "PNG, JPEG, WebP, GIF and AVIF can be read.")
    }
  }

  /// A path completed as far as all files that begin with it agree; a folder gets its `/`.
  public static func completed(_ path: String) -> String {
    let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let folder = String(path[..<cut])
    let beginning = String(path[cut...])
    let all =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    let matches = all.filter {
      $0.hasPrefix(beginning) && (!$0.hasPrefix(".") || beginning.hasPrefix("."))
    }
    guard let first = matches.first else { return path }
    let shared = matches.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
    let completed = folder + shared
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: completed, isDirectory: &isFolder)
    return matches.count == 1 && exists && isFolder.boolValue ? completed + "/" : completed
  }

  /// Most files that are listed.
  private static let mostFiles = 200

  /// Files and folders that go on from a path: folders first, hidden ones only when asked for.
  /// - Parameter endings: Endings of files that are of use, without dots.
  public static func files(from path: String, endings: [String]) -> [FileChoices.Choice] {
    let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let folder = expanded(String(path[..<cut]))
    let beginning = String(path[cut...])
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    var choices: [FileChoices.Choice] = []
    for name in names.sorted() where name.lowercased().hasPrefix(beginning.lowercased()) {
      guard !name.hasPrefix(".") || beginning.hasPrefix(".") else { continue }
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(
        atPath: folder.isEmpty ? name : folder + "/" + name, isDirectory: &isFolder)
      let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
      guard isFolder.boolValue || endings.contains(ending) else { continue }
      choices.append(FileChoices.Choice(name: name, isFolder: isFolder.boolValue))
    }
    return Array((choices.filter(\.isFolder) + choices.filter { !$0.isFolder }).prefix(mostFiles))
  }

  /// A path with `~` as the home folder.
  private static func expanded(_ path: String) -> String {
    (path as NSString).expandingTildeInPath + (path.hasSuffix("/") ? "/" : "")
  }

  private static func labels(
    _ url: URL, _ set: LabelSet, _ findings: inout [String]
  ) throws(UserFacingError) -> LabelMapFile {
    let failure: LabelMapError
    do { return try LabelMapFile.read(url, with: set) } catch { failure = error }
    if case .unknownIDs(_, let unknown, _, let hint) = failure {
      do {
        if hint == .oneBased {
          let file = try LabelMapFile.read(url, with: set, as: .oneBased)
          findings.append("The ids looked counted from 1 and were read that way.")
          return file
        }
        let base = set.unlabelled ?? set.labels.first?.id ?? 0
        let file = try LabelMapFile.read(url, with: set, unknownIDsBecome: base)
        findings.append(
          "\(unknown.count) ids are not in \(set.name): they become \(set.name(of: base)).")
        return file
      } catch {
        throw userFacingError(url.path, error)
      }
    }
    throw userFacingError(url.path, failure)
  }

  private static func userFacingError(_ path: String, _ error: LabelMapError) -> UserFacingError {
    UserFacingError(
      title: "Not opened: \(name(path))", what: "\(error)",
      kept: "The map on the screen is as before.")
  }

  /// The instance map that lies beside a label map, by `PartnerName`.
  private static func instances(beside path: String) -> String? {
    let file = URL(fileURLWithPath: path)
    let folder = file.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return PartnerIndex(
      names.filter(ImageFormat.isMap).map { folder.appendingPathComponent($0) }
    ).partner(of: file, as: .instances, isBeside: true)?.path
  }

  private static func name(_ path: String) -> String {
    path.split(separator: "/").last.map { String($0) } ?? path
  }
}
