import Foundation
import Tensors

/// The device that stands in for a graphics card (`Tests/CTorchStandIn`): its memory is main memory
/// and the processor computes, but operators refuse tensors of different devices as CUDA's do.
public enum StandIn {
  /// What the device and the engine have done.
  public struct Counts: Sendable {
    /// Operators that compute.
    public var kernels = 0
    /// Copies to the device.
    public var uploads = 0
    /// Bytes of those copies.
    public var uploadedBytes = 0
    /// Copies from the device, and what else needs its numbers.
    public var waits = 0
    /// Operators that Swift called.
    public var calls = 0

    /// For the log of a test run.
    public var words: String {
      "\(kernels) kernels, \(calls) calls, \(uploads) uploads of \(uploadedBytes) bytes, "
        + "\(waits) waits"
    }
  }

  /// Whether the stand-in is there; says why where it is not.
  public static var isReady: Bool { EngineFixture.isReady && functions != nil }

  /// Adds the device to the engine, which is loaded.
  static func attach() { _ = functions }

  private struct Functions: Sendable {
    let read: @convention(c) (UnsafeMutablePointer<Int64>) -> Void
    let profile: @convention(c) (UnsafeMutablePointer<CChar>, Int64) -> Void
  }

  private static let functions: Functions? = {
    let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") }
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    for beside in bundles + [own] {
      let path = URL(fileURLWithPath: beside).deletingLastPathComponent()
        .appendingPathComponent("libCTorchStandIn.so").path
      guard let library = dlopen(path, RTLD_NOW | RTLD_GLOBAL),
        let read = dlsym(library, "standin_read"), let profile = dlsym(library, "standin_profile")
      else { continue }
      return Functions(
        read: unsafeBitCast(read, to: (@convention(c) (UnsafeMutablePointer<Int64>) -> Void).self),
        profile: unsafeBitCast(
          profile, to: (@convention(c) (UnsafeMutablePointer<CChar>, Int64) -> Void).self))
    }
    print("*** the stand-in for a graphics card is missing: \(String(cString: dlerror()))")
    return nil
  }()

  /// Runs `body` and counts what it makes the device do.
  public static func counted<Result>(
    _ body: () throws -> Result
  ) rethrows -> (result: Result, counts: Counts) {
    _ = profile()
    let before = counts()
    let result = try body()
    let after = counts()
    return (
      result,
      Counts(
        kernels: after.kernels - before.kernels, uploads: after.uploads - before.uploads,
        uploadedBytes: after.uploadedBytes - before.uploadedBytes,
        waits: after.waits - before.waits, calls: after.calls - before.calls)
    )
  }

  /// The kernels since it was asked last, the most frequent first.
  public static func profile() -> [(name: String, count: Int)] {
    guard let functions else { return [] }
    var text = [CChar](repeating: 0, count: 1 << 16)
    functions.profile(&text, Int64(text.count))
    let lines = String(
      decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return lines.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      return Int(parts[1]).map { (String(parts[0]), $0) }
    }
  }

  private static func counts() -> Counts {
    guard let functions else { return Counts() }
    var numbers = [Int64](repeating: 0, count: 4)
    functions.read(&numbers)
    return Counts(
      kernels: Int(numbers[0]), uploads: Int(numbers[1]), uploadedBytes: Int(numbers[2]),
      waits: Int(numbers[3]), calls: Engine.operatorCalls)
  }
}
