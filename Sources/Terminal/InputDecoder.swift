/// Bytes from a terminal to events, as a pure state machine: SGR mouse reports, CSI and SS3 keys,
/// UTF-8, bracketed paste. Sequences may arrive cut anywhere. Whatever it does not know it drops
/// whole, never half, so that no rest of a sequence is taken for typed letters.
public struct InputDecoder: Sendable {
  /// Bytes of a sequence that is not complete yet.
  private var pending: [UInt8] = []
  /// Text of a paste that has not ended yet.
  private var pasted: [UInt8]?

  /// A sequence longer than this is none and is dropped.
  private static let longestSequence = 4096
  /// A longer paste is cut here.
  private static let longestPaste = 1 << 20

  /// Creates a decoder that waits for a first byte.
  public init() {}

  /// Whether it holds the beginning of a sequence: call `timeout()` when nothing follows within
  /// the escape delay.
  public var isWaiting: Bool { !pending.isEmpty && pasted == nil }

  /// Takes bytes and returns the events they complete.
  public mutating func feed(_ bytes: some Sequence<UInt8>) -> [TerminalEvent] {
    pending.append(contentsOf: bytes)
    return drain(isFinal: false)
  }

  /// Nothing followed: what waits is complete as it is. A lone ESC becomes the Escape key.
  public mutating func timeout() -> [TerminalEvent] {
    pasted == nil ? drain(isFinal: true) : []
  }

  private mutating func drain(isFinal: Bool) -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    var position = 0
    while position < pending.count {
      if pasted != nil {
        let (used, ended) = takePaste(from: position)
        position += used
        if ended, let text = pasted {
          events.append(.paste(String(decoding: text, as: UTF8.self)))
          pasted = nil
        }
        if !ended { break }
        continue
      }
      let input = InputSequence(pending[position...], isFinal: isFinal)
      switch input.parse() {
      case .incomplete:
        // An endless sequence is dropped whole: its rest must not be taken for typed text.
        let isEndless = pending.count - position > Self.longestSequence
        pending.removeFirst(isEndless ? pending.count : position)
        return events
      case .event(let event, let used):
        events.append(event)
        position += used
      case .events(let several, let used):
        events.append(contentsOf: several)
        position += used
      case .pasteBegins(let used):
        pasted = []
        position += used
      case .nothing(let used):
        position += used
      }
    }
    pending.removeFirst(min(position, pending.count))
    return events
  }

  /// Moves pasted bytes over, up to the end mark `ESC [ 201 ~`.
  private mutating func takePaste(from start: Int) -> (used: Int, ended: Bool) {
    let mark: [UInt8] = Array("\u{1B}[201~".utf8)
    var position = start
    while position < pending.count {
      if pending[position] == 0x1B {
        let rest = pending[position...].prefix(mark.count)
        if rest.elementsEqual(mark) { return (position + mark.count - start, true) }
        if rest.count < mark.count, mark.starts(with: rest) { break }
      }
      if pasted.map({ $0.count < Self.longestPaste }) ?? false {
        pasted?.append(pending[position])
      }
      position += 1
    }
    return (position - start, false)
  }
}
