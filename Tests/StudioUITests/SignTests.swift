import Terminal
import Testing

@testable import StudioUI

@Suite("Signs without Unicode") struct SignTests {
  @Test("A bar's filled part differs from its rest, and all states of a frame from each other")
  func bars() {
    let display = Display(depth: .monochrome, usesUnicode: false)
    #expect(display.text("▄") != display.text("─"))
    #expect(Set(["▄", "▂", "▁", "·"].map { display.text($0) }).count == 4)
  }
}
