import Canvas
import Foundation
import Imaging
import Synthesis
import Testing

@testable import Sessions

/// Walks whose maps move and whose pictures follow from each other.
@Suite("Films") struct WalkFilmTests {
  private static let size = PixelSize(width: 24, height: 16)

  /// A map with an object of label 1 at a place.
  private static func map(at x: Int) -> MapContent {
    var document = Document(size: size, label: 0, labelSet: set)
    document.apply(
      .fill(
        .rectangle(PixelRect(x: x, y: 6, width: 5, height: 4)), .label(1, .number(7)), mirror: []))
    return document.content
  }

  private let maps: [MapID: MapContent]
  private let names: [MapID]

  init() {
    let all = [2, 14, 8].map { Self.map(at: $0) }
    names = all.map { MapID(of: $0) }
    maps = Dictionary(uniqueKeysWithValues: zip(names, all))
  }

  private func film(
    _ engine: FilmEngine = .coherent, cameras: [MapCamera] = [.whole, .whole, .whole]
  ) -> Walk {
    var walk = Walk()
    for (index, name) in names.enumerated() {
      walk.put(
        Keyframe(
          frame: 12 * index, settings: PictureSettings(), map: name, camera: cameras[index]))
    }
    walk.between = .tween
    walk.speed = .plain
    walk.engine = engine
    return walk
  }

  @Test("A walk that was stored before maps moved opens as it was") func oldWalks() throws {
    let old = """
      {"framesPerSecond":24,"isLoop":false,"keyframes":[],"length":1,"path":"slerp","speed":"even"}
      """
    let walk = try JSONDecoder().decode(Walk.self, from: Data(old.utf8))
    #expect(walk == Walk())
    #expect(walk.between == .cut && walk.engine == .plain && walk.beginning == .own)
    let film = film(.model, cameras: [.whole, MapCamera(x: 0.4, y: 0.6, zoom: 2), .whole])
    #expect(try JSONDecoder().decode(Walk.self, from: JSONEncoder().encode(film)) == film)
  }

