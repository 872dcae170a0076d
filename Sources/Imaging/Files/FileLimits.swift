/// The most that is read of anything that comes from outside: bytes of files, depth of nested
/// data, how many of a thing. Checked before reading, so that a file that is huge, sparse or a pipe
/// costs nothing. What lies above is refused with the limit in the message.
public enum FileLimits {
  /// A picture, a label map, a label set or a style file: 512 MiB.
  public static let picture = 512 << 20
  /// Pixels of a label map or an instance map: 4096×4096. A file of 60 bytes can announce more.
  public static let mapArea = 1 << 24
  /// `session.json`: 64 MiB. Its largest part is a copied piece of a map.
  public static let sessionManifest = 64 << 20
  /// The journal of a session: 1 GiB. It is shortened from 64 MiB on.
  public static let journal = 1 << 30
  /// A map kept for keyframes: 128 MiB.
  public static let keptMap = 128 << 20
  /// Maps kept for keyframes: 4096.
  public static let keptMaps = 4096
  /// What a film remembers: 32 MiB.
  public static let filmMemory = 32 << 20
  /// All that films of a session remember: 64 MiB.
  public static let allFilmMemories = 64 << 20
  /// Memories of films in a session: 64.
  public static let filmMemories = 64
  /// A label set: 16 MiB.
  public static let labelSet = 16 << 20
  /// The manifest of a model package, and every other small JSON file of a package or run: 64 MiB.
  public static let packageManifest = 64 << 20
  /// `config.toml`: 1 MiB.
  public static let settings = 1 << 20
  /// The name in a lock file: 4 KiB.
  public static let lock = 4 << 10
  /// Brackets that are open at once in JSON or TOML: 64.
  public static let depth = 64
}
