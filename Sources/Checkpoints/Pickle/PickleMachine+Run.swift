extension PickleMachine {
  /// Runs to STOP and returns the result; the cursor then stands behind it.
  mutating func run() throws(CheckpointError) -> UInt32 {
    while true {
      at = cursor.position
      let opcode = try cursor.byte("pickle")
      if opcode == UInt8(ascii: ".") { return try pop() }
      if try !constant(opcode), try !container(opcode), try !reference(opcode) {
        throw malformed("has opcode 0x\(String(opcode, radix: 16)), which no weights need")
      }
    }
  }

  /// Numbers, texts and bytes. Returns whether it knows the opcode.
  private mutating func constant(_ opcode: UInt8) throws(CheckpointError) -> Bool {
    switch opcode {
    case UInt8(ascii: "N"): try push(0)
    case 0x89: try push(1)
    case 0x88: try push(2)
    case UInt8(ascii: "J"): try pushNew(.int(Int(try cursor.integer(Int32.self, "integer"))))
    case UInt8(ascii: "K"): try pushNew(.int(Int(try cursor.byte("integer"))))
    case UInt8(ascii: "M"): try pushNew(.int(Int(try cursor.integer(UInt16.self, "integer"))))
    case UInt8(ascii: "I"), UInt8(ascii: "L"): try push(try integerLine())
    case 0x8a:
      let length = Int(try cursor.byte("integer"))
      try push(try integer(try cursor.take(length, "integer")))
    case 0x8b:
      let length = try cursor.length(UInt32.self, "integer")
      try limit("bytes of an integer", length, 4096)
      try push(try integer(try cursor.take(length, "integer")))
    case UInt8(ascii: "G"):
      let bits = try cursor.integer(UInt64.self, "number")
      try pushNew(.double(Double(bitPattern: bits.byteSwapped)))
    case UInt8(ascii: "F"): try push(try numberLine())
    case UInt8(ascii: "X"): try pushNew(.text(try block(UInt32.self, "text")))
    case 0x8c: try pushNew(.text(try block(UInt8.self, "text")))
    case 0x8d: try pushNew(.text(try block(UInt64.self, "text")))
    case UInt8(ascii: "V"): try push(try unicodeLine())
    case UInt8(ascii: "T"): try pushNew(.byteString(try block(UInt32.self, "text")))
    case UInt8(ascii: "U"): try pushNew(.byteString(try block(UInt8.self, "text")))
    case UInt8(ascii: "S"): try push(try stringLine())
    case UInt8(ascii: "B"): try pushNew(.bytes(try block(UInt32.self, "bytes")))
    case UInt8(ascii: "C"): try pushNew(.bytes(try block(UInt8.self, "bytes")))
    case 0x8e: try pushNew(.bytes(try block(UInt64.self, "bytes")))
    default: return false
    }
    return true
  }

  /// Lists, tuples, sets and dictionaries. Returns whether it knows the opcode.
  private mutating func container(_ opcode: UInt8) throws(CheckpointError) -> Bool {
    switch opcode {
    case UInt8(ascii: "]"): try pushNew(.list(addContents([])))
    case UInt8(ascii: "}"): try pushNew(.dictionary(addContents([])))
    case UInt8(ascii: ")"): try pushNew(.tuple(addContents([])))
    case 0x8f: try pushNew(.set(addContents([])))
    case UInt8(ascii: "("): try mark()
    case UInt8(ascii: "l"): try pushNew(.list(addContents(try popToMark())))
    case UInt8(ascii: "t"): try pushNew(.tuple(addContents(try popToMark())))
    case 0x91: try pushNew(.set(addContents(try popToMark())))
    case UInt8(ascii: "d"):
      let pairs = try popToMark()
      try pushNew(.dictionary(addContents([])))
      try setItems(pairs)
    case 0x85, 0x86, 0x87:
      var items: [UInt32] = []
      for _ in 0..<(opcode - 0x84) { items.insert(try pop(), at: 0) }
      try pushNew(.tuple(addContents(items)))
    case UInt8(ascii: "a"): try append([try pop()], toSet: false)
    case UInt8(ascii: "e"): try append(try popToMark(), toSet: false)
    case 0x90: try append(try popToMark(), toSet: true)
    case UInt8(ascii: "s"):
      let value = try pop()
      try setItems([try pop(), value])
    case UInt8(ascii: "u"): try setItems(try popToMark())
    case UInt8(ascii: "0"): try popValueOrMark()
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"): try push(try top())
    default: return false
    }
    return true
  }

  /// Protocol, memo, names and constructors. Returns whether it knows the opcode.
  private mutating func reference(_ opcode: UInt8) throws(CheckpointError) -> Bool {
    switch opcode {
    case 0x80:
      let version = try cursor.byte("protocol")
      guard version <= 4 else { throw error(.unsupported("pickle protocol \(version)")) }
    case 0x95: _ = try cursor.length(UInt64.self, "frame")
    case UInt8(ascii: "p"): try memorize(try memoLine())
    case UInt8(ascii: "q"): try memorize(Int(try cursor.byte("memo")))
    case UInt8(ascii: "r"): try memorize(Int(try cursor.integer(UInt32.self, "memo")))
    case 0x94: try memorizeNext()
    case UInt8(ascii: "g"): try recall(try memoLine())
    case UInt8(ascii: "h"): try recall(Int(try cursor.byte("memo")))
    case UInt8(ascii: "j"): try recall(Int(try cursor.integer(UInt32.self, "memo")))
    case UInt8(ascii: "c"):
      let module = text(try cursor.line("module name"))
      try mention(module: module, name: text(try cursor.line("name")))
    case 0x93:
      let name = try pop()
      let module = try pop()
      guard let module = text(of: module), let name = text(of: name) else {
        throw malformed("names something by other than text")
      }
      try mention(module: module, name: name)
    case UInt8(ascii: "R"):
      let arguments = try pop()
      try push(try reduce(try pop(), arguments))
    case 0x81:
      let arguments = try pop()
      try push(try newObject(try pop(), arguments))
    case UInt8(ascii: "b"):
      let state = try pop()
      try build(try top(), state)
    case UInt8(ascii: "Q"): try push(try persistent(try pop()))
    default: return false
    }
    return true
  }

  private mutating func block<Width: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ width: Width.Type, _ what: String
  ) throws(CheckpointError) -> Range<Int> {
    try cursor.take(try cursor.length(width, what), what)
  }

  /// Looks a name up in the vocabulary; an unknown one ends the reading.
  private mutating func mention(module: String, name: String) throws(CheckpointError) {
    guard let meaning = vocabulary.meaning(module: module, name: name) else {
      if vocabulary.contains(.modules), module.hasPrefix("dnnlib.tflib.") {
        throw error(.tensorFlow("\(module).\(name)"))
      }
      throw error(.forbiddenName("\(module).\(name)"))
    }
    mentions.append(PickleMention(meaning: meaning, module: module, name: name))
    try pushNew(.name(mentions.count - 1))
  }
}