  @Test("The maps between keyframes move; at keyframes they are those that were painted")
  func moves() throws {
    let plan = try #require(WalkPlan(film()))
    let shelf = WalkMaps()
    let standIn = Self.map(at: 0)
    func x(_ frame: Int) -> Int? {
      let map = shelf.content(of: plan.frame(frame).map, maps: maps, standIn: standIn)
      return map.instances.elements.firstIndex(of: 7).map { $0 % Self.size.width }
    }
    #expect([0, 12, 24].map { x($0) } == [2, 14, 8])
    #expect(x(6) == 8 && x(3) == 5)
    for (index, name) in names.enumerated() {
      #expect(
        shelf.content(of: plan.frame(12 * index).map, maps: maps, standIn: standIn) == maps[name])
    }
    // Without motion the map stays until the next keyframe.
    var cut = film()
    cut.between = .cut
    #expect(try #require(WalkPlan(cut)).frame(11).map == WalkMap(names[0]))
  }

  @Test("The motion is known from frame to frame, over keyframes too, and not over a cut")
  func motion() throws {
    let plan = try #require(WalkPlan(film()))
    let shelf = WalkMaps()
    for number in 1..<25 {
      let map = plan.frame(number).map
      let motion = try #require(
        shelf.motion(to: map, from: plan.frame(number - 1).map, maps: maps))
      let objects = shelf.content(of: map, maps: maps, standIn: Self.map(at: 0)).instances
      let inside = try #require(objects.elements.lastIndex(of: 7))
      // To the right by one a frame, then to the left by a half.
      #expect(abs(motion.x[inside] - (number <= 12 ? -1 : 0.5)) < 1e-4, "frame \(number)")
      #expect(motion.x[0] == 0 && motion.confidence[0] == 1)
    }
    let still = WalkMap(names[0])
    let standing = try #require(shelf.motion(to: still, from: still, maps: maps))
    #expect(Set(standing.x) == [0] && Set(standing.confidence) == [1])
    #expect(shelf.motion(to: WalkMap(names[1]), from: still, maps: maps) == nil)
  }

  @Test("A camera shows the same part, larger") func camera() throws {
    let near = MapCamera(x: 0.25, y: 0.5, zoom: 2)
    let plan = try #require(WalkPlan(film(cameras: [near, near, near])))
    let shelf = WalkMaps()
    let seen = shelf.content(of: plan.frame(0).map, maps: maps, standIn: Self.map(at: 0))
    let whole = try #require(maps[names[0]])
    let count = seen.instances.elements.count { $0 == 7 }
    #expect(count == 4 * whole.instances.elements.count { $0 == 7 })
    #expect(plan.frame(0).map.isPainted == false)
  }

  @Test(
    "A frame's name changes with whatever it and those before it are made from, with nothing else")
  func frameNames() throws {
    func names(_ walk: Walk) throws -> [String] {
      try #require(WalkPlan(walk, engine: walk.engine)).frames().compactMap(\.film?.name)
    }
    let walk = film()
    let all = try names(walk)
    #expect(all.count == 25 && Set(all).count == 25)
    var named = walk
    named.change(at: 1) { $0.name = "noon" }
    #expect(try names(named) == all)
    // The last keyframe's map: what leads to the second keyframe stays.
    var other = walk
    other.change(at: 2) { $0.map = self.names[0] }
    let changed = try names(other)
    #expect(Array(changed[..<12]) == Array(all[..<12]))
    #expect(zip(changed[12...], all[12...]).allSatisfy { $0 != $1 })
    var engine = walk
    engine.engine = .model
    #expect(Set(try names(engine)).isDisjoint(with: all))
    // Each follows the one before.
    let frames = try #require(WalkPlan(walk, engine: .coherent)).frames()
    #expect(frames.dropFirst().map(\.film?.before) == frames.dropLast().map(\.film?.name))
    #expect(try names(film(.plain)).isEmpty)
  }

  @Test(
    "Memories are kept in the session, those of other walks go, names of strangers are not read")
  func memories() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let contents = SessionContents(
      name: "Film", document: Document(size: Self.size, label: 0, labelSet: set))
    let file = try SessionLibrary(directory: folder).create(contents)
    let first = FilmMemory(frame: "0123456789abcdef-23", bytes: [1, 2, 3])
    let second = FilmMemory(frame: "0123456789abcdef-47", bytes: [4])
    try file.keep(first, among: [])
    try file.keep(second, among: [first.frame])
    #expect(file.filmMemories() == [first, second])
    try file.keep(FilmMemory(frame: "../../../escaped", bytes: [9]), among: [second.frame])
    #expect(file.filmMemories() == [second] || file.filmMemories() == [first, second])
    try file.keep(second, among: [])
    #expect(file.filmMemories() == [second])
    let film = URL(fileURLWithPath: file.path).appendingPathComponent("film")
    // No more is read than is kept at hand.
    let large = Data(count: 30 << 20)
    for number in 0..<4 {
      try large.write(to: film.appendingPathComponent("0123456789abcdef-9\(number).safetensors"))
    }
    let bytes = file.filmMemories().reduce(0) { $0 + $1.bytes.count }
    #expect(bytes <= FileLimits.allFilmMemories && bytes > 0)
    for number in 0..<4 {
      try FileManager.default.removeItem(
        at: film.appendingPathComponent("0123456789abcdef-9\(number).safetensors"))
    }
    try Data([7]).write(to: film.appendingPathComponent("evil.safetensors"))
    try FileManager.default.createSymbolicLink(
      atPath: film.appendingPathComponent("0123456789abcdef-71.safetensors").path,
      withDestinationPath: "/etc/passwd")
    #expect(file.filmMemories() == [second])
  }
}

extension WalkFilmTests {
  @Test("How noise moves is stored beside how maps do") func motionIsStored() throws {
    var walk = Walk()
    walk.setMotion(WalkMotion(.circle, radius: 0.4))
    walk.engine = .coherent
    #expect(try JSONDecoder().decode(Walk.self, from: JSONEncoder().encode(walk)) == walk)
  }
}
