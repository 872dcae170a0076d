import Imaging
import TestSupport
import Testing

@Suite("Resizing") struct ResamplingTests {
  /// The same picture as in the generator below.
  private static let source: RGBImage = {
    var pixels: [RGB] = []
    for y in 0..<9 {
      for x in 0..<13 {
        let base = x * x * 7 + ((x + y) % 5 == 0 ? 200 : 0)
        let channels = (0..<3).map { c in
          UInt8(truncatingIfNeeded: base + y * 31 * (c + 1) + x * y * c * 5)
        }
        pixels.append(RGB(channels[0], channels[1], channels[2]))
      }
    }
    return RGBImage(width: 13, height: 9, elements: pixels)
  }()

  // Golden values from Pillow 13.0.0, exact:
  //   src = Image.new("RGB", (13, 9))
  //   src.putdata([tuple((x*x*7 + y*31*(c+1) + x*y*c*5 + (200 if (x+y) % 5 == 0 else 0)) % 256
  //                for c in range(3)) for y in range(9) for x in range(13)])
  //   src.resize(size, Image.BOX / BILINEAR / BICUBIC).tobytes(), hashed with FNV-1a 64
  @Test(
    "Bytes equal Pillow's",
    arguments: [
      (.area, 5, 4, 0x9a1f_6349_5345_3109), (.bilinear, 5, 4, 0x12e6_17ec_21ed_98e1),
      (.bicubic, 5, 4, 0xdd08_6535_12df_0c8a), (.area, 29, 9, 0xb735_5e70_1bab_4adb),
      (.bilinear, 29, 9, 0x1071_4915_5ed8_e738), (.bicubic, 29, 9, 0xcc0a_18d4_5d19_0eed),
      (.area, 13, 3, 0x581c_bbf3_4471_1c67), (.bilinear, 13, 3, 0x6b82_244a_1179_520b),
      (.bicubic, 13, 3, 0x80ec_0968_408a_f525), (.area, 40, 31, 0x0dbe_327f_3e75_fd4b),
      (.bilinear, 40, 31, 0xb24a_7507_02b8_3139), (.bicubic, 40, 31, 0x9bdb_5011_85d7_cf0d),
      (.area, 1, 1, 0x2d49_381a_df6a_8d6a), (.bilinear, 1, 1, 0x2d4f_341a_df6e_f24c),
      (.bicubic, 1, 1, 0x2d53_3a1a_df72_e555),
    ] as [(ResamplingFilter, Int, Int, UInt64)])
  func golden(filter: ResamplingFilter, width: Int, height: Int, hash: UInt64) {
    let resized = Self.source.resized(to: PixelSize(width: width, height: height), by: filter)
    let found = resized.withBytes {
      $0.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
    #expect(found == hash)
  }

  @Test("A small result, byte for byte") func smallGolden() {
    let resized = Self.source.resized(to: PixelSize(width: 2, height: 2), by: .bicubic)
    #expect(
      resized.withBytes { Array($0) }
        == [106, 115, 139, 126, 115, 139, 162, 116, 105, 117, 124, 113])
  }

  @Test("One colour stays that colour", arguments: ResamplingFilter.allCases)
  func constant(filter: ResamplingFilter) {
    let image = RGBImage(width: 7, height: 5, filledWith: RGB(255, 17, 0))
    for size in [PixelSize(width: 3, height: 2), PixelSize(width: 20, height: 1)] {
      let resized = image.resized(to: size, by: filter)
      #expect(
        resized == RGBImage(width: size.width, height: size.height, filledWith: RGB(255, 17, 0)))
    }
  }

  @Test(
    "Instance edges mark both sides of a border",
    arguments: [
      (Raster<UInt16>("111", "112", "111"), Raster<UInt16>("001", "011", "001")),
      (Raster<UInt16>("12", "12"), Raster<UInt16>("11", "11")),
      (Raster<UInt16>("1122", "1122"), Raster<UInt16>("0110", "0110")),
      (Raster<UInt16>("5"), Raster<UInt16>("0")),
    ]) func edges(map: Raster<UInt16>, expected: Raster<UInt16>)
  {
    #expect(InstanceEdges.mask(of: map) == expected.map { UInt8($0) })
  }

  @Test("Instance edges equal the definition", arguments: 0..<50) func edgesProperty(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let map = InstanceMap.random(using: &random) { UInt32($0.next() % 3) }
    let mask = InstanceEdges.mask(of: map)
    for y in 0..<map.height {
      for x in 0..<map.width {
        let differs = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)].contains { column, row in
          map.bounds.contains(PixelPoint(x: column, y: row)) && map[column, row] != map[x, y]
        }
        #expect(mask[x, y] == (differs ? 1 : 0))
      }
    }
  }
}
