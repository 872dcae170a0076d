public import Foundation

/// What a file's name says about the picture it belongs to: its base and its part.
///
/// One rule for all readers: two files belong together when their names are equal without the words
/// for their part. So `town_000576_leftImg8bit`, `town_000576_gtFine_labelIds` and
/// `town_000576_gtFine_instanceIds` (Cityscapes) share `town_000576`, as do `3-labels` and
/// `3-instances`, `3_label` and `3_inst`, and files of one name in folders of their own.
public struct PartnerName: Hashable, Sendable {
  /// Which part of an example a file holds.
  public enum Part: Hashable, Sendable {
    /// The picture.
    case picture
    /// Ids of labels.
    case labels
    /// Numbers of objects.
    case instances
    /// Labels in colours, beside their ids.
    case colors
  }

  /// What files of one picture share.
  public let base: String
  /// The part the name speaks of, if it does.
  public let part: Part?

  private static let words: [String: Part] = [
    "leftimg8bit": .picture, "image": .picture, "img": .picture, "photo": .picture,
    "labelids": .labels, "labeltrainids": .labels, "labels": .labels, "label": .labels,
    "instanceids": .instances, "instancetrainids": .instances, "instances": .instances,
    "instance": .instances, "inst": .instances,
  ]
  private static let qualities: Set<String> = ["gtfine", "gtcoarse"]

  /// Reads a name with or without extension.
  public init(_ name: String) {
    let stem = (name as NSString).deletingPathExtension
    var words = stem.split(omittingEmptySubsequences: false) { "_-. ".contains($0) }
      .map(String.init)
    var found: Part?
    if let last = words.last, let part = Self.words[last.lowercased()] {
      found = part
      words.removeLast()
    } else if words.count > 1, words.last?.lowercased() == "color",
      Self.qualities.contains(words[words.count - 2].lowercased())
    {
      found = .colors
      words.removeLast()
    } else if let first = words.first, let part = Self.words[first.lowercased()] {
      found = part
      words.removeFirst()
    }
    if found != nil, let last = words.last, Self.qualities.contains(last.lowercased()) {
      words.removeLast()
    }
    part = found
    base = found == nil ? stem : words.joined(separator: "_")
  }
}

/// The files of a folder by the picture they belong to.
public struct PartnerIndex: Sendable {
  private var files: [String: [URL]] = [:]

  /// Sorts files, for instance those of a folder.
  public init(_ urls: some Sequence<URL>) {
    for url in urls { files[PartnerName(url.lastPathComponent).base, default: []].append(url) }
  }

  /// The part `part` of the picture that another file belongs to: the one whose name says so, else
  /// one whose name says nothing, as in folders of their own.
  /// - Parameter isBeside: Whether both lie in one folder, where a name must say what it is.
  public func partner(of file: URL, as part: PartnerName.Part, isBeside: Bool = false) -> URL? {
    let candidates = (files[PartnerName(file.lastPathComponent).base] ?? [])
      .filter { $0 != file }.sorted { $0.lastPathComponent < $1.lastPathComponent }
    if let named = candidates.first(where: { PartnerName($0.lastPathComponent).part == part }) {
      return named
    }
    if isBeside { return nil }
    return candidates.first { $0.lastPathComponent == file.lastPathComponent }
      ?? candidates.first { PartnerName($0.lastPathComponent).part == nil }
      ?? candidates.first { PartnerName($0.lastPathComponent).part != .colors }
  }
}
