extension LabelSet {
  /// A set of classes without names, for networks whose classes nobody knows: `class 0` and so
  /// on, in the colours the reference programs give to numbers.
  /// - Parameter count: Number of classes, at least 1.
  public static func numbered(_ count: Int) -> LabelSet {
    precondition(count > 0, "a label set of \(count) classes")
    return LabelSet(
      name: "numbered-\(count)", source: "\(count) classes without names",
      labels: (0..<count).map {
        Label(id: $0, name: "class \($0)", color: interleavedColor($0 + 1))
      })
  }
}
