import Foundation
import Imaging
import Testing

/// `ganvas render` as a scheduler runs it: parts, checks, signals, on the real program.
@Suite(.serialized) struct ShardCommandTests {
  @Test("Three parts at once make the pictures of one run, each once, and new maps move none")
  func parts() throws {
    let work = try ShardRun(maps: 12)
    defer { work.remove() }
    #expect(try work.run(work.render("whole")).status == 0)
    let processes = try (0..<3).map {
      try work.start(work.render("parts", ["--shard", "\($0)/3"]))
    }
    for process in processes {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    let whole = try work.pictures("whole")
    #expect(whole.count == 12)
    #expect(Set(whole.values).count == 12)
    #expect(try work.pictures("parts") == whole)
    // Every picture was made by one shard.
    #expect(try work.ledgerLines("parts").count == 12)

    // More maps: the shards make these alone.
    try work.addMaps(12..<22)
    for shard in 0..<3 {
      let run = try work.run(work.render("parts", ["--shard", "\(shard)/3"]))
      #expect(run.status == 0)
      #expect(run.errors.contains("shard \(shard) of 3 (--shard) · "))
      #expect(run.errors.contains(" of 22 maps"))
    }
    #expect(try work.ledgerLines("parts").count == 22)
  }

  @Test("Variables of schedulers say the part; what they cannot say is wrong usage")
  func variables() throws {
    let work = try ShardRun(maps: 3)
    defer { work.remove() }
    let array = ["SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_MIN": "1"]
    let told = try work.run(work.render("out", ["--shards", "2"]), array)
    #expect(told.status == 0)
    #expect(told.errors.contains("shard 1 of 2 (SLURM_ARRAY_TASK_ID)"))
    let untold = try work.run(work.render("out", ["--shard", "auto"]), array)
    #expect(untold.status == 2)
    #expect(untold.errors.contains("--shards"))
    #expect(try work.run(work.render("out", ["--shard", "4/4"])).status == 2)
    #expect(try work.run(work.render("out", ["--shards", "1001"])).status == 2)
    #expect(try work.run(work.render("out.png", ["--shard", "0/2"])).status == 2)
  }

  @Test("Two workers on one part: all pictures are whole, nothing is left over")
  func twoWorkers() throws {
    let work = try ShardRun(maps: 12)
    defer { work.remove() }
    let workers = try (0..<2).map { _ in
      try work.start(work.render("out", ["--shard", "0/1"]))
    }
    for worker in workers {
      worker.waitUntilExit()
      #expect(worker.terminationStatus == 0)
    }
    #expect(try work.leftovers("out").isEmpty)
    let check = try work.run(work.render("out", ["--verify", "--deep", "--shards", "1"]))
    #expect(check.status == 0)
    #expect(check.output.contains("12 valid, 0 missing, 0 damaged, 0 foreign, 0 surplus"))
  }

  @Test("A copied model renders nothing anew, one changed weight renders everything")
  func copies() throws {
    let work = try ShardRun(maps: 4)
    defer { work.remove() }
    #expect(try work.run(work.render("out")).status == 0)
    let before = try work.pictures("out")
    let files = FileManager.default
    let elsewhere = work.folder.appendingPathComponent("elsewhere")
    try files.createDirectory(at: elsewhere, withIntermediateDirectories: true)
    let copy = elsewhere.appendingPathComponent("tiny.ganvas")
    try files.copyItem(at: work.model, to: copy)
    for name in try files.contentsOfDirectory(atPath: copy.path) {
      try files.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1e9)],
        ofItemAtPath: copy.appendingPathComponent(name).path)
    }
    func rendered() throws -> String {
      try work.run(
        [
          "render", "--labels", work.maps.path, "--model", copy.path, "-o", "out", "--json",
        ]
      ).output
    }
    #expect(try rendered().matches(of: /"skipped" : true/).count == 4)

    let weights = copy.appendingPathComponent("weights.safetensors")
    var bytes = try Data(contentsOf: weights)
    bytes[bytes.count - 2] ^= 1
    try bytes.write(to: weights)
    #expect(try rendered().matches(of: /"skipped" : false/).count == 4)
    #expect(try work.pictures("out").keys == before.keys)
  }

  @Test("A picture of version 1 is accepted while names, sizes and dates match") func former()
    throws
  {
    let work = try ShardRun(maps: 1)
    defer { work.remove() }
    #expect(try work.run(work.render("out")).status == 0)
    // What version 1 mixed in for this command.
    var print = Fingerprint()
    for name in ["model.json", "weights.safetensors"] {
      let facts = try FileManager.default.attributesOfItem(
        atPath: work.model.appendingPathComponent(name).path)
      let date = try #require(facts[.modificationDate] as? Date).timeIntervalSince1970
      print.add("\(name) \(facts[.size] as? Int ?? 0) \(date)")
    }
    print.add("tiny 0  1.0   []   fixed [] [] float32 running  false")
    print.add([UInt8]())
    print.add("")
    print.add(try Data(contentsOf: work.maps.appendingPathComponent("map-0.png")))
    print.add([UInt8]())
    let file = work.folder.appendingPathComponent("out/map-0.png")
    let image = try ImageFile.read(file)
    let old = try PNG.encode(image, text: ["GanvasRender": "1-" + print.text])
    try AtomicFile.write(old, to: file)
    func isSkipped() throws -> Bool {
      try work.run(work.render("out", ["--json"])).output.contains("\"skipped\" : true")
    }
    #expect(try isSkipped())
    #expect(try work.run(work.render("out", ["--verify"])).status == 0)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1e9)],
      ofItemAtPath: work.model.appendingPathComponent("model.json").path)
    #expect(try !isSkipped())
  }

  @Test("Truncated, flipped, foreign and surplus pictures are named as such") func faults() throws {
    let work = try ShardRun(maps: 8)
    defer { work.remove() }
    let place = work.folder.appendingPathComponent("out")
    #expect(try work.run(work.render("out")).status == 0)
    let verify = work.render("out", ["--verify", "--shards", "5"])
    let whole = try work.run(verify)
    #expect(whole.status == 0)
    let manifest = try Data(contentsOf: place.appendingPathComponent("manifest.json"))
    #expect(!String(decoding: manifest, as: UTF8.self).contains(work.folder.path))

    func file(_ number: Int) -> URL { place.appendingPathComponent("map-\(number).png") }
    try Data(contentsOf: file(0)).dropLast(30).write(to: file(0))
    var flipped = try Data(contentsOf: file(1))
    flipped[flipped.count / 2] ^= 4
    try flipped.write(to: file(1))
    try Data(contentsOf: file(3)).write(to: file(2))
    try Data(contentsOf: file(3)).write(to: place.appendingPathComponent("extra.png"))
    try FileManager.default.removeItem(at: file(4))
    let found = try work.run(verify)
    #expect(found.status == 1)
    #expect(found.output.contains("4 valid, 1 missing, 2 damaged, 1 foreign, 1 surplus"))
    #expect(found.output.contains("damaged: map-0.png (it ends too early)"))
    #expect(found.output.contains("damaged: map-1.png"))
    #expect(found.output.contains("foreign: map-2.png"))
    #expect(found.output.contains("missing: map-4.png"))
    #expect(found.output.contains("surplus: extra.png"))
    #expect(found.output.contains("left: --array="))

    // Making them again is enough, and the manifest is the same to the last byte.
    #expect(try work.run(work.render("out")).status == 0)
    #expect(try work.run(verify).status == 0)
    #expect(try Data(contentsOf: place.appendingPathComponent("manifest.json")) == manifest)
  }

  @Test("A map that fails is a line; three times the same is said, and the check ends with 1")
  func failures() throws {
    let work = try ShardRun(maps: 3)
    defer { work.remove() }
    try Data("no picture".utf8).write(to: work.maps.appendingPathComponent("bad.png"))
    let verify = work.render("out", ["--verify", "--shards", "1"])
    for attempt in 1...3 {
      let run = try work.run(work.render("out", ["--shard", "0/1"]))
      #expect(run.status == 1)
      #expect(run.errors.contains("bad.png · failed"))
      let check = try work.run(verify)
      #expect(check.status == (attempt < 3 ? 75 : 1))
    }
    #expect(try work.pictures("out").count == 3)
    #expect(try work.run(verify).output.contains("fails every time: bad.png: "))
  }

  @Test("SIGTERM ends it with 143 in time, with whole pictures alone") func terminated() throws {
    let work = try ShardRun(maps: 60)
    defer { work.remove() }
    let process = try work.start(work.render("out", ["--shard", "0/1"]))
    for _ in 0..<4000 where ((try? work.pictures("out").count) ?? 0) < 3 { usleep(5_000) }
    let start = Date()
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    #expect(process.terminationStatus == 143)
    #expect(Date().timeIntervalSince(start) < 25)
    #expect(try work.leftovers("out").isEmpty)
    let check = try work.run(work.render("out", ["--verify", "--shards", "1"]))
    #expect(check.status == 75)
    #expect(check.output.contains("0 damaged, 0 foreign, 0 surplus"))
    #expect(check.output.contains("left: --array=0"))
  }

  @Test("Killed again and again, the rest is made and the manifest is that of a quiet run")
  func killed() throws {
    let work = try ShardRun(maps: 24)
    defer { work.remove() }
    #expect(try work.run(work.render("quiet")).status == 0)
    #expect(try work.run(work.render("quiet", ["--verify"])).status == 0)
    for time: UInt32 in [400_000, 700_000, 1_000_000, 1_400_000] {
      let process = try work.start(work.render("out", ["--shard", "0/1"]))
      usleep(time)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    #expect(try work.run(work.render("out", ["--shard", "0/1"])).status == 0)
    let check = try work.run(work.render("out", ["--verify", "--shards", "1"]))
    #expect(check.status == 0, "\(check.output)")
    let name = "manifest.json"
    #expect(
      try Data(contentsOf: work.folder.appendingPathComponent("out/\(name)"))
        == Data(contentsOf: work.folder.appendingPathComponent("quiet/\(name)")))
  }
}
