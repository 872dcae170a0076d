import ArgumentParser
import Foundation
import Imaging
import Inference
import Sharding

/// A plan with its folder: which jobs it means, and how they are made with few loaded models.
struct SweepGrid {
  /// Name of the plan beside the pictures.
  static let planName = "sweep.json"
  /// Axes that differ from picture to picture of one renderer.
  private static let light: Set = ["seed", "psi", "labels"]

  /// The plan; folders of maps are replaced by their maps.
  let plan: SweepPlan
  /// Where the pictures go.
  let folder: URL
  private let compute: ComputeOptions
  /// The map and instance map of every value of the axis of maps, or of the one option.
  private let maps: [String: RenderJob]
  private let fixedMap: String?

  /// Reads a plan.
  /// - Throws: `ValidationError` for what is wrong with it.
  init(_ file: String, into output: String, _ compute: ComputeOptions) throws {
    folder = URL(fileURLWithPath: output)
    self.compute = compute
    let bytes = try ImageFile.bytes(of: URL(fileURLWithPath: file), limit: 64 << 20)
    do {
      var plan = try SweepPlan(bytes)
      var maps: [String: RenderJob] = [:]
      let instances = plan.options.first { $0.option == "instances" }?.values.first?.words.first
      func add(_ paths: [String]) throws -> [String] {
        try paths.flatMap { path in
          try RenderJob.all(labels: path, instances: instances, output: output).map { job in
            let map = job.labels?.path ?? path
            maps[map] = job
            return map
          }
        }
      }
      if let axis = plan.axes.first(where: { $0.option == "labels" }) {
        try plan.replace("labels", with: try add(axis.values.flatMap(\.words)))
      }
      let fixed = plan.options.first { $0.option == "labels" }?.values.first?.words ?? []
      let found = try add(fixed)
      guard found.count < 2 else {
        throw SweepError("“labels” is a folder of maps: make it an axis")
      }
      self.plan = plan
      self.maps = maps
      fixedMap = found.first
    } catch let error as SweepError {
      throw ValidationError("\(file): \(error)")
    } catch let error as RenderUsageError {
      throw ValidationError("\(file): \(error)")
    }
    _ = try command(for: 0)
  }

  /// Names of the pictures in order.
  var names: [String] { (0..<plan.count).map { plan[$0].name + ".png" } }

  /// The command that a picture's renderer is made from: everything but seed and ψ.
  private func command(for number: Int) throws -> RenderCommand {
    let item = plan[number]
    var words = plan.arguments(of: item, except: Self.light)
    if let map = map(of: item) { words.append("--labels=" + map) }
    do {
      // The whole is looked at, so that seed and ψ are checked too.
      _ = try RenderCommand.parse(
        plan.arguments(of: item, except: ["labels"]) + ["-o", folder.path])
      var command = try RenderCommand.parse(words + ["-o", folder.path])
      command.compute = compute
      return command
    } catch {
      throw ValidationError("\(item.name): \(RenderCommand.message(for: error))")
    }
  }

  /// What pictures of one renderer share.
  private func key(_ item: SweepPlan.Item) -> [Int] {
    zip(plan.axes, item.indices).compactMap { Self.light.contains($0.option) ? nil : $1 }
  }

  private func word(_ option: String, of item: SweepPlan.Item) -> String? {
    for (axis, index) in zip(plan.axes, item.indices) where axis.option == option {
      return axis.values[index].words.first
    }
    return plan.options.first { $0.option == option }?.values.first?.words.first
  }

  private func map(of item: SweepPlan.Item) -> String? {
    plan.axes.contains { $0.option == "labels" } ? word("labels", of: item) : fixedMap
  }

