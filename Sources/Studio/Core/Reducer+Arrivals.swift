import Canvas
import Imaging
import Sessions
import Synthesis

/// What effects brought back.
extension StudioState {
  /// Takes an answer.
  mutating func arrive(_ arrival: Arrival) -> [Effect] {
    switch arrival {
    case .started(let model): return started(model)
    case .frameArrived(let frame): return frameArrived(frame)
    case .renderFailed(let stamp, let error):
      return renderFailed(stamp: stamp, error)
    case .walkFrameArrived(let frame): return walkFrameArrived(frame)
    case .filmMemoriesRead(let memories): timeline.playback.film.take(memories)
    case .walkFailed(let stamp, let error): walkFrameFailed(stamp: stamp, error)
    case .thumbnailArrived(let frame) where frame.stamp > ContactSheetCard.firstTicket:
      contactSheetArrived(frame)
    case .thumbnailArrived(let frame): thumbnailArrived(frame)
    case .thumbnailFailed(let stamp, let error) where stamp > ContactSheetCard.firstTicket:
      contactSheetFailed(stamp: stamp, error)
    case .thumbnailFailed(let stamp, let error): thumbnailFailed(stamp: stamp, error)
    case .styleFound(let feature, let subject, let photo):
      return styleFound(feature, for: subject, photo: photo)
    case .modelLoaded(let description):
      // What films remember is read when the model is there: before, it would be forgotten with it.
      return modelLoaded(description) + rememberFilm()
    case .modelProgress(let fraction):
      model.fraction = fraction
      progress(.loading, fraction)
    case .modelFailed(let name, let error): return modelFailed(name, error)
    case .modelsListed(let rows): modelsListed(rows)
    case .sessionsListed(let summaries): sessionsListed(summaries)
    case .sessionOpened(let opened): return sessionOpened(opened)
    case .sessionRefused(let rescue): sessionRefused(rescue)
    case .sessionSaved:
      if session.unkept != nil { showStatus(.done, "everything is kept again") }
      session.unkept = nil
      session.savedAt = clock
    case .journalSynced:
      if session.unkept == nil { session.savedAt = clock }
    case .notKept(let reason): notKept(reason)
    case .sessionCreated(let id):
      session.id = id
      session.unkept = nil
      session.savedAt = clock
      showStatus(.done, "everything is kept again, as \(id)")
    case .memoryMeasured(let resident, let tensors):
      memoryMeasured(resident: resident, tensors: tensors)
    case .noticed(let words): showStatus(.reason, words)
    case .pathFailed(let path, let error): pathFailed(path, error)
    case .exampleKept(let id):
      session.id = id
      session.isExample = false
      session.savedAt = clock
      showStatus(.done, "this is your own copy now; the example stays as it is")
    case .sessionCopied(let name, let path):
      showStatus(.done, "copied as \(name)", copy: path)
    case .filesExported(let files): filesExported(files)
    case .exportProgress(let fraction): progress(.exporting, fraction)
    case .templatesListed(let templates):
      guard case .newMap(var new) = cards.card else { return [] }
      new.templates = templates
      cards.card = .newMap(new)
    case .pathCompleted(let typed, let path):
      guard case .newMap(var new) = cards.card, new.path.text == typed else { return [] }
      new.path = InputText(path)
      cards.card = .newMap(new)
      return listFiles()
    case .filesListed(let path, let choices): filesListed(for: path, choices)
    case .mapRead(let path, let reading): return mapRead(reading, from: path)
    case .photoRead(let name, let image, let use):
      closePhotoCard()
      picture.photos.pictures[name] = image
      return self.use(photo: name, as: use)
    case .photoRestored(let name, let image):
      picture.photos.pictures[name] = image
      return picture.settings.stylePhoto == name ? requestPicture(changed: nil) : []
    case .photoLabelled(let request, let map): return photoLabelled(request, map)
    case .labellingFailed(let error):
      endWork(.labelling)
      note(error)
    case .projectionProgress(let fraction): progress(.projecting, fraction)
    case .photoProjected(let found): return photoProjected(found)
    case .projectionFailed(let error):
      endWork(.projecting)
      note(error)
    case .directionRead(let path, let direction): return directionRead(direction, from: path)
    case .latentRead(let path, let source): return latentRead(source, from: path)
    case .learningListed(let runs): return learningListed(runs)
    case .learningStarted(let name): return learningStarted(name)
    case .learningPlanned(let path, let preset, let words):
      learningPlanned(path, preset, words)
    case .latentWritten(let path):
      showStatus(.done, "written: \(path)", copy: path)
    case .effectFailed(let userFacingError): note(userFacingError)
    case .exportFailed(let userFacingError):
      endWork(.exporting)
      note(userFacingError)
    }
    return []
  }

