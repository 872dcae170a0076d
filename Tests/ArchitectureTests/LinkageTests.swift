import Foundation
import Testing

@Suite("What links what") struct LinkageTests {
  @Test("The program needs no tensor library: it starts before LibTorch is loaded")
  func programStartsAlone() throws {
    let program = try ELFFile(contentsOf: Repository.product("ganvas"))
    let heavy = ["torch", "c10", "dnnl", "gomp", "openblas", "CTorchBridge"]
    #expect(!program.neededLibraries.isEmpty)
    for library in program.neededLibraries {
      #expect(!heavy.contains { library.contains($0) }, "ganvas needs \(library)")
    }
  }

  @Test("The bridge is the one file that links LibTorch") func bridgeLinksLibTorch() throws {
    let bridge = try ELFFile(contentsOf: Repository.product("libCTorchBridge.so"))
    #expect(bridge.neededLibraries.contains { $0.hasPrefix("libtorch_cpu") })
    #expect(!bridge.neededLibraries.contains { $0.contains("torch_cuda") })
    #expect(bridge.exportedSymbols.contains("ct_bridge_api"))
    let ours = bridge.exportedSymbols.filter { $0.hasPrefix("ct_") || $0.contains("onednn") }
    // `ct_load` comes along with the header's target; the program uses its own.
    #expect(ours.subtracting(["ct_load"]) == ["ct_bridge_api"])
  }

  @Test(
    "Every function a C header promises is defined in its target",
    arguments: ["CTorch", "CKernels", "CNcurses", "CImageIO"])
  func promisedFunctions(target: String) throws {
    let files = try Repository.files(below: "Sources/\(target)", endings: ["h", "c"])
    let headers = files.filter { $0.path.contains("/include/") }
    let bodies = files.filter { !$0.path.contains("/include/") }.map(\.text).joined()
    #expect(!headers.isEmpty)
    for header in headers {
      for name in Self.promises(of: header.text) where name != "ct_bridge_api" {
        #expect(bodies.contains(name + "("), "\(header.path) promises \(name)")
      }
    }
  }

  @Test("The reader of headers sees promises only") func promiseForms() {
    let header = """
      // int commented(void);
      typedef int (*callback)(int value);
      int plain(void);
      static inline int inlined(void) { return other(); }
      const char *pointer(const char *text,
                          int count);
      #define MACRO(x) call(x)
      struct table { int (*entry)(void); };
      """
    #expect(Self.promises(of: header) == ["plain", "pointer"])
  }

  /// Functions that a header declares and does not define.
  static func promises(of header: String) -> [String] {
    let plain = header.replacing(/\/\*(?s:.*?)\*\//, with: "").replacing(/\/\/[^\n]*/, with: "")
    let rule = /(?m)^(?:[A-Za-z_][\w \t]*[ \t*])(?<name>[a-z]\w*)\((?<list>[^()]*)\)\s*;/
    return plain.matches(of: rule).compactMap { match in
      match.output.0.contains("typedef") ? nil : String(match.output.name)
    }
  }
}
