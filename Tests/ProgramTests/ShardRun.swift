import Foundation
import Imaging
import Synthesis

/// A folder with small maps and a small model, and the program run on them as a scheduler would.
struct ShardRun {
  /// The folder.
  let folder: URL
  private let program: URL

  /// The maps' folder.
  var maps: URL { folder.appendingPathComponent("maps") }
  /// The model's package.
  var model: URL { folder.appendingPathComponent("tiny.ganvas") }

  /// The root of the repository.
  static let root: URL = {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { folder.deleteLastPathComponent() }
    return folder
  }()

  /// Makes maps and model.
  init(maps count: Int) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-shards-\(UUID().uuidString)")
    program = try ProgramRun.program()
    try FileManager.default.createDirectory(at: maps, withIntermediateDirectories: true)
    _ = try TinyModel.write(in: folder, labelSet: try Self.labels())
    try addMaps(0..<count)
  }

  /// The label set of the maps.
  static func labels() throws -> LabelSet {
    try LabelSet.load(from: root.appendingPathComponent("Assets/Labels/landscape.json"))
  }

  /// Writes maps that differ.
  func addMaps(_ numbers: Range<Int>) throws {
    let labels = try Self.labels()
    for number in numbers {
      let size = PixelSize(width: 64, height: 64)
      let ids = (0..<size.area).map { UInt16($0 / 64 > number % 60 ? 7 : ($0 + number) % 3) }
      try AtomicFile.write(
        LabelMapFile.encode(
          LabelMap(width: size.width, height: size.height, elements: ids), with: labels),
        to: maps.appendingPathComponent("map-\(number).png"))
    }
  }

  /// `render` with the maps and the model.
  func render(_ output: String, _ more: [String] = []) -> [String] {
    ["render", "--labels", maps.path, "--model", model.path, "--threads", "1", "-o", output] + more
  }

  /// Starts the program.
  func start(_ arguments: [String], _ variables: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .merging(["XDG_DATA_HOME": folder.appendingPathComponent("data").path]) { _, new in new }
      .merging(variables) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs the program to its end.
  func run(
    _ arguments: [String], _ variables: [String: String] = [:]
  ) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    let log = folder.appendingPathComponent("log-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: log.path, contents: nil)
    let output = Pipe()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .merging(["XDG_DATA_HOME": folder.appendingPathComponent("data").path]) { _, new in new }
      .merging(variables) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let errors = try String(contentsOf: log, encoding: .utf8)
    try FileManager.default.removeItem(at: log)
    return (process.terminationStatus, String(decoding: data, as: UTF8.self), errors)
  }

  /// The pictures of an output folder by name.
  func pictures(_ output: String) throws -> [String: Data] {
    let place = folder.appendingPathComponent(output)
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
      .filter { $0.hasSuffix(".png") }
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try Data(contentsOf: place.appendingPathComponent($0)))
      })
  }

  /// Temporary files in an output folder.
  func leftovers(_ output: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: folder.appendingPathComponent(output).path
    ).filter { $0.hasSuffix(".tmp") }
  }

  /// The lines of all ledgers of an output folder.
  func ledgerLines(_ output: String) throws -> [String] {
    let place = folder.appendingPathComponent(output).appendingPathComponent(".ganvas/ledger")
    return try FileManager.default.contentsOfDirectory(atPath: place.path).flatMap { name in
      try String(contentsOf: place.appendingPathComponent(name), encoding: .utf8)
        .split(separator: "\n").map(String.init)
    }
  }

  /// Takes everything away.
  func remove() { try? FileManager.default.removeItem(at: folder) }
}
