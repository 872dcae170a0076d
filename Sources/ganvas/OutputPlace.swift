import ArgumentParser
import Foundation
import Imaging

/// Where a command writes: one rule for all of them. The ending says the format and must be one
/// that is written; devices, pipes and folders are never replaced; a folder that is missing is made
/// and said.
enum OutputPlace {
  /// Endings of pictures.
  static let pictures = ["png", "jpg", "jpeg", "webp"]
  /// Endings of latents.
  static let latents = ["npy", "npz", "safetensors"]

  /// Whether a file can be written there, as far as can be told before.
  /// - Throws: `ValidationError`.
  static func check(_ file: URL, for endings: [String]) throws {
    let ending = file.pathExtension.lowercased()
    guard endings.contains(ending) else {
      let list = endings.map { "." + $0 }
      let known = list.dropLast().joined(separator: ", ") + " or " + (list.last ?? "")
      throw ValidationError(
        ending.isEmpty
          ? "\(file.path) has no ending; it should end in \(known)"
          : "\(file.path): .\(ending) is not written; it should end in \(known)")
    }
    var status = stat()
    guard stat(file.path, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw ValidationError("\(file.path) is a folder; name a file in it")
    default: throw ValidationError("\(file.path) is a device or a pipe, which no file replaces")
    }
  }

  /// Makes the folder a file goes into, and says so.
  static func makeFolder(of file: URL) throws { try makeFolder(file.deletingLastPathComponent()) }

  /// Makes a folder, and says so.
  static func makeFolder(_ folder: URL) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        throw FileError(
          path: folder.path, kind: .notRegular, reason: "it is a file, and should be a folder")
      }
      return
    }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(
        path: folder.path, kind: .system,
        reason: "the folder cannot be made (\(SystemWords.reason(of: error)))")
    }
    tell("made the folder \(PrintableText.line(folder.path))")
  }
}

/// What the system's libraries say, in words.
enum SystemWords {
  /// The reason of a failure without its class's name.
  static func reason(of error: any Error) -> String {
    let error = error as NSError
    if let inner = error.userInfo[NSUnderlyingErrorKey] as? NSError { return reason(of: inner) }
    if error.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(Int32(truncatingIfNeeded: error.code)))
    }
    switch error.code {
    case NSFileNoSuchFileError, NSFileReadNoSuchFileError: return "there is no such file"
    case NSFileWriteNoPermissionError, NSFileReadNoPermissionError: return "permission denied"
    case NSFileWriteFileExistsError: return "something of that name is there"
    case NSFileWriteOutOfSpaceError: return "the disk is full"
    case NSFileWriteVolumeReadOnlyError: return "the disk takes no changes"
    default: return error.localizedDescription
    }
  }

  /// A whole sentence about an error of the system's libraries; `nil` for errors that speak for
  /// themselves.
  static func sentence(of error: any Error) -> String? {
    let bridged = error as NSError
    guard bridged.domain == NSCocoaErrorDomain || bridged.domain == NSPOSIXErrorDomain else {
      return nil
    }
    let path = bridged.userInfo[NSFilePathErrorKey] as? String
    return (path.map { $0 + ": " } ?? "") + reason(of: error)
  }
}
