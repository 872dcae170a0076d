#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a weight file cannot be read or written: what, where, why, and what to do about it.
public struct CheckpointError: Error, Equatable, Sendable {
  /// One case per way a file can be wrong or can lie.
  public enum Reason: Equatable, Sendable {
    /// There is no such file.
    case missingFile
    /// A directory stands where a file is expected.
    case directory
    /// A pipe, device or socket, not a regular file.
    case notRegularFile
    /// 0 bytes.
    case emptyFile
    /// The file is larger than this program reads; sizes in bytes.
    case fileTooLarge(bytes: Int, limit: Int)
    /// Another program wrote to the file while it was read.
    case changedWhileReading
    /// The operating system refused an operation; `code` is its `errno`.
    case system(operation: String, code: Int32)
    /// No known weight format; `hint` says what the file looks like.
    case unknownFormat(hint: String)
    /// The file ends before something that it announces; sizes in bytes.
    case truncated(what: String, needed: Int, available: Int)
    /// The file contradicts its format.
    case malformed(String)
    /// Well formed, but a feature this program does not read.
    case unsupported(String)
    /// Larger than any honest file needs.
    case limitExceeded(what: String, found: Int, limit: Int)
    /// A pickle names a Python function or class that is not on the list for its container.
    case forbiddenName(String)
    /// A pickle of TensorFlow's StyleGAN.
    case tensorFlow(String)
    /// Well formed, but without a single tensor.
    case noWeights
    /// An archive around other files; `holds` are some of their names.
    case archive(kind: String, holds: [String])
    /// The CRC-32 of the bytes is not the one stored beside them.
    case checksumMismatch(stored: UInt32, computed: UInt32)
    /// Two places of the file disagree about a size.
    case sizeMismatch(what: String, expected: Int, found: Int)
    /// Two things have the same name.
    case duplicateName(String)
    /// A part that the file refers to is not there.
    case missingEntry(String)
  }

  /// What is wrong.
  public let reason: Reason
  /// The path as it was given.
  public let file: String
  /// The part of the file, such as an entry of a zip archive.
  public let entry: String?
  /// Where in the file, in bytes from its start.
  public let byte: Int?

  /// Creates an error about `file`.
  public init(_ reason: Reason, file: String, entry: String? = nil, byte: Int? = nil) {
    self.reason = reason
    self.file = file
    self.entry = entry
    self.byte = byte
  }
}

extension CheckpointError: CustomStringConvertible {
  /// A sentence a painter can act on; control characters from the file are escaped.
  public var description: String {
    var place: [String] = []
    if let entry { place.append("in \(printable(entry))") }
    if let byte { place.append("at byte \(byte)") }
    let suffix = place.isEmpty ? "" : " (\(place.joined(separator: ", ")))"
    return "\(printable(file)): \(reason.explanation)\(suffix). \(reason.advice)"
  }
}

extension CheckpointError.Reason {
  /// What is wrong, without a full stop.
  var explanation: String {
    switch self {
    case .missingFile: "there is no such file"
    case .directory: "this is a directory, not a weight file"
    case .notRegularFile: "this is not a regular file"
    case .emptyFile: "the file is empty (0 bytes)"
    case .fileTooLarge(let bytes, let limit): "the file has \(bytes) bytes; the limit is \(limit)"
    case .changedWhileReading: "the file changed while it was read"
    case .system(let operation, let code): "cannot \(operation): \(String(cString: strerror(code)))"
    case .unknownFormat(let hint): "not a weight file of a known format: \(printable(hint))"
    case .truncated(let what, let needed, let available):
      "the file ends too early: \(printable(what)) needs \(needed) bytes, \(available) are there"
    case .malformed(let what): printable(what)
    case .unsupported(let what): "\(printable(what)) is not supported"
    case .limitExceeded(let what, let found, let limit):
      "\(printable(what)): \(found) is above the limit of \(limit)"
    case .forbiddenName(let name):
      "the file asks to call or create \(printable(name)), which no weights need;"
        + " nothing was executed"
    case .tensorFlow(let name):
      "this is a pickle of TensorFlow's StyleGAN (\(printable(name))), which is not read as it is"
    case .noWeights: "it holds no weights: not one tensor is in it"
    case .archive(let kind, let holds):
      "this is \(kind)"
        + (holds.isEmpty ? "" : " with \(holds.map(printable).joined(separator: ", ")) inside")
    case .checksumMismatch(let stored, let computed):
      "the checksum is wrong: CRC-32 \(hexadecimal(stored)) is stored,"
        + " the bytes give \(hexadecimal(computed))"
    case .sizeMismatch(let what, let expected, let found):
      "\(printable(what)): expected \(expected), found \(found)"
    case .duplicateName(let name): "the name \(printable(name)) occurs twice"
    case .missingEntry(let name): "the part \(printable(name)) is missing"
    }
  }

  /// What to do about it, a full sentence.
  var advice: String {
    switch self {
    case .missingFile: "Check the path."
    case .directory: "Name a file inside it, for instance latest_net_G.pth."
    case .notRegularFile: "Copy the weights into a file first."
    case .emptyFile, .truncated: "It is incomplete: copy or download it again."
    case .fileTooLarge, .limitExceeded:
      "If the file is genuine, save only the generator's weights and try again."
    case .changedWhileReading: "Wait until training has finished saving, then try again."
    case .system: "Check permissions, free space and the path."
    case .unknownFormat:
      "Readable are .pth, .pt and .model of PyTorch, .safetensors, .npy, .npz and .pkl."
    case .malformed, .sizeMismatch, .duplicateName, .missingEntry:
      "It is damaged or made to deceive: get it again from its source."
    case .unsupported: "Save it again with a current PyTorch, or as .safetensors."
    case .tensorFlow:
      "Convert it first: python legacy.py --source=FILE --dest=NEW.pkl, with legacy.py of NVIDIA's"
        + " stylegan2-ada-pytorch or stylegan3."
    case .noWeights: "Name the file that holds the network's weights."
    case .archive: "Unpack it and name the weight file inside."
    case .forbiddenName: "Do not load this file in other programs; it may be hostile."
    case .checksumMismatch:
      "It is damaged (or was saved without checksums): copy it again or save it anew."
    }
  }
}

/// Where a reader stands: makes errors that name their place.
struct Origin: Sendable {
  /// The path as given.
  let file: String
  /// The part of the file.
  var entry: String?

  /// The same file, another part of it.
  func entry(_ name: String) -> Origin { Origin(file: file, entry: name) }

  /// An error at this place.
  func error(_ reason: CheckpointError.Reason, at byte: Int? = nil) -> CheckpointError {
    CheckpointError(reason, file: file, entry: entry, byte: byte)
  }
}

/// Text from a file made safe for a terminal: control characters escaped, at most 200 characters.
public func printable(_ text: String) -> String {
  var result = ""
  for (index, scalar) in text.unicodeScalars.enumerated() {
    if index == 200 { return result + "…" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Eight hexadecimal digits.
private func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
