/// A value of the pickle machine. Nodes lie in one array and refer to each other by number, so
/// that values may be shared, changed after they were memorized, or refer to themselves, and so
/// that freeing a deeply nested one does not recurse.
enum PickleNode {
  case none
  case bool(Bool)
  case int(Int)
  /// More than 64 bits: where its little-endian two's complement lies.
  case bigInteger(Range<Int>)
  case double(Double)
  /// UTF-8 in the file.
  case text(Range<Int>)
  /// A string of Python 2 in the file: text or bytes.
  case byteString(Range<Int>)
  case bytes(Range<Int>)
  /// Decoded bytes: a number into `PickleMachine.decoded`; `isText` for a string of Python 2.
  case decoded(Int, isText: Bool)
  /// Numbers into `PickleMachine.contents`.
  case list(Int)
  case tuple(Int)
  case set(Int)
  /// Keys and values alternate.
  case dictionary(Int)
  /// Numbers into the machine's tables of that kind.
  case name(Int)
  case object(Int)
  case storage(Int)
  case tensor(Int)
  case numpyType(Int)
  case array(Int)
}

/// A name on the vocabulary that the pickle mentioned.
struct PickleMention {
  let meaning: PickleName
  let module: String
  let name: String
}

/// An instance of a class, as data.
struct PickleObject {
  let module: String
  let name: String
  var state: UInt32?
}

/// Raw elements that tensors view.
struct PickleStorage {
  let key: String
  let type: ElementType
  /// Number of elements.
  let count: Int
  /// Where the elements lie in the file; known at once, or after the pickle was read.
  var bytes: Range<Int>?
  /// For a legacy storage that is a part of another: that one, and the first element.
  var part: (of: Int, first: Int)?
}

/// A view of a storage.
struct PickleTensor {
  let storage: Int
  /// First element.
  let offset: Int
  let shape: [Int]
  /// Elements between neighbours along each axis.
  let strides: [Int]
}

/// A NumPy array: made empty, filled by BUILD.
struct PickleArray {
  var shape: [Int] = []
  var type: NumpyType?
  var isFortran = false
  /// Bytes, or a list for an array of objects.
  var data: UInt32?
}
