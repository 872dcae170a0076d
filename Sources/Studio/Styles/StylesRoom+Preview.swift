import Canvas
import Imaging
import Sessions
import Synthesis

/// The Styles pane: previewing, keeping, nudging, copying.
extension StylesRoom {
  /// `a`: the Styles pane; again: away, without preview.
  mutating func toggleStyles() {
    if view.focus == .styles {
      closeDock(.styles)
      focus(.map)
    } else {
      focus(.styles)
    }
  }

  /// Keys while Styles is focused.
  mutating func pressInStyles(_ key: PaneKey) -> [Effect] {
    switch key {
    case .space: return flipPreviewStyle()
    case .enter:
      let effects = keepPreviewStyle()
      focus(.map)
      return effects
    case .digit(let digit): return previewStyle(cluster: digit == 0 ? 9 : digit - 1)
    case .less: return nudgePreviewStyle(by: -0.1)
    case .more: return nudgePreviewStyle(by: 0.1)
    case .before, .pageUp: return stepPreviewStyle(by: -10)
    case .after, .pageDown: return stepPreviewStyle(by: 10)
    case .tab(let backwards):
      let count = max(1, styleChannels)
      styles.component = (styles.component + (backwards ? count - 1 : 1)) % count
    case .delete: return resetStyle()
    case .home: return previewStyle(cluster: 0)
    case .end: return previewStyle(cluster: styleCount(of: styleSubject.label) - 1)
    case .escape: break
    }
    return []
  }

  /// Arrows: the next style is previewed.
  mutating func stepPreviewStyle(by steps: Int) -> [Effect] {
    let count = styleCount(of: styleSubject.label)
    guard count > 0 else { return showNoStyles() }
    guard let present = shownStyle.cluster else {
      return previewStyle(cluster: steps > 0 ? 0 : count - 1)
    }
    return previewStyle(cluster: min(max(0, present + steps), count - 1))
  }

  /// Shows a cluster's style to look at it.
  mutating func previewStyle(cluster: Int) -> [Effect] {
    let count = styleCount(of: styleSubject.label)
    guard count > 0 else { return showNoStyles() }
    guard (0..<count).contains(cluster) else {
      showStatus(.reason, "\(objectName(styleSubject)) has \(count) styles")
      return []
    }
    return previewStyle(InstanceStyle(cluster: cluster))
  }

  /// Shows a style to look at it; `nil` drops the preview. A picture that is at hand is shown at
  /// once.
  mutating func previewStyle(_ style: InstanceStyle?, surprise: UInt32? = nil) -> [Effect] {
    if session.isReadOnly { return refuseReadOnly() }
    let isNew = style != appliedStyle(of: styleSubject)
    if styles.previewed == nil, isNew { beginComparison() }
    styles.previewed = isNew ? style : nil
    styles.setAside = nil
    styles.surpriseSeed = surprise
    styles.styledObject = styleSubject
    if styles.previewed == nil { endComparison() }
    return showPreviewStyle()
  }

  /// Takes off what is previewed.
  mutating func dropPreviewStyle() -> [Effect] {
    guard styles.previewed != nil || styles.setAside != nil else { return [] }
    let wasShown = styles.previewed != nil
    styles.previewed = nil
    styles.setAside = nil
    styles.surpriseSeed = nil
    endComparison()
    return wasShown ? showPreviewStyle() : []
  }

  /// Space: as kept, and as tried again.
  private mutating func flipPreviewStyle() -> [Effect] {
    if let previewed = styles.previewed {
      let effects = previewStyle(nil)
      styles.setAside = previewed
      return effects
    }
    guard let other = styles.setAside else {
      showStatus(.reason, "nothing tried on: ← → try the next style")
      return []
    }
    return previewStyle(other)
  }

  /// Enter: what is previewed is kept.
  private mutating func keepPreviewStyle() -> [Effect] {
    guard let style = styles.previewed else { return [] }
    return give(style)
  }

