import CTorch
import Foundation
import Synchronization

/// The tensor engine: LibTorch behind a C table, loaded once at run time (Architecture article).
public enum Engine {
  /// The C table. Unsafe only by its type: it is constant once it is loaded, read and written
  /// atomically, and its functions may be called from any thread.
  nonisolated(unsafe) private static let table = Atomic<UnsafePointer<ct_api>?>(nil)
  private static let loading = Mutex<Void>(())

  /// Loads the bridge. Costs about 0.4 s the first time, nothing afterwards.
  /// - Parameters:
  ///   - path: The bridge; `nil` looks beside the executable.
  ///   - usesCUDA: Whether LibTorch's CUDA half is loaded too, where it and a driver are there.
  ///     It costs seconds, and only the first call decides.
  /// - Throws: `TensorError.engineMissing` when it cannot be loaded.
  public static func load(
    bridge path: String? = nil, usesCUDA: Bool = false
  ) throws(TensorError) {
    let failure: TensorError? = loading.withLock { _ in
      if isLoaded { return nil }
      var message = [CChar](repeating: 0, count: 1024)
      guard let api = ct_load(path ?? defaultBridgePath(), &message, message.count) else {
        let text = message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return .engineMissing(reason: String(decoding: text, as: UTF8.self))
      }
      if usesCUDA, api.pointee.load_cuda() != 0 {
        let reason = api.pointee.last_error().map { String(cString: $0) } ?? "CUDA is broken"
        return .engineMissing(reason: reason)
      }
      // cuDNN rounds float32 unless it is told not to.
      _ = api.pointee.set_fast_math(false)
      table.store(api, ordering: .releasing)
      return nil
    }
    if let failure { throw failure }
  }

  /// Whether the bridge has been loaded.
  public static var isLoaded: Bool { table.load(ordering: .acquiring) != nil }

  /// LibTorch's version and the vector instructions it uses, in words.
  public static var description: String {
    api.engine_description().map { String(cString: $0) } ?? "unknown"
  }

  /// The library that packs convolutions, such as "oneDNN 2.6.3"; `nil` where there is none and
  /// LibTorch's own convolution reorders its weights on every call.
  public static var packingLibrary: String? {
    let version = Int(api.packing_version())
    guard version > 0 else { return nil }
    return "oneDNN \(version / 10000).\(version / 100 % 100).\(version % 100)"
  }

  /// Whether this LibTorch has CUDA and sees a device.
  public static var hasCUDA: Bool { api.has_cuda() }

  /// Name of the first CUDA device and its memory in bytes; `nil` where no driver knows one.
  public static var cudaDevice: (name: String, memory: Int)? {
    var name = [CChar](repeating: 0, count: 256)
    let memory = Int(api.cuda_memory(&name, Int32(name.count)))
    let text = name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    return memory > 0 ? (String(decoding: text, as: UTF8.self), memory) : nil
  }

  /// On CUDA: whether float32 products may round their factors to 10 bits (TensorFloat-32) and
  /// cuDNN measures what is fastest. Off it computes as the CPU does; training switches it on.
  /// Nothing on the CPU.
  public static func allowFastMath(_ isAllowed: Bool) { _ = api.set_fast_math(isAllowed) }

  /// Whether this LibTorch has an operator.
  public static func has(_ name: String, _ overload: String = "") -> Bool {
    api.has_operator(name, overload)
  }

  /// Operators called since the program started.
  public static var operatorCalls: Int { Int(api.calls()) }

  /// Number of threads that operators called from this OS thread use. Every OS thread that
  /// computes sets its own (Architecture article).
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
    guard let api = table.load(ordering: .acquiring) else {
      preconditionFailure("Engine.load() comes before any tensor")
    }
    return api.pointee
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

private struct ParallelBody {
  let run: (Int) -> Void
}
