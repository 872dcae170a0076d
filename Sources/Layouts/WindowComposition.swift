/// What some windows of a level are made of; the same for all tables of the level.
struct WindowComposition {
  /// The windows.
  let windows: Range<Int>
  /// Number of distinct hidden vectors under them.
  let hiddenCount: Int
  /// Symbols under each of these hidden vectors, k² each, row by row; 0 lies outside the map.
  let symbols: [Int32]
  /// Which of the hidden vectors lie under each window, k² each, row by row; `hiddenCount` lies
  /// outside the level.
  let rows: [Int32]

  /// - Parameters:
  ///   - hidden: Numbers the hidden vectors.
  ///   - window: Numbers the windows, which consist of numbers of hidden vectors.
  init(_ windows: Range<Int>, hidden: WindowStage, window: WindowStage) {
    let taps = window.side * window.side
    self.windows = windows
    var compact = [Int32](repeating: -1, count: hidden.count)
    var found: [Int32] = []
    var rows = [Int32](unsafeUninitializedCapacity: windows.count * taps) { rows, count in
      if let start = rows.baseAddress {
        for (index, number) in windows.enumerated() {
          window.readMembers(of: Int32(number), into: start + index * taps)
        }
      }
      count = windows.count * taps
    }
    for index in rows.indices {
      let number = Int(rows[index])
      if number == 0 {
        rows[index] = -1
        continue
      }
      if compact[number] < 0 {
        compact[number] = Int32(found.count)
        found.append(Int32(number))
      }
      rows[index] = compact[number]
    }
    for index in rows.indices where rows[index] < 0 { rows[index] = Int32(found.count) }
    hiddenCount = found.count
    self.rows = rows
    symbols = [Int32](unsafeUninitializedCapacity: found.count * taps) { symbols, count in
      if let start = symbols.baseAddress {
        for (index, number) in found.enumerated() {
          hidden.readMembers(of: number, into: start + index * taps)
        }
      }
      count = found.count * taps
    }
  }
}
