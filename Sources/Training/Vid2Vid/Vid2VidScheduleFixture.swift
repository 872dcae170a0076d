public import Foundation
public import Generators
public import Tensors

/// What tables of NVIDIA/vid2vid say of frame groups, rates and lengths.
public enum Vid2VidScheduleFixture: FixtureNetwork {
  private struct Groups: Decodable {
    struct Row: Decodable {
      let nFramesD: Int
      let nScalesTemporal: Int
      let framesPerCall: Int
      let sparseD: Bool
      let calls: [Call]
    }
    struct Call: Decodable {
      let firstFrame: Int
      let groups: [[[Int]]?]
      let flows: [[[[Int]]]?]?
    }
    let rows: [Row]
  }

  private struct Epochs: Decodable {
    struct Row: Decodable {
      let options: Options
      let longestFilm: Int
      let epochs: [Epoch]
    }
    struct Options: Decodable {
      let niter: Int
      let niterDecay: Int
      let niterStep: Int
      let niterFixGlobal: Int
      let lr: Double
      let nFramesTotal: Int
      let nScalesSpatial: Int
      let nFramesG: Int
    }
    struct Epoch: Decodable {
      let epoch: Int
      let lrG: Double
      let lrDT: Double
      let nFramesTotal: Int
      let allScales: Bool
    }
    let rows: [Row]
  }

  /// None: tables only.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] { [:] }

  /// `frame_groups.json` and `schedule.json`.
  public static func tables(in folder: URL) throws -> [TensorComparison] {
    let groups = try read(Groups.self, "frame_groups.json", folder)?.rows ?? []
    let epochs = try read(Epochs.self, "schedule.json", folder)?.rows ?? []
    return groups.flatMap { compared($0) } + epochs.flatMap { compared($0) }
  }

  private static func read<Table: Decodable>(
    _ type: Table.Type, _ name: String, _ folder: URL
  ) throws -> Table? {
    let file = folder.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Table.self, from: Data(contentsOf: file))
  }

  private static func compared(_ row: Groups.Row) -> [TensorComparison] {
    guard (2...16).contains(row.nFramesD), (1...6).contains(row.nScalesTemporal),
      (1...1000).contains(row.framesPerCall),
      row.calls.allSatisfy({ (0...100_000).contains($0.firstFrame) })
    else { return [TensorComparison(name: "frame groups", failure: "numbers out of range")] }
    var schedule = Vid2VidSchedule()
    schedule.frames = row.nFramesD
    schedule.temporalScales = row.nScalesTemporal
    return row.calls.flatMap { call in
      let last = call.firstFrame + row.framesPerCall - 1
      let name =
        "\(row.nFramesD) frames, \(row.framesPerCall) a call, after \(last)"
        + (row.sparseD ? ", sparse" : "")
      let found = (0..<row.nScalesTemporal).map { scale -> [[Int]]? in
        row.sparseD
          ? schedule.sparseGroup(scale: scale, last: last).map { [$0] }
          : schedule.groups(scale: scale, last: last, count: row.framesPerCall)
      }
      var rows = [equal(name, found, call.groups)]
      if let flows = call.flows {
        rows.append(
          equal(name + ": flows", found.map { $0?.map(Vid2VidSchedule.flows) }, flows))
      }
      return rows
    }
  }

  private static func equal<Value: Equatable>(
    _ name: String, _ found: Value, _ wanted: Value
  ) -> TensorComparison {
    found == wanted
      ? .init(name: name, expected: 0, found: 0)
      : .init(name: name, failure: "\(found), expected \(wanted)")
  }

  private static func compared(_ row: Epochs.Row) -> [TensorComparison] {
    let options = row.options
    guard
      [
        options.niter, options.niterDecay, options.niterStep, options.nFramesTotal,
        options.nFramesG, row.longestFilm,
      ].allSatisfy({ (1...1_000_000).contains($0) }),
      (0...1_000_000).contains(options.niterFixGlobal),
      row.epochs.allSatisfy({ (1...1_000_000).contains($0.epoch) })
    else { return [TensorComparison(name: "schedule", failure: "numbers out of range")] }
    var schedule = Vid2VidSchedule()
    schedule.steadyEpochs = row.options.niter
    schedule.fallingEpochs = row.options.niterDecay
    schedule.doublingEpochs = row.options.niterStep
    schedule.fixedEpochs = row.options.niterFixGlobal
    schedule.rate = row.options.lr
    schedule.firstLength = row.options.nFramesTotal
    schedule.window = row.options.nFramesG
    return row.epochs.flatMap { epoch -> [TensorComparison] in
      let name = "epoch \(epoch.epoch) of \(row.epochs.count)"
      return [
        .init(
          name: name + ": rate", expected: epoch.lrG, found: schedule.rate(in: epoch.epoch)),
        .init(name: name + ": temporal rate", expected: epoch.lrDT, found: schedule.rate),
        .init(
          name: name + ": length", expected: Double(epoch.nFramesTotal),
          found: Double(schedule.length(in: epoch.epoch, longest: row.longestFilm))),
        equal(
          name + ": all scales",
          schedule.learnsAllScales(in: epoch.epoch, scales: row.options.nScalesSpatial),
          epoch.allScales),
      ]
    }
  }
}
