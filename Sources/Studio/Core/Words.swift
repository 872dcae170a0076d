import Foundation

/// A number with a fixed number of decimals and a point, whatever the locale.
public func decimal(_ value: Double, _ places: Int) -> String {
  String(format: "%.\(places)f", locale: nil, value)
}

/// A count with thin groups, for instance `9 210`.
public func grouped(_ count: Int) -> String {
  let digits = Array(String(count.magnitude))
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(" ") }
    text.append(digit)
  }
  return count < 0 ? "-" + text : text
}

/// A share as the Palette writes it: `34 %`, `<1 %`, nothing for 0.
public func percent(_ share: Double) -> String {
  if share <= 0 { return "" }
  return share < 0.01 ? "<1 %" : "\(Int((share * 100).rounded())) %"
}

/// A file's size in words: `1.8 MB`.
public func bytes(_ count: Int) -> String {
  switch count {
  case ..<1_000: "\(count) bytes"
  case ..<1_000_000: "\(decimal(Double(count) / 1_000, 0)) kB"
  case ..<1_000_000_000: "\(decimal(Double(count) / 1_000_000, 1)) MB"
  default: "\(decimal(Double(count) / 1_000_000_000, 1)) GB"
  }
}

/// `1 edit`, `2 edits`.
public func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}
