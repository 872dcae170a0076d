public import Foundation
import Imaging

/// A picture that should be there.
public struct ExpectedOutput: Sendable {
  /// What it is made from, as ledgers and the manifest call it.
  public var item: String
  /// The picture's name, relative to the folder of the outputs.
  public var output: String
  /// Fingerprints that will do; empty where the item itself could not be read, `nil` where any whole
  /// PNG will do.
  public var accepted: [String]?
  /// The name that says which shard makes it.
  public var shardName: String

  /// Creates an expectation.
  /// - Parameter shardName: The output's if absent.
  public init(item: String, output: String, accepted: [String]?, shardName: String? = nil) {
    self.item = item
    self.output = output
    self.accepted = accepted
    self.shardName = shardName ?? output
  }
}

/// What a look at all outputs of a job found.
public struct OutputCheck: Sendable {
  /// One line of the manifest.
  public struct Picture: Codable, Hashable, Sendable {
    /// What it was made from.
    public var item: String
    /// The picture.
    public var output: String
    /// What it depends on; absent where outputs carry none.
    public var fingerprint: String?
    /// Size of the file.
    public var bytes: Int
    /// CRC-32 of the file, eight hexadecimal digits.
    public var crc32: String
  }

  /// Pictures that are what they should be.
  public private(set) var valid: [Picture] = []
  /// Names that are not there.
  public private(set) var missing: [String] = []
  /// Files that are no whole pictures, with the reason.
  public private(set) var damaged: [(output: String, reason: String)] = []
  /// Whole pictures of something else.
  public private(set) var foreign: [String] = []
  /// Pictures nobody asked for.
  public private(set) var surplus: [String] = []
  /// Outputs whose last attempts all failed alike, with the words.
  public private(set) var failing: [(output: String, error: String)] = []
  /// Names that say which shards have work left.
  private var left: [String] = []

  /// An empty check.
  public init() {}

  /// Looks at one output.
  /// - Parameter repeated: Errors that came again and again, by output.
  public mutating func add(
    _ expected: ExpectedOutput, in folder: URL, isDeep: Bool, repeated: [String: String]
  ) {
    let state = PictureCheck.state(
      of: folder.appendingPathComponent(expected.output), accepted: expected.accepted,
      isDeep: isDeep)
    switch state {
    case .valid(let fingerprint, let bytes, let sum):
      let digits = String(sum, radix: 16)
      valid.append(
        Picture(
          item: expected.item, output: expected.output,
          fingerprint: fingerprint.isEmpty ? nil : fingerprint, bytes: bytes,
          crc32: String(repeating: "0", count: 8 - digits.count) + digits))
      return
    case .missing: missing.append(expected.output)
    case .damaged(let reason): damaged.append((expected.output, reason))
    case .foreign: foreign.append(expected.output)
    }
    if let error = repeated[expected.output] {
      failing.append((expected.output, error))
    }
    left.append(expected.shardName)
  }

  /// Looks for pictures nobody asked for, and removes temporary files that a killed process left
  /// over an hour ago.
  /// - Parameters:
  ///   - folders: Folders below the outputs', relative; "" is it itself.
  public mutating func findSurplus(
    in folder: URL, _ folders: [String] = [""], wanted: Set<String>, now: Date = Date()
  ) {
    for part in folders {
      let place = part.isEmpty ? folder : folder.appendingPathComponent(part)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
      for name in names.sorted() {
        if name.hasPrefix(".ganvas-"), name.hasSuffix(".tmp") {
          Self.removeOld(place.appendingPathComponent(name), now: now)
          continue
        }
        let path = part.isEmpty ? name : part + "/" + name
        guard !name.hasPrefix("."), !wanted.contains(path),
          ["png", "jpg", "jpeg", "webp"].contains((name as NSString).pathExtension.lowercased()),
          FileSum.isRegular(place.appendingPathComponent(name))
        else { continue }
        surplus.append(path)
      }
    }
  }

  private static func removeOld(_ file: URL, now: Date) {
    var status = stat()
    guard lstat(file.path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      now.timeIntervalSince1970 - Double(status.st_mtim.tv_sec) > 3600
    else { return }
    unlink(file.path)
  }

  /// Whether every picture is there.
  public var isComplete: Bool { left.isEmpty }

  /// How a command ends with this: 0 complete, 1 damaged or failing again and again, 75 something is
  /// left that another run makes.
  public var exitCode: Int32 {
    if !damaged.isEmpty || !failing.isEmpty { return 1 }
    return isComplete ? 0 : 75
  }

  /// The shards of some number with work left, ascending.
  public func shardsLeft(of count: Int) -> [Int] {
    Set(left.map { Shard.index(of: $0, count: count) }).sorted()
  }

  /// Numbers as an array specification: `3,17,40-42`.
  public static func specification(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = ranges.last, last.upperBound + 1 == number {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { range in
      switch range.count {
      case 1: "\(range.lowerBound)"
      case 2: "\(range.lowerBound),\(range.upperBound)"
      default: "\(range.lowerBound)-\(range.upperBound)"
      }
    }.joined(separator: ",")
  }

  /// The manifest: every picture sorted by name, no times and no hosts, so that equal runs give equal
  /// bytes.
  /// - Parameter model: Name of the model; `nil` for none or several.
  public func manifest(model: String?) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let name = try model.map { String(decoding: try encoder.encode($0), as: UTF8.self) } ?? "null"
    var text = Array("{\"schema\":1,\"model\":\(name),\"count\":\(valid.count),\"pictures\":[".utf8)
    text.reserveCapacity(valid.count * 160 + 200)
    // A line each: a tree of 100,000 pictures would take several times the memory of its text.
    let sorted = valid.sorted { ($0.output, $0.item) < ($1.output, $1.item) }
    for (index, picture) in sorted.enumerated() {
      text.append(contentsOf: (index == 0 ? "\n" : ",\n").utf8)
      text.append(contentsOf: try encoder.encode(picture))
    }
    text.append(contentsOf: "\n]}\n".utf8)
    return text
  }

  /// What was found, in words: counts, up to twenty names of each kind, what is left.
  /// - Parameter shards: Number of shards, where it is known.
  public func lines(shards: Int?) -> [String] {
    var lines = [
      "\(valid.count) valid, \(missing.count) missing, \(damaged.count) damaged, "
        + "\(foreign.count) foreign, \(surplus.count) surplus"
    ]
    func list(_ kind: String, _ names: [String]) {
      for name in names.prefix(20) { lines.append("\(kind): \(name)") }
      if names.count > 20 { lines.append("\(kind): … \(names.count - 20) more") }
    }
    list("missing", missing)
    list("damaged", damaged.map { "\($0.output) (\($0.reason))" })
    list("foreign", foreign)
    list("surplus", surplus)
    list("fails every time", failing.map { "\($0.output): \($0.error)" })
    if let shards, !isComplete {
      let left = shardsLeft(of: shards)
      lines.append("left: --array=\(Self.specification(left))")
      lines.append(
        "left, indexes of an Indexed Job: " + left.map(String.init).joined(separator: " "))
    }
    return lines
  }
}
