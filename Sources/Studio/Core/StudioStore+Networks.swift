import Sessions
import Synthesis

/// Effects that reach the networks.
extension StudioStore {
  /// Long work beside the store: what it comes to is posted, a failure in words too; whoever was
  /// stopped says nothing, the painter knows.
  /// - Parameters:
  ///   - postsAlways: Whether a result that came although the work was stopped is news.
  ///   - body: The work.
  ///   - failed: What a failure is posted as.
  private func work(
    _ priority: TaskPriority, postsAlways: Bool = false,
    _ body: @escaping @Sendable () async throws -> Arrival,
    failed: @escaping @Sendable (any Error) -> Arrival
  ) -> Task<Void, Never> {
    let mailbox = mailbox
    return Task.detached(priority: priority) {
      do {
        let arrival = try await body()
        if postsAlways || !Task.isCancelled { mailbox.post(.arrived(arrival)) }
      } catch is CancellationError {
        // Something newer is on its way, or the painter stopped it.
      } catch {
        if postsAlways || !Task.isCancelled { mailbox.post(.arrived(failed(error))) }
      }
    }
  }

  /// Renders instead of anything rendered now. A picture that was ready when a newer one was asked for
  /// is shown meanwhile.
  func render(_ request: RenderRequest) {
    rendering?.cancel()
    walkRendering?.cancel()
    thumbnail?.cancel()
    let renderer = services.renderer
    let mailbox = mailbox
    rendering = work(.utility, postsAlways: true) {
      .frameArrived(
        try await renderer.render(request) { mailbox.post(.arrived(.frameArrived($0))) })
    } failed: {
      .renderFailed(stamp: request.stamp, synthesisError($0))
    }
  }

  /// Renders a frame of the walk; whatever the hand asks for stops it.
  func renderAhead(_ wish: FrameWish) {
    walkRendering?.cancel()
    let renderer = services.renderer
    walkRendering = work(.background, postsAlways: true) {
      let request = wish.request
      try Task.checkCancellation()
      return .walkFrameArrived(try await renderer.render(request))
    } failed: {
      .walkFailed(stamp: wish.stamp, synthesisError($0))
    }
  }

  /// Renders a thumbnail instead of any in work; it is asked for again after the picture.
  func renderThumbnail(_ request: RenderRequest) {
    thumbnail?.cancel()
    let renderer = services.renderer
    thumbnail = work(.background) {
      .thumbnailArrived(try await renderer.render(request))
    } failed: {
      .thumbnailFailed(stamp: request.stamp, synthesisError($0))
    }
  }

  /// Loads a model instead of any being loaded.
  func load(_ name: String) {
    loading?.cancel()
    let renderer = services.renderer
    loading = work(.utility) {
      .modelLoaded(try await renderer.load(name))
    } failed: {
      .modelFailed(name: name, synthesisError($0))
    }
  }

  /// Renders in float32 and writes files.
  func export(_ request: ExportRequest) {
    exporting?.cancel()
    let renderer = services.renderer
    let exporter = services.exporter
    let writesSidecar = state.preferences.writesSidecar
    exporting = work(.utility, postsAlways: true) {
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
      return .filesExported(files.map { ExportedFile(path: $0.url.path, bytes: $0.bytes) })
    } failed: {
      .exportFailed(userFacingError($0, title: "Not exported: \(request.name)"))
    }
  }

  /// Renders the walk in float32 and writes it, between whatever the hand asks for.
  func export(_ request: WalkExportRequest) {
    exporting?.cancel()
    let write = services.exportWalk
    let mailbox = mailbox
    exporting = work(.background, postsAlways: true) {
      .filesExported(
        try await write(request) { mailbox.post(.arrived(.exportProgress($0))) })
    } failed: {
      .exportFailed(userFacingError($0, title: "Not exported: \(request.name)"))
    }
  }

  /// Finds out what it will take to learn a photo, instead of anything asked before.
  func plan(_ path: String, _ preset: LearningPreset) {
    planning?.cancel()
    let learning = services.learning
    planning = work(.utility) {
      .learningPlanned(path: path, preset, try await learning.plan(path, preset))
    } failed: {
      .pathFailed(path: path, userFacingError($0, title: "Not learned: \(path)"))
    }
  }

  /// Projects a photo, beside whatever else is done.
  func project(_ request: ProjectionRequest) {
    projecting?.cancel()
    let project = services.project
    let mailbox = mailbox
    projecting = work(.background) {
      .photoProjected(
        try await project(request) { mailbox.post(.arrived(.projectionProgress($0))) })
    } failed: {
      .projectionFailed(userFacingError($0, title: "Not projected: \(request.name)"))
    }
  }

  /// Labels a photo, beside whatever else is done.
  func label(_ request: LabellingRequest) {
    labelling?.cancel()
    let label = services.labelPhoto
    labelling = work(.utility) {
      .photoLabelled(request, try await label(request))
    } failed: {
      .labellingFailed(userFacingError($0, title: "Not labelled: \(request.name)"))
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
