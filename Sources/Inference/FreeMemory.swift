import Foundation

/// Gives memory that the allocator keeps for later back to the system, when it has become much.
///
/// Pictures of other sizes, parts of pictures and models that go leave holes in the heap; the
/// allocator returns none of them by itself, and within minutes they were as large as everything in
/// use. Looking costs microseconds; giving back some milliseconds, and a page fault per page that is
/// needed again.
struct FreeMemory {
  /// Growth in bytes after which memory is given back: 32 MiB.
  static let growth = 32 << 20

  /// Least bytes in memory since memory was given back last.
  private var lowest = 0

  /// To be called when a rendering or loading has ended.
  mutating func giveBackIfMuch() {
    guard let resident = FreeMemory.resident else { return }
    guard resident > lowest + FreeMemory.growth else {
      lowest = min(lowest, resident)
      return
    }
    giveBack()
    lowest = FreeMemory.resident ?? resident
  }

  /// `malloc_trim` of the GNU library, which Swift's module of it lacks; `nil` elsewhere.
  private static let trim: (@convention(c) (Int) -> Int32)? = {
    dlsym(nil, "malloc_trim").map { unsafeBitCast($0, to: (@convention(c) (Int) -> Int32).self) }
  }()

  private func giveBack() {
    _ = FreeMemory.trim?(0)
  }

  /// Bytes of this process that are in memory; `nil` where the system does not say.
  private static var resident: Int? {
    guard let file = fopen("/proc/self/statm", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    // Pages in all, pages in memory, …
    let fields = String(
      decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self
    )
    .split(separator: " ")
    return fields.count > 1 ? Int(fields[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) } : nil
  }
}
