import Canvas
import Sessions

/// The rows of the Inspector.
extension StudioState {
  /// Arrows in the Inspector: ↑↓ row, ←→ change.
  mutating func changeInspector(_ direction: Direction) -> [Effect] {
    switch direction {
    case .up: moveInspector(by: -1)
    case .down: moveInspector(by: 1)
    case .left: return changeInspectorRow(by: -1)
    case .right: return changeInspectorRow(by: 1)
    }
    return []
  }

  /// Keys while the Inspector is focused.
  mutating func pressInInspector(_ key: PaneKey) -> [Effect] {
    switch key {
    case .space: return changeInspectorRow(by: 1)
    case .enter: return openInspectorBox(typing: "")
    case .digit(let digit): return openInspectorBox(typing: String(digit))
    case .less: return changeInspectorRow(by: -10)
    case .more: return changeInspectorRow(by: 10)
    case .tab(let backwards): moveInspector(by: backwards ? -3 : 3)
    case .delete: return resetInspectorRow()
    case .home: inspectorRow = .tool
    case .end: inspectorRow = .photo
    case .before, .after, .pageUp, .pageDown, .escape: break
    }
    return []
  }

  private mutating func moveInspector(by rows: Int) {
    let all = leftPane == .map ? InspectorRow.allCases : [.seed, .psi, .statistics, .precision]
    let row = (all.firstIndex(of: inspectorRow) ?? 0) + rows
    inspectorRow = all[min(max(0, row), all.count - 1)]
  }

  private mutating func changeInspectorRow(by steps: Int) -> [Effect] {
    switch inspectorRow {
    case .tool: turnTool(by: steps.signum())
    case .brush:
      return turn(.brushSize, to: Double(editing.toolState.brush.size + steps), isDrag: false)
    case .mirror: turnMirror()
    case .object: turnPolicy()
    case .objectStyle: return guarded(.styles) { $0.stepKeptStyle(by: steps.signum()) }
    case .nudge1, .nudge2, .nudge3:
      guard let channel = inspectorRow.nudgedChannel else { return [] }
      let value = Double(shownStyle.offset(channel)) + 0.1 * Double(steps)
      return turn(.nudge(channel), to: value, isDrag: false)
    case .seed:
      if capabilities?.latent == nil, hasStyles { return stepSeed(by: steps) }
      guard let seed = picture.settings.seed else { return [] }
      let next = seed &+ UInt32(bitPattern: Int32(steps))
      return guarded(.die) { $0.changeSeed(to: next, word: nil) }
    case .psi:
      return turn(
        .psi, to: picture.settings.latent.truncationPsi + 0.05 * Double(steps), isDrag: false)
    case .style: return guarded(.styleFromSeed) { $0.takeStyleFromSeed() }
    case .statistics: return guarded(.statistics) { $0.toggleStatistics() }
    case .precision: return togglePrecision()
    case .photo:
      return guarded(.photoUnder) { state in
        state.view.showsPhotoUnder.toggle()
        return []
      }
    }
    return []
  }

  private mutating func turnTool(by step: Int) {
    let tools = Tool.allCases
    let index = (tools.firstIndex(of: editing.toolState.tool) ?? 0) + step
    let tool = tools[(index + tools.count) % tools.count]
    guard tool != .stamp || editing.toolState.clipboard != nil else { return }
    editing.toolState.tool = tool
    refreshPreview()
  }

  private mutating func openInspectorBox(typing text: String) -> [Effect] {
    let subject: InputBox.Subject
    switch inspectorRow {
    case .brush: subject = .brushSize
    case .seed: subject = .seed
    case .psi: subject = .psi
    case .nudge1, .nudge2, .nudge3: subject = .nudge(inspectorRow.nudgedChannel ?? 0)
    case .tool, .mirror, .object, .objectStyle, .style, .statistics, .precision, .photo:
      return text.isEmpty ? changeInspectorRow(by: 1) : []
    }
    let command: StudioCommand =
      switch subject {
      case .seed: .typeSeed
      case .psi: .typePsi
      case .nudge: .styles
      case .mixSeed, .cutoff, .layerPsi, .noiseSeed, .direction: .typePsi
      case .pyramid, .noiseBoxSeed: .typeSeed
      case .brushSize, .amount, .frame, .keyframeName, .starName: .typeNumber
      }
    return guarded(command) { state in
      state.openBox(subject)
      return text.isEmpty ? [] : state.type(text)
    }
  }

  private mutating func resetInspectorRow() -> [Effect] {
    switch inspectorRow {
    case .brush: editing.toolState.brush = Brush()
    case .mirror: editing.toolState.mirror = []
    case .object: editing.toolState.policies[editing.toolState.label] = nil
    case .psi: return guarded(.typePsi) { $0.changePsi(to: 1, amending: nil) }
    case .seed: return guarded(.typeSeed) { $0.takeSeed(0, word: nil) }
    case .objectStyle: return guarded(.styles) { $0.give(nil) }
    case .nudge1, .nudge2, .nudge3:
      guard let channel = inspectorRow.nudgedChannel else { return [] }
      return guarded(.styles) { $0.changeNudge(channel, to: 0, amending: nil) }
    case .style: return guarded(.styleFromSeed) { $0.takeStyleFromSeed() }
    case .photo: view.showsPhotoUnder = false
    case .tool, .statistics, .precision: break
    }
    return []
  }

  /// Does something if its command can be given, else says why not.
  private mutating func guarded(
    _ command: StudioCommand, _ body: (inout StudioState) -> [Effect]
  ) -> [Effect] {
    if let reason = command.availability(in: self).reason {
      showStatus(.reason, reason)
      return []
    }
    return body(&self)
  }
}
