import Canvas
import Studio
import Terminal

/// Rows about the picture, the machine and the history.
extension InspectorPane {
  var renderRow: Row {
    let time = latencyWords
    let precision = state.preferences.livePrecision == .bfloat16 ? "bf16" : "fp32"
    return Row(
      "render",
      [
        Span("\(time) "), Span(precision, .normal, .command(.precision)), Span(" live "),
        Span("R", .strong, .press(.character("R"))),
      ], .precision)
  }

  /// From the undo step to the picture: first around the stroke, then everywhere; once where both
  /// came together.
  var latencyWords: String {
    guard let first = state.picture.firstLatency else { return "not yet" }
    guard let exact = state.picture.exactLatency else { return "\(decimal(first, 2)) s, …" }
    if exact == first { return "\(decimal(exact, 2)) s" }
    return "\(decimal(first, 2)) s, all \(decimal(exact, 2)) s"
  }

  /// What computes here.
  var machineRows: [Row] {
    guard let machine = state.machine else { return [Row("", [Span("unknown", .quiet)])] }
    var rows = [
      Row("kernels", [Span(machine.kernels)]),
      Row("bf16", [Span(machine.prefersBFloat16 ? "fast here" : "slow here")]),
      Row("threads", [Span("\(machine.threads)")]),
    ]
    if let memory = machine.memory {
      rows += [
        Row("memory", [Span("\(memory.resident >> 20) MB, \(memory.tensors) tensors")]),
        Row("caches", [Span(cacheWords(memory))]),
      ]
    }
    return rows
  }

  /// What is kept for speed or for undo: acts, frames of the walk, photos.
  private func cacheWords(_ memory: MemoryUse) -> String {
    let parts = [("undo", memory.history), ("walk", memory.frames), ("photos", memory.photos)]
    return parts.filter { $0.0 == "undo" || $0.1 > 0 }.map { "\($0) \($1 >> 20)" }
      .joined(separator: ", ") + " MB"
  }

  var compareRow: Row {
    let words =
      state.picture.fixedA != nil
      ? "A kept  " : state.picture.previous != nil ? "A = before  " : "no A yet  "
    return Row(
      "A/B",
      [
        Span(words), Span("c", .strong, .hold(.compareHold)), Span(" "),
        Span("C", .strong, .press(.character("C"))), Span(" "),
        Span("v", .strong, .press(.character("v"))),
      ])
  }

  var statisticsRow: Row {
    guard state.capabilities?.hasRunningStatistics != false else {
      return Row("norm", [Span("of this picture", .quiet)], .statistics)
    }
    let words = state.picture.settings.statistics == .running ? "running" : "of this picture"
    return Row("norm", [Span(words, .normal, .command(.statistics))], .statistics)
  }

  var photoRow: Row {
    guard let photo = state.view.underPhoto else {
      return Row(
        "under", [Span("no photo  "), Span("G", .strong, .press(.character("G")))], .photo)
    }
    return Row(
      "under",
      [
        Span(state.view.showsPhotoUnder ? "\(photo)  " : "off  "),
        Span("g", .strong, .press(.character("g"))),
      ], .photo)
  }

  var pictureRows: [Row] {
    let median = state.model.medianSeconds.map { "\(decimal($0, 2)) s" } ?? "not yet"
    let live = state.preferences.livePrecision == .bfloat16 ? "bf16" : "fp32"
    let shown =
      state.picture.image == nil
      ? "none yet"
      : (state.picture.precision == .bfloat16 ? "bf16" : "fp32")
        + (state.picture.stale > 0 ? ", \(state.picture.stale) old" : ", current")
    return [
      Row("shown", [Span(shown)]), Row("latency", [Span(latencyWords)]),
      Row("median", [Span(median)]),
      Row(
        "live",
        [
          Span(live + "  ", .normal, .command(.precision)),
          Span("R", .strong, .press(.character("R"))),
        ],
        .precision),
      statisticsRow, compareRow,
    ]
  }

  var undoRow: Row {
    Row(
      "undo",
      [
        Span("u", .strong, .press(.character("u"))), Span(" \(state.history.past.count) back  "),
        Span("U", .strong, .press(.character("U"))), Span(" \(state.history.future.count)"),
      ])
  }

  var historyRows: [Row] {
    let target = HitTarget.press(.character("u"))
    if state.history.past.isEmpty, state.history.future.isEmpty {
      return [Row("", [Span("nothing done yet", .quiet)])]
    }
    var rows = state.history.past.suffix(4).reversed().map {
      Row("", [Span("u ", .strong, target), Span($0.name, .normal, target)])
    }
    let more = state.history.past.count - rows.count
    rows.append(
      Row(
        "",
        [
          Span("\(max(0, more)) more · ", .quiet), Span("U", .strong, .press(.character("U"))),
          Span(" \(state.history.future.count) ahead", .quiet),
        ]))
    return rows
  }
}