  /// Gives the subject a style, as one undo step; `nil` takes its own away.
  mutating func give(
    _ style: InstanceStyle?, named name: String? = nil, amending first: PictureSettings? = nil
  ) -> [Effect] {
    let subject = styleSubject
    let who = objectName(subject)
    let old = first?.keptStyle(of: subject) ?? appliedStyle(of: subject)
    styles.previewed = nil
    styles.setAside = nil
    var next = picture.settings
    if subject.number == 0 {
      // What is kept for a label is for what comes: objects that are there stay as they are.
      for object in editing.document.allObjects
      where object.label == subject.label && object.number != 0
        && next.instanceStyles[object.number] == nil
      {
        next.instanceStyles[object.number] = appliedStyle(of: object)
      }
    }
    next[styleOf: subject] = style
    let new = style ?? next.keptStyle(of: subject) ?? appliedStyle(of: subject)
    let change = name ?? "style \(words(for: old)) → \(words(for: new)), \(who)"
    return self.change({ _, _ in change }, amending: first) { $0 = next }
  }

  /// `A`: the subject's style, as it is seen, on all of its label.
  mutating func giveToAll() -> [Effect] {
    let style = shownStyle
    let label = styleSubject.label
    let name = editing.document.labelSet.name(of: Int(label))
    let objects = editing.document.objects(of: label)
    styles.previewed = nil
    styles.setAside = nil
    let who = objects.isEmpty ? name : "all \(counted(objects.count, name))"
    let words = "style \(words(for: style)), \(who)"
    return change({ _, _ in words }) { settings in
      settings.labelStyles[label] = style
      for object in objects { settings.instanceStyles[object.id.number] = style }
    }
  }

  /// Del: the subject loses its own style and has that of its label again.
  private mutating func resetStyle() -> [Effect] {
    let subject = styleSubject
    guard picture.settings[styleOf: subject] != nil else {
      let effects = dropPreviewStyle()
      if effects.isEmpty { showStatus(.reason, "\(objectName(subject)) has no style of its own") }
      return effects
    }
    return give(nil)
  }

  /// `[` and `]`: moves the style that is seen along the focused channel.
  private mutating func nudgePreviewStyle(by step: Float) -> [Effect] {
    let channel = styles.component
    let value = nudged(shownStyle.offset(channel) + step)
    let effects = previewStyle(shownStyle.nudged(channel, to: value, of: styleChannels))
    showStatus(.done, "component \(channel + 1) \(signed(Double(value)))")
    return effects
  }

  /// Sets one number of the subject's offset, as one undo step; a run of steps is one undo step.
  mutating func changeNudge(
    _ channel: Int, to value: Double, amending first: PictureSettings? = nil
  ) -> [Effect] {
    let style = shownStyle.nudged(channel, to: nudged(Float(value)), of: styleChannels)
    guard style != appliedStyle(of: styleSubject) else { return [] }
    return give(style, amending: first)
  }

  /// A part to nudge by, brought into range, in hundredths.
  private func nudged(_ value: Float) -> Float {
    (min(max(value, -largestNudge), largestNudge) * 100).rounded() / 100
  }

  /// `y` while Styles is focused: copies the style that is seen.
  mutating func copyStyle() -> [Effect] {
    let subject = styleSubject
    styles.clipboard.copied = CopiedStyle(label: subject.label, style: shownStyle)
    markUnsaved()
    showStatus(
      .done, "copied style \(words(for: shownStyle)) of \(objectName(subject)); P pastes it")
    return []
  }

  /// Copies the styles that a stamp's objects wear, and that of the selected object.
  mutating func copyStyles(of stamp: Stamp) {
    styles.clipboard.stamp = [:]
    for (label, number) in zip(stamp.labels.elements, stamp.instances.elements)
    where number != 0 && styles.clipboard.stamp[number] == nil {
      let object = ObjectID(label: label, number: number)
      styles.clipboard.stamp[number] =
        hasStyles ? appliedStyle(of: object) : picture.settings.keptStyle(of: object)
    }
    if hasStyles, let object = editing.selection?.objects.first {
      styles.clipboard.copied = CopiedStyle(label: object.label, style: appliedStyle(of: object))
    }
  }

