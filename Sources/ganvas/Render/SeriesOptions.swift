import ArgumentParser
import Foundation

/// Several pictures of one input: a list of seeds, a way of ψ, or both.
struct SeriesOptions: ParsableArguments {
  /// Most pictures that one call makes of a map.
  private static let limit = 100_000

  @Option(
    help: ArgumentHelp(
      "Seeds, one picture each into the folder --output: numbers, ranges and words, for instance "
        + "0-99,200; instead of --seed.", valueName: "list"))
  var seeds: String?

  @Option(help: "ψ of the first picture of a way; with --psi-to, instead of --psi.")
  var psiFrom: Double?

  @Option(help: "ψ of the last one.")
  var psiTo: Double?

  @Option(help: "Pictures on the way from --psi-from to --psi-to; 48 if absent.")
  var frames: Int?

  /// One picture of the series.
  struct Member: Equatable {
    /// Its seed; `nil` for that of --seed.
    var seed: SeedWord?
    /// Its ψ; `nil` for that of --psi.
    var psi: Double?
    /// What its file is called, behind the map's name.
    var name: String

    /// The latent's options with what differs.
    func applied(to latent: LatentOptions) -> LatentOptions {
      var latent = latent
      if let seed { latent.seedWord = seed }
      if let psi { latent.psi = psi }
      return latent
    }

    /// What differs, as text.
    var fingerprint: String { "seed \(seed?.seed ?? 0) psi \(psi ?? 1)" }
  }

  func validate() throws { _ = try members() }

  /// Whether there is a series at all.
  var isEmpty: Bool { seeds == nil && psiFrom == nil && psiTo == nil && frames == nil }

  /// Refuses options that say the same in another way.
  func check(beside latent: LatentOptions) throws {
    if seeds != nil, latent.seedWord != SeedWord() || latent.latent != nil || latent.place != nil {
      throw ValidationError("--seeds, --seed, --place and --latent all say where: give one of them")
    }
    if psiFrom != nil, latent.psi != nil || latent.truncation != nil {
      throw ValidationError("--psi-from is a way of ψ: leave out --psi and --truncation")
    }
    if !isEmpty, latent.saveLatent != nil {
      throw ValidationError("--save-latent is for one picture: leave out --seeds and --psi-from")
    }
  }

  /// The pictures in order: all of the way for one seed, then for the next.
  func members() throws -> [Member] {
    let ways = try way()
    let words = try seeds.map(Self.words)
    guard (words?.count ?? 1) <= Self.limit / (ways?.count ?? 1) else {
      throw ValidationError("that makes more than \(Self.limit) pictures")
    }
    guard words != nil || ways != nil else { return [] }
    let seeds: [SeedWord?] = words ?? [nil]
    let steps: [Double?] = ways ?? [nil]
    return seeds.flatMap { seed in
      steps.enumerated().map { frame, psi in
        let parts = [seed.map(Self.name), psi.map { _ in "frame" + Self.padded(frame) }]
        return Member(seed: seed, psi: psi, name: parts.compactMap { $0 }.joined(separator: "-"))
      }
    }
  }

  /// ψ of every picture; both ends are exact.
  private func way() throws -> [Double]? {
    guard psiFrom != nil || psiTo != nil || frames != nil else { return nil }
    guard let psiFrom, let psiTo else {
      throw ValidationError("a way of ψ has two ends: give --psi-from and --psi-to")
    }
    for (name, psi) in [("--psi-from", psiFrom), ("--psi-to", psiTo)]
    where !psi.isFinite || !(-2...2).contains(psi) {
      throw ValidationError("\(name) is a number from −2 to 2")
    }
    let count = frames ?? 48
    guard (2...Self.limit).contains(count) else {
      throw ValidationError("--frames is a number from 2 to \(Self.limit)")
    }
    return (0..<count).map { frame in
      frame == count - 1 ? psiTo : psiFrom + (psiTo - psiFrom) * Double(frame) / Double(count - 1)
    }
  }

  /// The seeds of a list, each once, in the order of the list.
  private static func words(_ list: String) throws -> [SeedWord] {
    var words: [SeedWord] = []
    var known: Set<UInt32> = []
    func add(_ text: String) throws {
      guard let word = SeedWord(argument: text) else {
        throw ValidationError(
          "--seeds: “\(text)” is no seed; a list is for instance 0-99,200 or rain,snow")
      }
      if known.insert(word.seed).inserted { words.append(word) }
    }
    for part in list.split(separator: ",", omittingEmptySubsequences: false) {
      let text = part.trimmingCharacters(in: .whitespaces)
      let ends = text.split(separator: "-", omittingEmptySubsequences: false)
      guard ends.count == 2, let first = UInt32(ends[0]), let last = UInt32(ends[1]) else {
        try add(text)
        continue
      }
      guard first <= last, Int(last) - Int(first) < limit else {
        throw ValidationError(
          first > last
            ? "--seeds: \(text) runs backwards" : "--seeds: \(text) are more than \(limit) seeds")
      }
      for seed in first...last { try add("\(seed)") }
      guard words.count <= limit else {
        throw ValidationError("--seeds: more than \(limit) seeds")
      }
    }
    return words
  }

  /// `seed0007`, as NVlabs' programs call their pictures; a word as it is, as far as a file name
  /// takes it.
  private static func name(_ word: SeedWord) -> String {
    if let number = UInt32(word.description) { return "seed" + padded(Int(number)) }
    let letters = word.description.map { $0.isLetter || $0.isNumber ? $0 : "_" }
    return "seed-" + String(letters.prefix(40)) + "-\(word.seed)"
  }

  private static func padded(_ number: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
