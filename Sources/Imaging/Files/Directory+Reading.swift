import Foundation

extension Directory {
  /// All bytes of a member, at most `limit` of them.
  /// - Throws: `FileError`: missing, a link, no regular file, larger than `limit`.
  public func read(_ member: String, limit: Int) throws(FileError) -> [UInt8] {
    let file = try openForReading(member)
    return try file.bytes(limit: limit)
  }

  /// Opens a member for reading.
  public func openForReading(_ member: String) throws(FileError) -> OpenFile {
    try inFolder(of: member) { (folder, name) throws(FileError) in
      let (file, _) = try open(name, in: folder, O_RDONLY, of: member)
      return OpenFile(file, path: path(of: member), calls: calls)
    }
  }

  /// Whether there is a regular file of that name.
  public func hasFile(_ member: String) -> Bool { status(of: member)?.isFile == true }

  /// Whether anything has that name, a link too.
  public func hasMember(_ member: String) -> Bool { status(of: member) != nil }

  /// Seconds since 1970 of a member's last change; 0 when there is none.
  public func changed(_ member: String) -> Double { status(of: member)?.changed ?? 0 }

  /// Names in the folder or in one inside it, sorted; empty when there is none. At most `limit`.
  public func names(in member: String? = nil, limit: Int = 1 << 20) -> [String] {
    let opened: Int32?
    if let member {
      opened = try? inFolder(of: member + "/x") { (folder, _) throws(FileError) in dup(folder) }
    } else {
      opened = dup(descriptor)
    }
    guard let number = opened, number >= 0 else { return [] }
    // A place of its own: the descriptor's would be shared.
    let own = openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    close(number)
    guard own >= 0, let stream = fdopendir(own) else {
      if own >= 0 { close(own) }
      return []
    }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < limit, let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private func status(of member: String) -> (isFile: Bool, changed: Double)? {
    try? inFolder(of: member) { (folder, name) throws(FileError) in
      var status = stat()
      guard fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        throw Self.error(path(of: member), errno)
      }
      let time = status.st_mtim
      return (
        status.st_mode & S_IFMT == S_IFREG, Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
      )
    }
  }
}

extension OpenFile {
  /// Bytes it has now.
  public var size: Int {
    var status = stat()
    return fstat(number, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Names it has: 0 when it was removed underneath, above 1 when it is linked elsewhere.
  public var links: Int {
    var status = stat()
    return fstat(number, &status) == 0 ? Int(status.st_nlink) : 0
  }

  /// All its bytes, at most `limit` of them.
  public func bytes(limit: Int) throws(FileError) -> [UInt8] {
    let size = size
    guard size <= limit else {
      throw FileError(
        path: path, kind: .tooLarge, reason: "it has \(size) bytes, up to \(limit) are read")
    }
    return try bytes(at: 0, count: size)
  }

  /// Some of its bytes; fewer where it ends before.
  public func bytes(at place: Int, count: Int) throws(FileError) -> [UInt8] {
    // Nothing is asked of the disk, and nothing written to the storage that all empty arrays share.
    guard count > 0 else { return [] }
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      done = 0
      while done < count {
        let got = pread(
          number, buffer.baseAddress.map { $0 + done }, count - done, off_t(place + done))
        if got < 0, errno == EINTR { continue }
        if got < 0 { code = errno }
        if got <= 0 { break }
        done += got
      }
    }
    guard code == 0 else { throw Directory.error(path, code) }
    return bytes
  }
}

/// A check of nested text before it is handed to a reader that recurses.
public enum NestingDepth {
  /// The most brackets and braces that are open at once, strings of JSON and TOML left out.
  /// Costs one walk over the bytes.
  public static func of(_ bytes: some Sequence<UInt8>) -> Int {
    var depth = 0
    var deepest = 0
    var quote: UInt8?
    var isEscaped = false
    for byte in bytes {
      if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == open || byte == UInt8(ascii: "\n") {
          quote = nil
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): quote = byte
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        deepest = max(deepest, depth)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
    }
    return deepest
  }
}
