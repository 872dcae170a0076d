/// Words that somebody may have meant.
enum Spelling {
  /// The word that takes the fewest changes of single letters, at most two (one for short words);
  /// `nil` when none is near. Case does not matter.
  static func nearest(to word: String, among words: [String]) -> String? {
    let typed = Array(word.lowercased())
    let limit = typed.count < 4 ? 1 : 2
    let near = words.map { (word: $0, distance: distance(typed, Array($0.lowercased()))) }
    return near.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.word
  }

  /// Letters to add, leave out, change or swap with their neighbour.
  private static func distance(_ one: [Character], _ other: [Character]) -> Int {
    guard abs(one.count - other.count) <= 2 else { return .max }
    var rows = [Array(0...other.count)]
    for i in 1..<(one.count + 1) {
      var row = [i]
      for j in 1..<(other.count + 1) {
        let change = rows[i - 1][j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1)
        var best = min(change, rows[i - 1][j] + 1, row[j - 1] + 1)
        if i > 1, j > 1, one[i - 1] == other[j - 2], one[i - 2] == other[j - 1] {
          best = min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[one.count][other.count]
  }
}
