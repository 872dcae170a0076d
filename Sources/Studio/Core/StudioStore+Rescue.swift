import Sessions

/// Sessions that cannot be opened.
extension StudioStore {
  /// Finds out what is wrong with a session and what can be had of it.
  func lookInto(_ id: String) {
    let library = services.library
    let labelSet = services.labelSet
    onDisk { _ in .sessionRefused(try library.rescue(id, labelSet: labelSet)) }
  }

  /// Makes a new session of what can be had of one, and opens it.
  func restore(_ id: String, saving contents: SessionContents) {
    let library = services.library
    let labelSet = services.labelSet
    change(saving: contents) { () throws(SessionError) in
      let opened = try library.open(try library.restore(id, labelSet: labelSet))
      guard let file = opened.file else { throw .missing(id: id) }
      var new = OpenedSession(id: file.id, contents: opened.contents)
      new.remark = "\(file.id) holds what could be read of \(id)"
      return (file, new)
    }
  }

  /// Shows what can be had of a session, to look only.
  func show(_ rescue: SessionRescue, saving contents: SessionContents) {
    change(saving: contents) { () throws(SessionError) in
      guard let contents = rescue.contents else {
        throw .malformed(path: rescue.id, reason: "nothing of it can be read")
      }
      return (nil, OpenedSession(id: rescue.id, contents: contents, isReadOnly: true))
    }
  }
}
