extension LabelSet {
  /// The labels of the public GauGAN demo: those of COCO-Stuff that its palette had, under
  /// COCO-Stuff's ids less one, which are the red bytes of the maps it saved (ReferenceSystems
  /// article).
  static let gauGAN = LabelSet(
    name: "gaugan", source: "the palette of the GauGAN demo",
    labels: gauGANNames.sorted { $0.key < $1.key }.map { id, name in
      Label(id: id, name: name, color: gauGANColors[id] ?? interleavedColor(id + 1))
    })

  /// Colours of the demo that are documented; of the others the red byte alone is known.
  static let gauGANColors: [Int: RGB] = [
    156: RGB(0x9c, 0xee, 0xdd), 154: RGB(0x9a, 0xc6, 0xda), 123: RGB(0x7b, 0xc8, 0x00),
    168: RGB(0xa8, 0xc8, 0x32), 134: RGB(0x86, 0x96, 0x64), 105: RGB(0x69, 0x69, 0x69),
    158: RGB(0x9e, 0x9e, 0xaa), 147: RGB(0x93, 0x64, 0xc8), 149: RGB(0x95, 0x64, 0x32),
    177: RGB(0xb1, 0xc8, 0xff),
  ]

  private static let gauGANNames = [
    94: "bridge", 95: "building-other", 96: "bush", 105: "clouds", 110: "dirt", 112: "fence",
    118: "flower", 119: "fog", 123: "grass", 124: "gravel", 125: "ground-other", 126: "hill",
    127: "house", 134: "mountain", 135: "mud", 139: "pavement", 141: "plant-other",
    143: "platform", 147: "river", 148: "road", 149: "rock", 150: "roof", 153: "sand", 154: "sea",
    156: "sky-other", 158: "snow", 161: "stone", 162: "straw", 168: "tree", 170: "wall-brick",
    174: "wall-stone", 176: "wall-wood", 177: "water-other", 181: "wood",
  ]
}
