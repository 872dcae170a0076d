import Foundation

extension ProcessMemory {
  /// Bytes in memory now; `nil` where the system does not say.
  static var resident: Int? {
    // Pages in all, pages in memory, …
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii) else {
      return nil
    }
    let fields = text.split(separator: " ")
    return fields.count > 1 ? Int(fields[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) } : nil
  }
}
