public import Foundation

/// Reference files, maps and photos that lie beside the checkout; absent on most machines.
public enum SharedFolder {
  /// The folder `shared` beside the package or one above it; `nil`, said once, where there is none.
  public static let url: URL? = {
    var package = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { package.deleteLastPathComponent() }
    let beside = package.deletingLastPathComponent()
    let found = [beside, beside.deletingLastPathComponent()].lazy
      .map { $0.appendingPathComponent("shared") }
      .first { FileManager.default.fileExists(atPath: $0.path) }
    if found == nil { print("*** ../shared is absent: tests that need it are skipped") }
    return found
  }()

  /// `name` in the folder; `nil` where it does not exist.
  public static func item(_ name: String) -> URL? {
    guard let item = url?.appendingPathComponent(name),
      FileManager.default.fileExists(atPath: item.path)
    else { return nil }
    return item
  }
}
