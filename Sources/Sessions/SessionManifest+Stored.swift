import Imaging

extension SessionManifest: StoredValue {
  /// Every part is sound; places in the journal are none before its beginning. Where the cursor
  /// must lie is known with the map only.
  mutating func validate(_ faults: inout [String]) {
    settings.validate(&faults)
    toolState.validate(&faults)
    styleClipboard?.validate(&faults)
    savedLatents?.validate(&faults)
    view.validate(&faults)
    seeds.validate(&faults)
    walk?.validate(&faults)
    if var frame = playhead {
      StoredNumber.clamp(&frame, to: 0...(Walk.longest - 1), "the playhead", &faults)
      playhead = frame
    }
    StoredNumber.clamp(&steps, to: 0...1_000_000_000, "the number of acts", &faults)
    StoredNumber.clamp(
      &journal.bytes, to: 0...Int(Int32.max) * 1024, "the place in the journal", &faults)
    StoredText.clean(&name, "the session's name", &faults)
  }
}
