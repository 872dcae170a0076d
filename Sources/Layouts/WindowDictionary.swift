import CKernels

/// Numbers of distinct triples; grows only.
///
/// Sendable: used by the one thread that computes.
final class WindowDictionary: @unchecked Sendable {
  private let pointer: OpaquePointer

  init() {
    guard let created = ck_dictionary_create() else { preconditionFailure("out of memory") }
    pointer = created
  }

  deinit {
    ck_dictionary_destroy(pointer)
  }

  /// Numbers given so far, number 0 included.
  var count: Int { Int(ck_dictionary_count(pointer)) }

  /// Memory in bytes.
  var byteCount: Int { Int(ck_dictionary_bytes(pointer)) }

  /// Writes the three parts of the triple with that number.
  func readTriple(_ number: Int32, into parts: UnsafeMutablePointer<Int32>) {
    ck_dictionary_triple(pointer, number, parts)
  }

  /// Numbers `count` triples (a[i], b[i], c[i]).
  /// - Returns: False when numbers or memory ran out.
  func number(
    _ a: UnsafePointer<Int32>, _ b: UnsafePointer<Int32>, _ c: UnsafePointer<Int32>, count: Int,
    into numbers: UnsafeMutablePointer<Int32>
  ) -> Bool {
    ck_dictionary_number(pointer, a, b, c, Int64(count), numbers) == 0
  }
}
