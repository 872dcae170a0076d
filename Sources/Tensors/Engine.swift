import CTorch
import Foundation
import Synchronization

/// The tensor engine: LibTorch behind a C table, loaded once at run time (DESIGN §3).
public enum Engine {
  private static let table = Mutex<EngineTable?>(nil)

  /// Loads the bridge. Costs about 0.4 s the first time, nothing afterwards.
  /// - Parameter path: The bridge; `nil` looks beside the executable.
  /// - Throws: `TensorError.engineMissing` when it cannot be loaded.
  public static func load(bridge path: String? = nil) throws(TensorError) {
    if table.withLock({ $0 != nil }) { return }
    let path = path ?? defaultBridgePath()
    var message = [CChar](repeating: 0, count: 1024)
    guard let api = ct_load(path, &message, message.count) else {
      let text = message.withUnsafeBufferPointer { buffer in
        String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
      throw .engineMissing(reason: text)
    }
    table.withLock { $0 = EngineTable(api: api) }
    _ = api.pointee.set_gradients(false)
  }

  /// Whether the bridge has been loaded.
  public static var isLoaded: Bool { table.withLock { $0 != nil } }

  /// LibTorch's version and the vector instructions it uses, in words.
  public static var description: String {
    api.engine_description().map { String(cString: $0) } ?? "unknown"
  }

  /// Whether this LibTorch has CUDA and sees a device.
  public static var hasCUDA: Bool { api.has_cuda() }

  /// Number of threads that operators called from this OS thread use. Every OS thread that
  /// computes sets its own (DESIGN §2).
  public static var threads: Int {
    get { Int(api.threads()) }
    set { _ = api.set_threads(Int32(newValue)) }
  }

  /// Runs `body(0)…body(count − 1)` on LibTorch's own thread pool and waits for all.
  public static func parallel(_ count: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      var box = ParallelBody(run: body)
      withUnsafeMutablePointer(to: &box) { pointer in
        _ = api.parallel(
          Int32(count),
          { context, index in
            context?.assumingMemoryBound(to: ParallelBody.self).pointee.run(Int(index))
          }, pointer)
      }
    }
  }

  /// Message of the last failure on this thread.
  static var lastError: String {
    api.last_error().map { String(cString: $0) } ?? "unknown failure"
  }

  /// The table; loading it is the caller's first duty.
  static var api: ct_api {
    guard let table = table.withLock({ $0 }) else {
      preconditionFailure("Engine.load() comes before any tensor")
    }
    return table.api.pointee
  }

  private static func defaultBridgePath() -> String {
    let name = "libCTorchBridge.so"
    let fileManager = FileManager.default
    let executable =
      (try? fileManager.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments.first ?? ""
    var folder = URL(fileURLWithPath: executable).deletingLastPathComponent()
    let beside = folder.appendingPathComponent(name).path
    if fileManager.fileExists(atPath: beside) { return beside }
    let library = folder.deletingLastPathComponent().appendingPathComponent("lib/ganvas/\(name)")
    if fileManager.fileExists(atPath: library.path) { return library.path }
    // A test bundle run by a helper of the toolchain: look beside the bundle.
    for argument in CommandLine.arguments where argument.hasSuffix(".xctest") {
      folder = URL(fileURLWithPath: argument).deletingLastPathComponent()
      let path = folder.appendingPathComponent(name).path
      if fileManager.fileExists(atPath: path) { return path }
    }
    return beside
  }
}

/// The C table. It is constant after loading, and its functions may be called from any thread.
private struct EngineTable: @unchecked Sendable {
  let api: UnsafePointer<ct_api>
}

private struct ParallelBody {
  let run: (Int) -> Void
}
