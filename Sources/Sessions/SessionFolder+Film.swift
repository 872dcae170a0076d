import Imaging
import Synthesis

/// What films remember every so many frames, so that a session that is opened again shows a frame
/// without making all before it. Nothing is lost with it.
extension SessionFolder {
  /// Keeps a memory; those that are not named go.
  func keep(_ memory: FilmMemory, among names: Set<String>) throws(SessionError) {
    guard Self.isName(memory.frame), memory.bytes.count <= FileLimits.filmMemory else { return }
    do throws(FileError) {
      try directory.makeFolder(Member.film)
      for name in memoryNames where !names.contains(name) {
        try directory.remove(Member.memory(name))
      }
    } catch {
      throw SessionError(error)
    }
    guard memoryNames.count < FileLimits.filmMemories else { return }
    try write(memory.bytes, to: Member.memory(memory.frame))
  }

  /// The memories that can be read, as many as are kept at hand.
  func filmMemories() -> [FilmMemory] {
    var room = FileLimits.allFilmMemories
    return memoryNames.compactMap { name in
      guard
        let bytes = try? directory.read(
          Member.memory(name), limit: min(room, FileLimits.filmMemory))
      else { return nil }
      room -= bytes.count
      return FilmMemory(frame: name, bytes: bytes)
    }
  }

  private var memoryNames: [String] {
    directory.names(in: Member.film, limit: FileLimits.filmMemories).sorted().compactMap { file in
      guard file.hasSuffix(".safetensors") else { return nil }
      let name = String(file.dropLast(".safetensors".count))
      return Self.isName(name) ? name : nil
    }
  }

  /// Whether a frame's name is one of a walk's: digits of a fingerprint and a number.
  private static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && parts[0].count == 16 && parts[0].allSatisfy(\.isHexDigit)
      && !parts[1].isEmpty && parts[1].count <= 6
      && parts[1].allSatisfy { ("0"..."9").contains($0) }
  }
}
