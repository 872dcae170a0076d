import Foundation

/// Gives memory that the allocator keeps for later back to the system, when it has become much.
///
/// Pictures of other sizes, parts of pictures and models that go leave holes in the heap; the
/// allocator returns none of them by itself, and within minutes they were as large as everything in
/// use. Looking costs microseconds; giving back some milliseconds, and a page fault per page that is
/// needed again.
public struct FreeMemory {
  /// Growth in bytes after which memory is given back: 32 MiB.
  static let growth = 32 << 20

  /// Blocks from 4 MB on get pages of their own, which go back when they are let go, and threads share
  /// two heaps. Left alone, the allocator raises its bound to 32 MB with the first large block, and
  /// tables and activations of changing sizes tear holes: 160 MB of 530 after some minutes of use. To
  /// be called first in a long-lived program; does nothing where the allocator is another one.
  public static func keepHeapSmall() {
    // M_MMAP_THRESHOLD, M_TRIM_THRESHOLD and M_ARENA_MAX of malloc.h.
    for (parameter, value): (Int32, Int32) in [(-3, 4 << 20), (-1, 32 << 20), (-8, 2)] {
      _ = option?(parameter, value)
    }
  }

  /// `mallopt` of the GNU library, which Swift's module of it lacks; `nil` elsewhere.
  private static let option: (@convention(c) (Int32, Int32) -> Int32)? = {
    dlsym(nil, "mallopt").map {
      unsafeBitCast($0, to: (@convention(c) (Int32, Int32) -> Int32).self)
    }
  }()

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
