import Dispatch
import Foundation
public import Imaging
import Synchronization

/// What one example of a data set is, looked at before it is learned from.
struct ExaminedExample: Sendable {
  /// Size of the picture as it is stored.
  var size: PixelSize
  /// Content of the picture, for finding duplicates.
  var fingerprint: Fingerprint
  /// Whether its file says that it was turned (EXIF).
  var isTurned = false
  /// Sentences about it that stop nothing.
  var remarks: [String] = []
  /// Pixels of each label; empty without maps.
  var labels: [Int: Int] = [:]
  /// Class of the whole picture.
  var classID: Int?
}

/// A source whose files can be wrong.
protocol ExaminableSource: TrainingSource {
  /// What lies there and is not learned from, in words.
  var leftOut: [String] { get }
  /// Its files.
  var files: [URL] { get }
  /// Names of labels or classes by their numbers.
  func name(ofClass id: Int) -> String
  /// Reads everything of an example.
  /// - Throws: `TrainingError` naming the file and what is wrong with it.
  func examined(at index: Int) throws(TrainingError) -> ExaminedExample
}

/// What is to be known of a data set before training: broken files, sizes, labels and classes by
/// share, duplicates, what was left out.
public struct DataCheck: Sendable {
  /// Files that cannot be learned from, in words, in the set's order.
  public let broken: [String]
  /// Sentences for a person, the most important first.
  public let findings: [String]
  /// Examples in all.
  public let count: Int

  /// Stands for the files of sets as they are now, by path, size and date: what was checked with an
  /// equal stamp need not be checked again.
  public static func stamp(of sources: [any TrainingSource]) -> String {
    var fingerprint = Fingerprint()
    for case let source as any ExaminableSource in sources {
      for file in source.files {
        fingerprint.add(file.path)
        var status = stat()
        if stat(file.path, &status) == 0 {
          fingerprint.add(numbers: [Int64(status.st_size), Int64(status.st_mtim.tv_sec)])
        }
      }
    }
    return fingerprint.text
  }

  /// Reads every file of a set, on all cores; a set that has no files is fine.
  /// - Parameters:
  ///   - size: What the pictures become.
  ///   - progress: Gets the number of examples read so far, from any thread.
  public init(
    _ source: any TrainingSource, becoming size: PixelSize,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    count = source.count
    guard let examinable = source as? any ExaminableSource else {
      broken = []
      findings = []
      return
    }
    let results = Self.examined(examinable, progress)
    var broken: [String] = []
    var examples: [(index: Int, example: ExaminedExample)] = []
    for (index, result) in results.enumerated() {
      switch result {
      case .success(let example): examples.append((index, example))
      case .failure(let error): broken.append(error.description)
      }
    }
    self.broken = broken
    var findings: [String] = []
    findings += Self.sizes(examples.map(\.example), becoming: size)
    findings += Self.remarks(examples, of: examinable)
    findings += Self.duplicates(examples, of: examinable)
    findings += Self.labels(examples.map(\.example), of: examinable)
    findings += examinable.leftOut.map { "left out: \($0)" }
    self.findings = findings
  }

  private static func examined(
    _ source: any ExaminableSource, _ progress: @escaping @Sendable (Int) -> Void
  ) -> [Result<ExaminedExample, TrainingError>] {
    let found = Mutex<[Int: Result<ExaminedExample, TrainingError>]>([:])
    DispatchQueue.concurrentPerform(iterations: source.count) { index in
      let result: Result<ExaminedExample, TrainingError>
      do throws(TrainingError) {
        result = .success(try source.examined(at: index))
      } catch {
        result = .failure(error)
      }
      let done = found.withLock {
        $0[index] = result
        return $0.count
      }
      progress(done)
    }
    return found.withLock { results in (0..<source.count).compactMap { results[$0] } }
  }

  /// Sizes by how often they occur, and what becomes of small and long ones.
  private static func sizes(
    _ examples: [ExaminedExample], becoming size: PixelSize
  ) -> [String] {
    let counts = Dictionary(grouping: examples) { $0.size }.mapValues(\.count)
      .sorted { ($1.value, $0.key.area) < ($0.value, $1.key.area) }
    guard !counts.isEmpty else { return [] }
    let listed = counts.prefix(3).map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
    var lines = [
      "sizes: \(listed)"
        + (counts.count > 3 ? " and \(counts.count - 3) more" : "")
    ]
    let small = examples.count { $0.size.width < size.width || $0.size.height < size.height }
    if small > 0 {
      lines.append(
        "\(small) of \(examples.count) pictures are smaller than \(size): they are enlarged")
    }
    let cut = examples.count { example in
      let bounds = PixelRect(x: 0, y: 0, width: example.size.width, height: example.size.height)
      return bounds.centred(like: size).area * 3 < example.size.area * 2
    }
    if cut > 0 {
      lines.append(
        "\(cut) of \(examples.count) pictures have other proportions than \(size): more than a third "
          + "of each is cut away")
    }
    return lines
  }

  private static func remarks(
    _ examples: [(index: Int, example: ExaminedExample)], of source: any ExaminableSource
  ) -> [String] {
    var lines: [String] = []
    let turned = examples.count { $0.example.isTurned }
    if turned > 0 {
      lines.append("\(turned) pictures were turned upright, as their files ask (EXIF)")
    }
    let remarked = examples.flatMap { index, example in
      example.remarks.map { "\(source.name(at: index)): \($0)" }
    }
    lines += remarked.prefix(5)
    if remarked.count > 5 { lines.append("and \(remarked.count - 5) more remarks of this kind") }
    return lines
  }

  private static func duplicates(
    _ examples: [(index: Int, example: ExaminedExample)], of source: any ExaminableSource
  ) -> [String] {
    let groups = Dictionary(grouping: examples) { $0.example.fingerprint }.values
      .filter { $0.count > 1 }.sorted { $0[0].index < $1[0].index }
    guard !groups.isEmpty else { return [] }
    let extra = groups.reduce(0) { $0 + $1.count - 1 }
    let shown = groups.prefix(3).map { group in
      group.prefix(3).map { source.name(at: $0.index) }.joined(separator: " = ")
    }
    return [
      "\(extra) duplicates: \(shown.joined(separator: "; "))"
        + (groups.count > 3 ? " and \(groups.count - 3) more groups" : "")
    ]
  }

  /// Labels by share of the pixels, or classes by share of the pictures.
  private static func labels(
    _ examples: [ExaminedExample], of source: any ExaminableSource
  ) -> [String] {
    var pixels: [Int: Int] = [:]
    var pictures: [Int: Int] = [:]
    for example in examples {
      pixels.merge(example.labels, uniquingKeysWith: +)
      if let id = example.classID { pictures[id, default: 0] += 1 }
    }
    var lines: [String] = []
    for (title, counts) in [("labels", pixels), ("classes", pictures)] where counts.count > 0 {
      let total = Double(counts.values.reduce(0, +))
      let shares = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { id, count in
        let percent = Double(count) / total * 100
        let name =
          id == Int(TrainingExample.unknownLabel) && title == "labels"
          ? "unknown" : source.name(ofClass: id)
        return "\(name) \(percent < 0.1 ? "<0.1" : decimal(percent)) %"
      }
      lines.append("\(title): " + shares.prefix(40).joined(separator: ", "))
    }
    return lines
  }

  private static func decimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
