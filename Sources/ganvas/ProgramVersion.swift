/// The program's version, as `ganvas --version` prints it and packages carry it.
enum ProgramVersion {
  /// Major, minor, patch.
  static let current = "0.9.0"
}
