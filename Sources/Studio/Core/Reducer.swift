import Canvas
import Imaging
import Sessions
import Synthesis

/// What the studio becomes when something happens, and what is to be done outside.
///
/// Pure: no clock, no file, no chance. Time comes as `ticked`, rolls from the state's own dice.
public func reduce(_ state: inout StudioState, _ action: StudioAction) -> [Effect] {
  let effects: [Effect]
  switch action {
  case .command(let command):
    state.timeline.playback.restedSince = state.clock
    effects = state.endDrift() + state.command(command)
  case .input(let input):
    state.timeline.playback.restedSince = state.clock
    effects = (state.steersDrift(input) ? [] : state.endDrift()) + state.input(input)
  case .arrived(let arrival): effects = state.arrive(arrival)
  case .ticked(let clock): effects = state.tick(clock)
  }
  let thumbnails =
    state.tendContactSheet()
    + (state.showsContactSheet ? [] : state.tendStyles() + state.tendSeedPlane())
  if state.picture.isRendering { state.dropAhead() }
  return effects + thumbnails + state.renderAhead()
}
