/// Why weights cannot become a model; the description says what to do about it.
public enum ImportError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A folder holds no generator.
  case noWeights(folder: String)
  /// No family knows the weights.
  case unrecognised(file: String, refusals: [Refusal])
  /// No weights of a network, but something else that the program reads; half a sentence says what
  /// and a whole one where it goes.
  case noModel(file: String, what: String, advice: String)
  /// A family's weights, but broken; the reason names what is missing or odd.
  case notAGenerator(file: String, reason: String)
  /// The file given as encoder is none.
  case notAnEncoder(file: String, reason: String)
  /// Options, flags and weights contradict each other; one line each.
  case contradictions([String])
  /// Options that were said by flag and that the family's import does not read.
  case unknownOptions([String], program: String, known: [String])
  /// The weights cannot tell something and nobody said it; `what` says what they are, in sentences.
  case unanswered([Question], what: String? = nil)

  /// Why weights are not of one family.
  public struct Refusal: Hashable, Sendable {
    /// The reference program of the family.
    public let program: String
    /// Half a sentence.
    public let reason: String

    /// Creates a refusal.
    public init(program: String, reason: String) {
      self.program = program
      self.reason = reason
    }
  }

  /// One thing to say by flag.
  public struct Question: Hashable, Sendable {
    /// The flag with what it takes, for instance `--labels NAME|FILE`.
    public let flag: String
    /// Why it is needed.
    public let reason: String

    /// Creates a question.
    public init(flag: String, reason: String) {
      self.flag = flag
      self.reason = reason
    }
  }

  /// In words, with advice.
  public var description: String {
    switch self {
    case .noWeights(let folder):
      "\(folder) holds no generator: expected latest_net_G.pth, another *_net_G.pth, or the same "
        + "as .safetensors. Name the weight file itself if it is called differently."
    case .unrecognised(let file, let refusals):
      "\(file) is of no family that can be imported:\n"
        + refusals.map { "  no \($0.program): \($0.reason)" }.joined(separator: "\n")
        + "\nSee what it holds: ganvas models inspect FILE"
    case .noModel(let file, let what, let advice):
      "\(file) is no model: \(what). \(advice)"
    case .notAGenerator(let file, let reason):
      "\(file) is no whole generator: \(reason). See what it holds: ganvas models inspect FILE"
    case .notAnEncoder(let file, let reason):
      "\(file) is no encoder for it: \(reason). See what it holds: ganvas models inspect FILE"
    case .contradictions(let lines):
      "weights and options contradict each other:\n"
        + lines.map { "  \($0)" }.joined(separator: "\n")
    case .unknownOptions(let names, let program, let known):
      "\(names.joined(separator: ", ")): no option that weights of \(program) need. "
        + (known.isEmpty ? "They need none." : "Known: \(known.joined(separator: ", ")).")
    case .unanswered(let questions, let what):
      (what.map { $0 + "\n" } ?? "") + "the weights cannot tell everything; say it by flag:\n"
        + questions.map { "  \($0.flag): \($0.reason)" }.joined(separator: "\n")
        + "\nA folder with the opt.txt of the training asks nothing."
    }
  }
}
