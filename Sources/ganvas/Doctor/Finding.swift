/// One thing `ganvas doctor` looked at.
struct Finding: Codable, Equatable {
  /// How things stand.
  enum State: String, Codable {
    /// As it should be.
    case ok
    /// Works, but could be better.
    case warn
    /// Prevents working.
    case fail
  }

  let state: State
  /// What was looked at: "LibTorch", "colours".
  let topic: String
  /// What was found.
  let found: String
  /// What to do about it.
  let advice: String?

  static func ok(_ topic: String, _ found: String) -> Finding {
    Finding(state: .ok, topic: topic, found: found, advice: nil)
  }

  static func warn(_ topic: String, _ found: String, advice: String) -> Finding {
    Finding(state: .warn, topic: topic, found: found, advice: advice)
  }

  static func fail(_ topic: String, _ found: String, advice: String) -> Finding {
    Finding(state: .fail, topic: topic, found: found, advice: advice)
  }

  /// One line for a person; the advice stands on a line of its own.
  var lines: [String] {
    let name = topic + String(repeating: " ", count: max(0, 14 - topic.count))
    let first = "\(state.rawValue.padding(4)) \(name) \(found)"
    return advice.map { [first, String(repeating: " ", count: 20) + "→ \($0)"] } ?? [first]
  }
}

extension String {
  /// Filled up with spaces.
  fileprivate func padding(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