  /// `P`: gives the subject the copied style. In another class its cluster means nothing: there
  /// the feature itself is taken.
  mutating func pasteStyle() -> [Effect] {
    guard let copied = styles.clipboard.copied else { return [] }
    let subject = styleSubject
    var style = copied.style
    if copied.label != subject.label, style.cluster != nil {
      guard let feature = feature(of: style, label: copied.label) else {
        let name = editing.document.labelSet.name(of: Int(copied.label))
        showStatus(
          .reason, "a style of \(name), and this model does not tell where it lies for others")
        return []
      }
      style = InstanceStyle(offset: feature)
    }
    return give(style, named: "pasted style \(words(for: style)), \(objectName(subject))")
  }

  private mutating func showNoStyles() -> [Effect] {
    let name = editing.document.labelSet.name(of: Int(styleSubject.label))
    showStatus(.reason, "no styles known for \(name); it has the neutral one; d tries random ones")
    return []
  }

  /// Shows the subject as it is styled now: a thumbnail that is the very picture, else a new one.
  private mutating func showPreviewStyle() -> [Effect] {
    let style = shownStyle
    if let cluster = style.cluster, style == InstanceStyle(cluster: cluster),
      let thumbnail = styles.strip.thumbnails[cluster], thumbnail.isCurrent,
      thumbnail.frame.precision == preferences.livePrecision, picture.stale == 0,
      !picture.wantsExact
    {
      return showReady(thumbnail.frame)
    }
    let styledObject = styledObject.map { editing.document.mask(of: .of($0)).bounds }
    return requestPicture(changed: styledObject ?? .nowhere)
  }
}

extension InstanceStyle {
  /// The same style with one number of its offset set, of `channels` numbers.
  func nudged(_ channel: Int, to value: Float, of channels: Int) -> InstanceStyle {
    var style = self
    var offset = (0..<max(channels, channel + 1)).map { self.offset($0) }
    offset[channel] = value
    style.offset = offset.contains { $0 != 0 } ? offset : []
    return style
  }
}

/// A number with its sign: `+0.30`.
public func signed(_ value: Double) -> String { (value < 0 ? "" : "+") + decimal(value, 2) }

/// Styles by mouse and in the Inspector.
extension StylesRoom {
  /// A click on a thumbnail tries it on, another one keeps it.
  mutating func styleClicked(_ cluster: Int) -> [Effect] {
    beginInput()
    focus(.styles)
    if styles.previewed == InstanceStyle(cluster: cluster) { return keepPreviewStyle() }
    return previewStyle(cluster: cluster)
  }

  /// A thumbnail dragged onto the map: the object there gets its style; elsewhere nothing happens.
  mutating func styleDropped(_ cluster: Int, at point: PixelPoint) -> [Effect] {
    beginInput()
    guard let object = editing.document.object(at: point) else { return [] }
    guard object.label == styleSubject.label else {
      let name = editing.document.labelSet.name(of: Int(styleSubject.label))
      showStatus(.reason, "this is a style of \(name); y and P carry styles over to other labels")
      return []
    }
    let effects = dropPreviewStyle()
    select(object, at: point)
    return effects + give(InstanceStyle(cluster: cluster))
  }

  /// The style row of the Inspector: the next style, kept at once.
  mutating func stepKeptStyle(by step: Int) -> [Effect] {
    let count = styleCount(of: styleSubject.label)
    guard count > 0 else { return showNoStyles() }
    let present = shownStyle.cluster ?? (step > 0 ? -1 : count)
    return give(InstanceStyle(cluster: min(max(0, present + step), count - 1)))
  }
}

/// Largest part a style is nudged by.
private let largestNudge: Float = 2
