import Canvas

/// One command of the table: how it is called, when it can be given, and what it does.
struct CommandEntry {
  /// The key that gives it; `nil` when only the command list does. `^C` means Ctrl and C.
  let key: String?
  /// Its line in help and command list.
  let title: String
  /// Where it stands.
  let section: StudioCommand.Section
  /// What must be there, the most telling first.
  var needs: [CommandNeed]
  /// What it does.
  let action: (inout StudioState) -> [Effect]

  init(
    _ key: String?, _ title: String, _ section: StudioCommand.Section, _ needs: CommandNeed...,
    action: @escaping (inout StudioState) -> [Effect]
  ) {
    self.key = key
    self.title = title
    self.section = section
    self.needs = needs
    self.action = action
  }

  /// The command that chooses a tool.
  static func tool(_ tool: Tool, _ title: String, _ need: CommandNeed? = nil) -> CommandEntry {
    var entry = CommandEntry(tool.key, title, .tools, .map) { $0.chooseTool(tool) }
    if let need { entry.needs.append(need) }
    return entry
  }
}
