import Foundation
import Sharding
import Testing

/// What plans mean, and which are refused.
@Suite("Plans of sweeps") struct SweepPlanTests {
  private func plan(_ text: String) throws(SweepError) -> SweepPlan {
    try SweepPlan(Array(text.utf8))
  }

  @Test("Every combination is one picture with a name of its own") func combinations() throws {
    let plan = try plan(
      #"{"options": {"precision": "float32", "one-based": true}, "axes": {"psi": [0.5, 0.7, 1], "seeds": "1-4", "models": ["m/a.ganvas", "b"]}}"#
    )
    #expect(plan.count == 24)
    let names = (0..<24).map { plan[$0].name }
    #expect(Set(names).count == 24)
    #expect(names[0] == "model-a_seed-1_psi-0.5")
    #expect(names[1] == "model-a_seed-1_psi-0.7")
    #expect(names[23] == "model-b_seed-4_psi-1")
    #expect(
      plan.arguments(of: plan[1]) == [
        "--model=m/a.ganvas", "--seed=1", "--psi=0.7", "--one-based", "--precision=float32",
      ])
    #expect(
      plan.arguments(of: plan[1], except: ["seed", "psi"]) == [
        "--model=m/a.ganvas", "--one-based", "--precision=float32",
      ])
  }

  @Test("Flags, repeated options, words and numbers are values") func values() throws {
    let plan = try plan(
      #"{"axes": {"styles": ["tree=4", ["tree=5", "house:2=1"]], "nearest": [true, false], "seeds": [7, "rain"], "mix": ["8:4-11"], "psi": [-0.5]}}"#
    )
    #expect(plan.count == 8)
    #expect(plan.axes.map(\.option) == ["style", "seed", "psi", "mix", "nearest"])
    let words = (0..<8).map { plan.arguments(of: plan[$0]) }
    #expect(words[0] == ["--style=tree=4", "--seed=7", "--psi=-0.5", "--mix=8:4-11", "--nearest"])
    #expect(
      words[7] == [
        "--style=tree=5", "--style=house:2=1", "--seed=rain", "--psi=-0.5", "--mix=8:4-11",
      ])
    #expect(plan[7].name == "style-tree=5+house-2=1_seed-rain_psi--0.5_mix-8-4-11_nearest-off")
  }

  @Test("Values whose names would be one are told apart") func equalNames() throws {
    let plan = try plan(#"{"axes": {"labels": ["a/map.png", "b/map.png", "c/other.png"]}}"#)
    let names = (0..<3).map { plan[$0].name }
    #expect(Set(names).count == 3)
    #expect(names[0].hasPrefix("labels-map-"))
    #expect(names[2] == "labels-other")
  }

  @Test("What is kept beside the pictures names the same") func kept() throws {
    let plan = try plan(#"{"axes": {"seeds": "3-5,rain", "psi": [1, 0.25]}}"#)
    let kept = try SweepPlan(stored: plan.stored())
    #expect(kept.axes == plan.axes)
    #expect((0..<plan.count).allSatisfy { kept[$0] == plan[$0] })
    for text in [
      "", "{}", #"{"schema": 2, "axes": []}"#,
      #"{"schema": 1, "axes": [{"option": "seed", "isFlag": false, "values": [{"name": "../x", "words": ["1"]}]}]}"#,
    ] {
      #expect(throws: SweepError.self) { try SweepPlan(stored: Array(text.utf8)) }
    }
  }

  @Test(
    "What cannot be meant is refused",
    arguments: [
      "", "[]", "{}", #"{"axes": {}}"#, #"{"axes": {"seeds": []}}"#,
      #"{"axes": {"seeds": [1, 1]}}"#,
      #"{"axes": {"seeds": "9-1"}}"#, #"{"axes": {"seeds": "0-4294967295"}}"#,
      #"{"axes": {"output": ["a", "b"]}}"#, #"{"axes": {"shard": ["0/2"]}}"#,
      #"{"axes": {"--psi": [1]}}"#, #"{"axes": {"psi": [[[1]]]}}"#,
      #"{"axes": {"psi": [1, true]}}"#,
      #"{"axes": {"psi": [1]}, "options": {"psi": 0.5}}"#,
      #"{"axes": {"psi": [0.5], "seeds": "1-1000000", "mix": ["1:1", "2:2"]}}"#,
      #"{"axes": {"seeds": [1], "seed": [2]}}"#,
    ])
  func refused(text: String) { #expect(throws: SweepError.self) { try plan(text) } }
}
