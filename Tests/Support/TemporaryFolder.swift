public import Foundation

/// A folder that goes away with the value.
public final class TemporaryFolder {
  /// The folder, empty at first.
  public let url: URL

  /// Makes the folder.
  /// - Throws: what the file system says.
  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("ganvas-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }
}
