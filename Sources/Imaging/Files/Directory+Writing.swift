import Foundation

extension Directory {
  /// Replaces a member or makes it, complete or not at all, on the disk when this returns. A link
  /// of that name is replaced, not followed; folders on the way are made.
  public func write(_ bytes: [UInt8], to member: String) throws(FileError) {
    let (_, error) = try replace(member, with: bytes)
    if let error { throw error }
  }

  /// Replaces a member or makes it, and keeps it open.
  /// - Returns: The new file, and what is wrong though it has its name: the disk did not confirm.
  /// - Throws: With the old content untouched.
  package func replace(
    _ member: String, with bytes: [UInt8]
  ) throws(FileError) -> (file: OpenFile, error: FileError?) {
    try inFolder(of: member, making: true) { (folder, name) throws(FileError) in
      let (file, failure) = AtomicFile.replace(name, in: folder, with: bytes, through: calls)
      let error = failure.map {
        FileError(
          path: path(of: member), kind: .system,
          reason: "\($0.step.rawValue) (\(String(cString: strerror($0.code))))")
      }
      guard let file else { throw error ?? Self.error(path(of: member), EIO) }
      return (OpenFile(file, path: path(of: member), calls: calls), error)
    }
  }

  /// Opens a member for reading and writing in place.
  /// - Parameter making: Whether a missing one is made.
  package func openForUpdate(
    _ member: String, making: Bool = false
  ) throws(FileError) -> OpenFile {
    try inFolder(of: member, making: making) { (folder, name) throws(FileError) in
      let (file, _) = try open(name, in: folder, O_RDWR | (making ? O_CREAT : 0), of: member)
      return OpenFile(file, path: path(of: member), calls: calls)
    }
  }

  /// Makes a folder inside; one that is there already is as good.
  public func makeFolder(_ member: String) throws(FileError) {
    try inFolder(of: member + "/x", making: true) { (_, _) throws(FileError) in }
  }

  /// Gives a member another name in the same folder.
  package func rename(_ member: String, to other: String) throws(FileError) {
    guard calls.rename(descriptor, member, other) == 0 else {
      throw Self.error(path(of: member), errno)
    }
  }

  /// Takes a member away; a link itself, never what it leads to.
  public func remove(_ member: String) throws(FileError) {
    try inFolder(of: member) { (folder, name) throws(FileError) in
      guard unlinkat(folder, name, 0) == 0 else { throw Self.error(path(of: member), errno) }
    }
  }
}

extension OpenFile {
  /// Writes all bytes at a place.
  package func write(_ bytes: [UInt8], at place: Int) throws(FileError) {
    guard calls.writeAll(bytes, to: number, at: place) else { throw Directory.error(path, errno) }
  }

  /// Cuts it, or fills it with zeros, to a length.
  package func truncate(to length: Int) throws(FileError) {
    guard ftruncate(number, off_t(length)) == 0 else { throw Directory.error(path, errno) }
  }

  /// Forces what was written to the disk.
  package func sync() throws(FileError) {
    guard calls.sync(number) == 0 else { throw Directory.error(path, errno) }
  }
}
