import Foundation

/// What a linked file of Linux says about itself: the libraries it needs, the symbols it exports.
struct ELFFile {
  /// Libraries the loader must find, by their names.
  let neededLibraries: [String]
  /// Names of the symbols it defines for others.
  let exportedSymbols: Set<String>

  /// Reads a 64-bit little-endian file.
  /// - Throws: `Malformed` when it is something else.
  init(contentsOf url: URL) throws {
    let reader = Reader(data: try Data(contentsOf: url, options: .mappedIfSafe))
    guard try reader.bytes(at: 0, count: 6) == [0x7f, 0x45, 0x4c, 0x46, 2, 1] else {
      throw Malformed()
    }
    let table = try reader.number(UInt64.self, at: 40)
    let entrySize = UInt64(try reader.number(UInt16.self, at: 58))
    let count = UInt64(try reader.number(UInt16.self, at: 60))
    let sections = try (0..<count).map { try Section(reader, at: table + $0 * entrySize) }
    var needed: [String] = []
    var exported: Set<String> = []
    for section in sections where section.type == 6 || section.type == 11 {
      guard section.link < sections.count else { throw Malformed() }
      let names = sections[Int(section.link)]
      for index in 0..<(section.entrySize == 0 ? 0 : section.size / section.entrySize) {
        let place = section.offset + index * section.entrySize
        if section.type == 6 {  // the dynamic section
          guard try reader.number(UInt64.self, at: place) == 1 else { continue }
          let name = try reader.number(UInt64.self, at: place + 8)
          needed.append(try reader.text(at: names.offset + name))
        } else {  // the table of dynamic symbols
          let name = UInt64(try reader.number(UInt32.self, at: place))
          let definition = try reader.number(UInt16.self, at: place + 6)
          if definition != 0 { exported.insert(try reader.text(at: names.offset + name)) }
        }
      }
    }
    neededLibraries = needed
    exportedSymbols = exported
  }

  /// The file is no 64-bit little-endian ELF file, or lies about itself.
  struct Malformed: Error {}

  private struct Section {
    let type: UInt32
    let offset: UInt64
    let size: UInt64
    let link: UInt32
    let entrySize: UInt64

    init(_ reader: Reader, at place: UInt64) throws {
      type = try reader.number(UInt32.self, at: place + 4)
      offset = try reader.number(UInt64.self, at: place + 24)
      size = try reader.number(UInt64.self, at: place + 32)
      link = try reader.number(UInt32.self, at: place + 40)
      entrySize = try reader.number(UInt64.self, at: place + 56)
    }
  }

  private struct Reader {
    let data: Data

    func bytes(at place: UInt64, count: Int) throws -> [UInt8] {
      guard place <= UInt64(data.count), UInt64(count) <= UInt64(data.count) - place else {
        throw Malformed()
      }
      let start = data.startIndex + Int(place)
      return Array(data[start..<start + count])
    }

    func number<Number: FixedWidthInteger>(_: Number.Type, at place: UInt64) throws -> Number {
      try bytes(at: place, count: Number.bitWidth / 8).reversed()
        .reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
    }

    func text(at place: UInt64) throws -> String {
      guard place < UInt64(data.count) else { throw Malformed() }
      let rest = data[(data.startIndex + Int(place))...]
      return String(decoding: rest.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
