import Sessions
import Synthesis

/// Effects that reach the networks.
extension StudioStore {
  /// Renders instead of anything rendered now.
  func render(_ request: RenderRequest) {
    rendering?.cancel()
    walkRendering?.cancel()
    thumbnail?.cancel()
    let renderer = services.renderer
    let mailbox = mailbox
    rendering = Task.detached(priority: .utility) {
      do {
        let frame = try await renderer.render(request) { mailbox.post(.arrived(.frameArrived($0))) }
        mailbox.post(.arrived(.frameArrived(frame)))
      } catch is CancellationError {
        // A newer request is on its way.
      } catch {
        mailbox.post(.arrived(.renderFailed(stamp: request.stamp, synthesisError(error))))
      }
    }
  }

  /// Renders a frame of the walk; whatever the hand asks for stops it.
  func renderAhead(_ wish: FrameWish) {
    walkRendering?.cancel()
    let renderer = services.renderer
    let mailbox = mailbox
    walkRendering = Task.detached(priority: .background) {
      do {
        let request = wish.request
        try Task.checkCancellation()
        mailbox.post(.arrived(.walkFrameArrived(try await renderer.render(request))))
      } catch is CancellationError {
        // The hand was quicker.
      } catch {
        mailbox.post(.arrived(.walkFailed(stamp: wish.stamp, synthesisError(error))))
      }
    }
  }

  /// Renders a thumbnail instead of any in work.
  func renderThumbnail(_ request: RenderRequest) {
    thumbnail?.cancel()
    let renderer = services.renderer
    let mailbox = mailbox
    thumbnail = Task.detached(priority: .background) {
      do {
        let frame = try await renderer.render(request)
        if !Task.isCancelled { mailbox.post(.arrived(.thumbnailArrived(frame))) }
      } catch is CancellationError {
        // The picture comes first; the thumbnail is asked for again.
      } catch {
        if Task.isCancelled { return }
        mailbox.post(
          .arrived(.thumbnailFailed(stamp: request.stamp, synthesisError(error))))
      }
    }
  }

  /// Loads a model instead of any being loaded.
  func load(_ name: String) {
    loading?.cancel()
    let renderer = services.renderer
    let mailbox = mailbox
    loading = Task.detached(priority: .utility) {
      do {
        let description = try await renderer.load(name)
        if !Task.isCancelled { mailbox.post(.arrived(.modelLoaded(description))) }
      } catch is CancellationError {
        // Stopped by the painter, who knows.
      } catch {
        if Task.isCancelled { return }
        mailbox.post(.arrived(.modelFailed(name: name, synthesisError(error))))
      }
    }
  }

  /// Renders in float32 and writes files.
  func export(_ request: ExportRequest) {
    exporting?.cancel()
    let renderer = services.renderer
    let exporter = services.exporter
    let writesSidecar = state.preferences.writesSidecar
    let mailbox = mailbox
    exporting = Task.detached(priority: .utility) {
      do {
        var content = Exporter.Content()
        if request.kind != .picture { content.map = request.map }
        if let wish = request.request {
          content.picture = try await renderer.render(wish).image
          if writesSidecar || request.command.reads(".json") {
            content.sidecar = { request.sidecar(named: $0) }
          }
        }
        try Task.checkCancellation()
        let files = try exporter.write(content, named: request.name)
        mailbox.post(
          .arrived(.filesExported(files.map { ExportedFile(path: $0.url.path, bytes: $0.bytes) })))
      } catch is CancellationError {
        // Stopped by the painter, who knows.
      } catch {
        mailbox.post(
          .arrived(.exportFailed(userFacingError(error, title: "Not exported: \(request.name)"))))
      }
    }
  }

  /// Renders the walk in float32 and writes it, between whatever the hand asks for.
  func export(_ request: WalkExportRequest) {
    exporting?.cancel()
    let write = services.exportWalk
    let mailbox = mailbox
    exporting = Task.detached(priority: .background) {
      do {
        let files = try await write(request) { mailbox.post(.arrived(.exportProgress($0))) }
        mailbox.post(.arrived(.filesExported(files)))
      } catch is CancellationError {
        // Stopped by the painter, who knows.
      } catch {
        mailbox.post(
          .arrived(.exportFailed(userFacingError(error, title: "Not exported: \(request.name)"))))
      }
    }
  }

  /// Finds out what it will take to learn a photo, instead of anything asked before.
  func plan(_ path: String, _ preset: LearningPreset) {
    planning?.cancel()
    let learning = services.learning
    let mailbox = mailbox
    planning = Task.detached(priority: .utility) {
      do {
        let words = try await learning.plan(path, preset)
        if Task.isCancelled { return }
        mailbox.post(.arrived(.learningPlanned(path: path, preset, words)))
      } catch {
        if Task.isCancelled { return }
        let failure = userFacingError(error, title: "Not learned: \(path)")
        mailbox.post(.arrived(.pathFailed(path: path, failure)))
      }
    }
  }

  /// Projects a photo, beside whatever else is done.
  func project(_ request: ProjectionRequest) {
    projecting?.cancel()
    let project = services.project
    let mailbox = mailbox
    projecting = Task.detached(priority: .background) {
      do {
        let found = try await project(request) {
          mailbox.post(.arrived(.projectionProgress($0)))
        }
        try Task.checkCancellation()
        mailbox.post(.arrived(.photoProjected(found)))
      } catch is CancellationError {
        // Stopped by the painter, who knows.
      } catch {
        if Task.isCancelled { return }
        mailbox.post(
          .arrived(
            .projectionFailed(userFacingError(error, title: "Not projected: \(request.name)"))))
      }
    }
  }

  /// Labels a photo, beside whatever else is done.
  func label(_ request: LabellingRequest) {
    labelling?.cancel()
    let label = services.labelPhoto
    let mailbox = mailbox
    labelling = Task.detached(priority: .utility) {
      do {
        let map = try await label(request)
        try Task.checkCancellation()
        mailbox.post(.arrived(.photoLabelled(request, map)))
      } catch is CancellationError {
        // Stopped by the painter, who knows.
      } catch {
        if Task.isCancelled { return }
        mailbox.post(
          .arrived(
            .labellingFailed(userFacingError(error, title: "Not labelled: \(request.name)"))))
      }
    }
  }

  func cancelAll() {
    labelling?.cancel()
    planning?.cancel()
    projecting?.cancel()
    rendering?.cancel()
    walkRendering?.cancel()
    thumbnail?.cancel()
    loading?.cancel()
    exporting?.cancel()
  }
}

extension ExportRequest {
  /// How the picture is made, for files of a name.
  fileprivate func sidecar(named name: String) -> Exporter.Sidecar {
    let set = map.labelSet
    let applied = styles.map { ($0.objectText(in: set), $0.styleText) }
    return Exporter.Sidecar(
      settings: settings, labelSet: set.name, command: command.line(named: name),
      styles: Dictionary(applied) { first, _ in first })
  }
}

/// Any failure of the networks as the contract's own error.
func synthesisError(_ error: any Error) -> SynthesisError {
  error as? SynthesisError ?? SynthesisError(what: "\(error)")
}

/// Any failure in words.
func userFacingError(_ error: any Error, title: String) -> UserFacingError {
  switch error {
  case let userFacingError as UserFacingError: userFacingError
  case let error as SynthesisError:
    UserFacingError(title: title, what: error.what, place: error.location, advice: error.advice)
  default: UserFacingError(title: title, what: "\(error)")
  }
}