  private func job(_ item: SweepPlan.Item) throws -> RenderJob {
    let seed = try word("seed", of: item).map { text in
      guard let seed = SeedWord(argument: text) else {
        throw ValidationError("“\(text)” is no seed: a number of 32 bits, or a word")
      }
      return seed
    }
    let psi = try word("psi", of: item).map { text in
      guard let psi = Double(text), (-2.0...2).contains(psi) else {
        throw ValidationError("“\(text)” is no psi: a number from −2 to 2")
      }
      return psi
    }
    let map = map(of: item).flatMap { maps[$0] }
    return RenderJob(
      labels: map?.labels, instances: map?.instances,
      output: folder.appendingPathComponent(item.name + ".png"),
      member: SeriesOptions.Member(seed: seed, psi: psi, name: item.name))
  }

  /// Makes pictures; failures are told and the others go on.
  /// - Returns: How many were tried.
  func make(
    _ numbers: [Int], ledger: Ledger?, isStopped: () -> Bool,
    onPicture: (String, RenderReport.Picture) -> Void
  ) async throws -> Int {
    let actor = InferenceActor(ProgramPlaces().inference(compute))
    var current: (key: [Int], renderer: Result<MapRenderer, any Error>)?
    for (done, number) in numbers.enumerated() {
      guard !isStopped() else { return done }
      let item = plan[number]
      let renderer: Result<MapRenderer, any Error>
      if let current, current.key == key(item) {
        renderer = current.renderer
      } else {
        renderer = await self.renderer(number, actor, ledger)
        current = (key(item), renderer)
      }
      var picture = RenderReport.Picture(output: item.name + ".png")
      do {
        picture = try await renderer.get().attempt(try job(item), stamp: number)
      } catch {
        picture.error = "\(error)"
        try? ledger?.append(item: item.name, output: picture.output, error: "\(error)")
      }
      onPicture(item.name, picture)
    }
    return numbers.count
  }

  private func renderer(
    _ number: Int, _ actor: InferenceActor, _ ledger: Ledger?
  ) async -> Result<MapRenderer, any Error> {
    do {
      var renderer = try await MapRenderer(try command(for: number), sharing: actor)
      renderer.ledger = ledger
      return .success(renderer)
    } catch {
      return .failure(error)
    }
  }

  /// What should be there, and the models' names.
  func expected() async throws -> (outputs: [ExpectedOutput], models: Set<String>) {
    let actor = InferenceActor(ProgramPlaces().inference(compute))
    var outputs: [ExpectedOutput] = []
    var models: Set<String> = []
    var current: (key: [Int], renderer: MapRenderer)?
    for number in 0..<plan.count {
      let item = plan[number]
      if current.map({ $0.key != key(item) }) ?? true {
        let renderer = try await MapRenderer(try command(for: number), sharing: actor)
        models.insert(renderer.modelName)
        current = (key(item), renderer)
      }
      let accepted = try? current?.renderer.fingerprint(of: try job(item)).accepted
      outputs.append(
        ExpectedOutput(item: item.name, output: item.name + ".png", accepted: accepted ?? []))
    }
    return (outputs, models)
  }

  /// How much work it is, measured on some pictures of up to eight renderers.
  func workload(sample: Int) async throws -> Workload {
    let actor = InferenceActor(ProgramPlaces().inference(compute))
    var groups: [[Int]: [Int]] = [:]
    for number in 0..<plan.count { groups[key(plan[number]), default: []].append(number) }
    let chosen = groups.sorted { $0.value[0] < $1.value[0] }.map(\.value)
    let step = max(1, chosen.count / 8)
    var load = 0.0
    var seconds: [Double] = []
    var count = 0
    for index in stride(from: 0, to: chosen.count, by: step) {
      let numbers = chosen[index]
      let start = ContinuousClock.now
      let renderer = try await MapRenderer(try command(for: numbers[0]), sharing: actor)
      load += (ContinuousClock.now - start) / .seconds(1)
      count += 1
      let spread = (0..<min(sample, numbers.count)).map {
        numbers[$0 * numbers.count / min(sample, numbers.count)]
      }
      seconds.append(try await renderer.secondsPerPicture(spread.map { try job(plan[$0]) }))
    }
    let each = seconds.reduce(0, +) / Double(max(1, seconds.count))
    return Workload(
      items: plan.count, loadSeconds: load / Double(max(1, count)) * Double(chosen.count),
      secondsPerItem: each)
  }
}
