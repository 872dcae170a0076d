import Foundation
public import Imaging

/// Says what a check of a data set found.
public enum DataReport {
  /// Checks a set and prints what there is to know.
  /// - Throws: `TrainingError` naming the files that cannot be learned from.
  public static func check(
    _ source: any TrainingSource, becoming size: PixelSize, listing limit: Int = 10,
    say: (String) -> Void
  ) throws {
    say("checking \(source.summary)…")
    let check = DataCheck(source, becoming: size)
    for line in check.findings { say("  " + line) }
    guard !check.broken.isEmpty else { return }
    let listed = check.broken.prefix(limit).map { "  " + $0 }.joined(separator: "\n")
    let rest = max(0, check.broken.count - min(limit, check.broken.count))
    throw TrainingError(
      "\(check.broken.count) of \(check.count) examples cannot be learned from; mend them or move "
        + "them away:\n\(listed)"
        + (rest > 0 ? "\n  and \(rest) more; ganvas data check lists all" : ""))
  }
}
