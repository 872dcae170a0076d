import Canvas
import Imaging
import Sessions
import Synthesis

/// The strip of thumbnails: made in the background, nearest style first, after the picture.
extension StylesRoom {
  /// After every action: what is previewed comes off when the subject or the focus changes, and the
  /// next thumbnail is asked for when nothing more urgent waits.
  mutating func tendStyles() -> [Effect] {
    guard hasStyles else {
      styles.reset()
      return []
    }
    refreshTranslation()
    var effects: [Effect] = []
    let isLooking = view.focus == .styles || view.focus == .inspector
    let hasPreview = styles.previewed != nil || styles.setAside != nil
    if hasPreview, !isLooking || styles.styledObject != styleSubject {
      effects += dropPreviewStyle()
    }
    if editing.gesture?.isStroke == true { return effects }
    return effects + tendStrip()
  }

  private mutating func tendStrip() -> [Effect] {
    let subject = styleSubject
    guard showsStyles, styleCount(of: subject.label) > 0, let styledObject = styledObject,
      var base = makeRequest(stamp: 0, precision: preferences.livePrecision)
    else { return stopStrip() }
    base.conditioning[styleOf: styledObject] = nil
    if styles.strip.subject != subject { styles.strip.thumbnails = [:] }
    if styles.strip.base != base || styles.strip.subject != subject {
      for cluster in styles.strip.thumbnails.keys {
        styles.strip.thumbnails[cluster]?.isCurrent = false
      }
      styles.strip.base = base
      styles.strip.subject = subject
      styles.strip.rendering = nil
      styles.strip.failure = nil
    }
    guard styles.strip.rendering == nil, styles.strip.failure == nil, isIdle,
      let next = styleOrder.first(where: { styles.strip.thumbnails[$0]?.isCurrent != true })
    else { return [] }
    styles.strip.ticket += 1
    styles.strip.rendering = next
    base.stamp = styles.strip.ticket
    base.conditioning[styleOf: styledObject] = InstanceStyle(cluster: next)
    return [.renderThumbnail(base)]
  }

  /// The thumbnail in work is not wanted.
  mutating func dropStyleThumbnail() { styles.strip.rendering = nil }

  /// Stops a thumbnail in work.
  mutating func stopStrip() -> [Effect] {
    guard styles.strip.rendering != nil else { return [] }
    styles.strip.rendering = nil
    return [.cancelThumbnail]
  }

  /// Whether the networks have nothing more urgent to do than a thumbnail.
  var isIdle: Bool {
    picture.image != nil && !picture.isRendering && !picture.wantsAnother && !picture.isStopped
      && picture.failure == nil && picture.stale == 0 && work.isEmpty
      && timeline.playback.ahead == nil
  }

  /// A thumbnail came; a stale one changes nothing.
  mutating func thumbnailArrived(_ frame: Frame) {
    if frame.stamp < 0 { return seedThumbnailArrived(frame) }
    guard frame.stamp == styles.strip.ticket, let cluster = styles.strip.rendering else { return }
    styles.strip.rendering = nil
    styles.strip.thumbnails[cluster] = StyleStrip.Thumbnail(frame: frame)
    styles.strip.seconds = Array((styles.strip.seconds + [frame.seconds]).suffix(8))
  }

  /// No thumbnail came: the strip stops until something changes.
  mutating func thumbnailFailed(stamp: Int, _ error: SynthesisError) {
    if stamp < 0 { return seedThumbnailFailed(stamp: stamp, error) }
    guard stamp == styles.strip.ticket, styles.strip.rendering != nil else { return }
    styles.strip.rendering = nil
    styles.strip.failure = error
    note(StatusLine(.failure, "✗ no thumbnails: \(error.description)"))
  }
}

/// What views ask.
extension StudioState {
  /// Whether the strip is on the screen.
  public var showsStyles: Bool { view.focus == .styles || view.docks.contains(.styles) }

  /// The clusters of the subject's label, the nearest to the style it keeps first.
  public var styleOrder: [Int] {
    let subject = styleSubject
    let kept = appliedStyle(of: subject)
    let home = feature(of: kept, label: subject.label)
    let distances = (0..<styleCount(of: subject.label)).map { cluster -> Float in
      guard let home,
        let feature = feature(of: InstanceStyle(cluster: cluster), label: subject.label)
      else { return Float(abs(cluster - (kept.cluster ?? 0))) }
      return zip(home, feature).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    return distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
  }
}
