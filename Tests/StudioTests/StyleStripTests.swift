import Canvas
import Imaging
import Sessions
import Synthesis
import Testing
@testable import Studio

@Suite("The style strip") struct StyleStripTests {
  @Test("Thumbnails are asked for one by one, the nearest style first") func order() {
    var state = StudioState.village()
    state.press("[tab]")
    var asked: [Int?] = []
    var effects = state.press("a")
    while let request = effects.thumbnails.last {
      asked.append(request.conditioning.instanceStyles[1]?.cluster)
      #expect(request.conditioning.instanceStyles[2] == InstanceStyle(cluster: 3))
      effects = reduce(&state, .arrived(.thumbnailArrived(.fixture(stamp: request.stamp))))
    }
    #expect(asked == [3, 0, 2, 1])
    #expect(state.styles.strip.readyCount == 4)
  }

  @Test("Nothing is rendered for a strip nobody sees, nor before the picture is current")
  func modest() {
    var state = StudioState.village()
    #expect(state.press("[tab]").thumbnails.isEmpty)
    state.press("d")
    #expect(state.press("a").thumbnails.isEmpty)
    #expect(state.answer().thumbnails.count == 1)
  }

  @Test("A stroke cancels the thumbnail in work and makes the others stale; they come again")
  func cancel() {
    var state = StudioState.village()
    let first = state.press("[tab]a").thumbnails
    _ = reduce(&state, .arrived(.thumbnailArrived(.fixture(stamp: first[0].stamp))))
    #expect(state.styles.strip.rendering != nil)
    state.press("[esc]b")
    let effects = state.press("[enter]")
    #expect(!effects.requests.isEmpty)
    #expect(state.styles.strip.rendering == nil)
    #expect(state.styles.strip.readyCount == 0)
    #expect(state.styles.strip.thumbnails.count == 1)
    // The answer of the cancelled one is stale.
    _ = reduce(
      &state, .arrived(.thumbnailArrived(.fixture(stamp: state.styles.strip.ticket))))
    #expect(state.styles.strip.readyCount == 0)
    #expect(state.answer().thumbnails.count == 1)
  }

  @Test("A style whose thumbnail is there is worn at once, without a request") func instant() {
    var state = StudioState.village()
    var effects = state.press("[tab]a")
    while let request = effects.thumbnails.last {
      effects = reduce(
        &state,
        .arrived(.thumbnailArrived(.fixture(stamp: request.stamp, shade: UInt8(request.stamp)))))
    }
    let shown = state.styles.strip.thumbnails[1]?.frame.image
    #expect(state.press("2").requests.isEmpty)
    #expect(state.picture.image == shown)
    #expect(state.press("[esc]").requests.isEmpty)
    #expect(state.picture.image == state.styles.strip.thumbnails[3]?.frame.image)
  }

  @Test("Keeping a style leaves the thumbnails of the others current") func keeps() {
    var state = StudioState.village()
    var effects = state.press("[tab]a")
    while let request = effects.thumbnails.last {
      effects = reduce(&state, .arrived(.thumbnailArrived(.fixture(stamp: request.stamp))))
    }
    state.press("1[enter]")
    _ = state.answer()
    #expect(state.styles.strip.readyCount == 4)
  }

  @Test("A failure stops the strip and is told once") func failure() {
    var state = StudioState.village()
    let request = state.press("[tab]a").thumbnails[0]
    let effects = reduce(
      &state,
      .arrived(.thumbnailFailed(stamp: request.stamp, SynthesisError(what: "NaN in up_3"))))
    #expect(effects.isEmpty)
    #expect(state.messages.last?.line.text == "✗ no thumbnails: NaN in up_3")
    #expect(state.press("[esc]").thumbnails.isEmpty)
  }
}
