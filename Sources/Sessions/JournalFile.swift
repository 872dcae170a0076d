import Imaging

/// The open journal of a session: appends records in order, forces them to the disk.
///
/// A record is in the hands of the system when `append` returns: it survives the program's death.
/// After `sync` it survives the machine's. Records that could not be written wait, and everything
/// appended later waits behind them: the file is at every moment what was done up to some act,
/// never one with a gap.
struct JournalFile {
  /// Its generation.
  let generation: UInt64
  /// Bytes of whole records in the file, header included.
  private(set) var written: Int
  /// Whole records that are not in the file yet.
  private(set) var waiting: [UInt8] = []
  /// Number of records that wait.
  private(set) var waitingCount = 0
  /// The open file.
  let file: OpenFile

  /// Bytes the file has when nothing waits any more.
  var length: Int { written + waiting.count }

  /// Opens a journal for appending; everything after `length` is cut off.
  init(
    opening member: String, in directory: Directory, generation: UInt64, length: Int
  ) throws(SessionError) {
    do throws(FileError) {
      var file = try directory.openForUpdate(member)
      if file.links > 1 {
        // It has a second name elsewhere: that one stays as it is.
        try directory.write(try file.bytes(at: 0, count: length), to: member)
        file = try directory.openForUpdate(member)
      }
      try file.truncate(to: length)
      self.file = file
    } catch {
      throw SessionError(error)
    }
    self.generation = generation
    written = length
  }

  /// Puts a whole journal in place of the one there is.
  /// - Parameter old: The open journal; it becomes the new one as soon as that has the name, also
  ///   when something fails later.
  static func replace(
    _ old: inout JournalFile, in directory: Directory, with bytes: [UInt8], generation: UInt64
  ) throws(SessionError) {
    do throws(FileError) {
      let (file, error) = try directory.replace(SessionFolder.Member.journal, with: bytes)
      old = JournalFile(file, generation: generation, length: bytes.count)
      if let error { throw error }
    } catch {
      throw SessionError(error)
    }
  }

  private init(_ file: OpenFile, generation: UInt64, length: Int) {
    self.file = file
    self.generation = generation
    written = length
  }

  /// Appends a record, after those that wait. When the disk is full or fails, it waits.
  mutating func append(_ record: JournalRecord) throws(SessionError) {
    waiting += Journal.frame(record)
    waitingCount += 1
    try flush()
  }

  /// Writes what waits.
  mutating func flush() throws(SessionError) {
    guard !waiting.isEmpty else { return }
    do throws(FileError) {
      try file.write(waiting, at: written)
    } catch {
      // Half a record would hide all later ones. Where even that fails, the next attempt writes
      // over the same place.
      try? file.truncate(to: written)
      throw SessionError(error)
    }
    written += waiting.count
    waiting = []
    waitingCount = 0
  }
}
