public import Foundation
public import Imaging

/// The log of one process at work on a shard: `.ganvas/ledger/<i>-of-<n>.<host>-<pid>.jsonl` in the
/// folder of the outputs. A line is written after its picture has its name, in one call, so that a kill
/// leaves whole lines but perhaps the last. It is never the truth: the pictures are.
public final class Ledger {
  /// Seconds between two times at which the disk is waited for.
  private static let pause = 5.0

  private let descriptor: Int32
  private let file: URL
  private let host: String
  private let processor: String
  private var lastSync = Date.distantPast

  /// The folder of the ledgers of some outputs.
  public static func folder(of output: URL) -> URL {
    output.appendingPathComponent(".ganvas/ledger")
  }

  /// Opens the ledger of this process.
  /// - Throws: `FileError` when it cannot be made.
  public init(_ shard: Shard, in output: URL) throws(FileError) {
    let folder = Self.folder(of: output)
    let own = ProcessIdentity.current()
    host = own.host
    processor = Self.processorName
    let plainHost = own.host.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "_" }
    file = folder.appendingPathComponent(
      "\(shard.index)-of-\(shard.count).\(String(plainHost.prefix(60)))-\(own.pid).jsonl")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(path: folder.path, kind: .system, reason: "the folder cannot be made")
    }
    descriptor = open(file.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw Self.failure(file) }
  }

  deinit { close(descriptor) }

  /// A line; time, host and processor are filled in.
  /// - Throws: `FileError` when the disk is full, for instance.
  public func append(
    item: String, output: String, fingerprint: String? = nil, bytes: Int? = nil,
    crc32: UInt32? = nil, seconds: Double? = nil, error: String? = nil
  ) throws(FileError) {
    let now = Date()
    let entry = LedgerEntry(
      item: item, output: output, fingerprint: fingerprint, bytes: bytes, crc32: crc32,
      seconds: seconds, error: error.map { String($0.prefix(2000)) }, host: host,
      processor: processor, time: (now.timeIntervalSince1970 * 1000).rounded() / 1000)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var line = try? encoder.encode(entry) else { return }
    line.append(10)
    let count = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count == line.count else { throw Self.failure(file) }
    if now.timeIntervalSince(lastSync) >= Self.pause {
      lastSync = now
      fsync(descriptor)
    }
  }

  /// Waits until the disk has every line.
  public func flush() { fsync(descriptor) }

  private static func failure(_ file: URL) -> FileError {
    FileError(path: file.path, kind: .system, reason: String(cString: strerror(errno)))
  }

  /// What the system calls the processor.
  private static var processorName: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
  }
}

extension Ledger {
  /// Largest ledger that is read: 1 GiB, some four million lines.
  private static let limit = 1 << 30
  /// Equal errors of one item after which it counts as one that will not come.
  public static let patience = 3

  /// Errors that came `patience` times or more for one output, from all ledgers of a folder, of any
  /// number of shards. Lines that are none are passed over.
  public static func repeatedErrors(in output: URL) -> [String: String] {
    let folder = folder(of: output)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    var counts: [String: [String: Int]] = [:]
    let decoder = JSONDecoder()
    for name in names.sorted() where name.hasSuffix(".jsonl") {
      let file = folder.appendingPathComponent(name)
      guard let bytes = try? ImageFile.bytes(of: file, limit: limit) else { continue }
      for line in bytes.split(separator: 10) where contains(line, #""error":""#) {
        guard let entry = try? decoder.decode(LedgerEntry.self, from: Data(line)),
          let error = entry.error
        else { continue }
        counts[entry.output, default: [:]][error, default: 0] += 1
      }
    }
    return counts.compactMapValues { errors in
      errors.filter { $0.value >= patience }.keys.min()
    }
  }

  /// Whether a line holds some bytes; lines without error need not be decoded.
  private static func contains(_ line: ArraySlice<UInt8>, _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    return line.indices.contains { line[$0...].starts(with: wanted) }
  }
}