  /// The studio is on the screen: load the model, read the photos.
  private mutating func started(_ name: String?) -> [Effect] {
    if !preferences.tourDone { cards.tour = Tour() }
    leaveBox()
    var effects = restorePhotos()
    // A session without a model takes the one given when it is there, with its statistics.
    if let name = picture.settings.model ?? name {
      effects += load(name)
    } else {
      showStatus(.reason, "no model: M chooses one; painting works already")
    }
    return effects
  }

  /// Nothing is kept: the header says so for as long as it is true, and saving is tried again.
  private mutating func notKept(_ reason: String) {
    if session.unkept != reason { note(StatusLine(.failure, "✗ nothing is kept: \(reason)")) }
    session.unkept = reason
    session.needsCheckpoint = true
  }

  private mutating func modelsListed(_ rows: [ModelRow]) {
    guard case .models(var list) = cards.card else { return }
    list.all = rows + [.learn]
    list.narrow { row, text in row.name.contains(text) }
    if let current = list.rows.firstIndex(where: { $0.name == picture.settings.model }) {
      list.selected = current
    }
    cards.card = .models(list)
  }

  private mutating func sessionsListed(_ summaries: [SessionSummary]) {
    guard case .sessions(var list) = cards.card else { return }
    let chosen = list.selected
    list.all = summaries.map { .session($0) } + [.new]
    list.narrow { row, text in
      guard case .session(let summary) = row else { return true }
      return summary.name.lowercased().contains(text.lowercased())
    }
    list.selected = min(chosen, max(0, list.rows.count - 1))
    cards.card = .sessions(list)
  }

  /// Shows a session that was opened; the model stays loaded when it is the same.
  private mutating func sessionOpened(_ opened: OpenedSession) -> [Effect] {
    var next = StudioState(
      opened.contents, sessionID: opened.id, preferences: preferences)
    next.session.isReadOnly = opened.isReadOnly
    next.session.isExample = opened.isExample
    next.session.savedAt = clock
    next.session.lastCheckpoint = clock
    next.session.needsCheckpoint = opened.recoveredSteps > 0
    next.clock = clock
    next.windowRows = windowRows
    next.memoryMeasuredAt = memoryMeasuredAt
    next.messages = messages
    next.commands.recent = commands.recent
    next.model = model
    next.machine = machine
    next.work = work
    next.learning = learning
    next.cards.tour = cards.tour
    next.timeline.playback.stamp = timeline.playback.stamp + 1
    next.picture.latestStamp = picture.latestStamp + 1  // frames of the old session are stale
    self = next
    if let remark = opened.remark {
      showStatus(.done, remark)
    } else if opened.recoveredSteps > 0 {
      showStatus(
        .done,
        "\(opened.contents.name): \(counted(opened.recoveredSteps, "act")) came back from the journal"
      )
    } else if opened.isExample {
      showStatus(.done, "\(opened.contents.name), an example: your first act makes an own copy")
    } else if opened.isReadOnly {
      showStatus(.reason, "open to look, not to change; S makes a copy")
    } else {
      showStatus(.done, "\(opened.contents.name) is open")
    }
    var effects = restorePhotos()
    if let name = picture.settings.model, name != model.loadedName {
      effects += load(name)
    } else {
      if picture.settings.model == nil { picture.settings.model = model.loadedName }
      effects += requestPicture(changed: nil) + rememberFilm()
    }
    return effects
  }

  mutating func note(_ userFacingError: UserFacingError) {
    note(StatusLine(.failure, userFacingError.line))
    if userFacingError.kept.isEmpty, userFacingError.advice.isEmpty {
      statusLine = StatusLine(.failure, userFacingError.line)
    } else {
      cards.card = .userFacingError(userFacingError)
    }
  }
}
