import Studio
import Terminal

/// `:` Latent: latents, directions and photos in w, from files and into files.
struct LatentFileCardView {
  let file: LatentFileCard

  func draw(in area: CellRect, into painter: inout Painter) {
    let all = LatentFileCard.Use.allCases
    let next = all[((all.firstIndex(of: file.use) ?? 0) + 1) % all.count]
    let frame = CardFrame(
      title: [Span(":", .strong), Span(" Latent")],
      keys: [Span.key("Enter", file.use.act), Span.key("Tab", next.word)],
      size: CellSize(columns: 70, rows: file.files.all.isEmpty ? 7 : min(area.rows, 14)))
    let inside = frame.draw(in: area, into: &painter)
    let hint =
      file.path.text.isEmpty
      ? [Span(file.use.hint, .quiet)] : file.isReading ? [Span("  reading…", .quiet)] : []
    painter.line([Span("path ", .quiet)] + file.path.spans + hint, in: inside.line(1))
    painter.line(
      [Span("do   ", .quiet)]
        + all.flatMap { use in
          [
            Span(file.use == use ? "▸" : " ", .focus),
            Span(use.word + "   ", file.use == use ? .strong : .normal),
          ]
        }, in: inside.line(2))
    if let problem = file.problem {
      painter.problem(
        problem,
        in: CellRect(
          column: inside.column, row: inside.row + 3, columns: inside.columns, rows: 2))
      return
    }
    if !file.files.all.isEmpty {
      painter.files(file.files, in: inside.dropTop(3))
      return
    }
    painter.text(file.use.words, in: inside.line(3), .quiet)
  }
}

extension LatentFileCard.Use {
  /// What it is called in the row of all.
  fileprivate var word: String {
    switch self {
    case .load: "load"
    case .save: "save"
    case .direction: "direction"
    case .photo: "photo"
    }
  }

  /// What Enter does.
  fileprivate var act: String {
    switch self {
    case .load, .direction: "load it"
    case .save: "save it"
    case .photo: "find it in w"
    }
  }

  /// What is to be typed.
  fileprivate var hint: String {
    switch self {
    case .load, .save: " a path: .npy .npz .safetensors"
    case .direction: " .npy .npz .pt, :N of several; or principal:0, factors:0"
    case .photo: " a photo: PNG, JPEG, WebP, GIF, AVIF"
    }
  }

  /// What becomes of it.
  fileprivate var words: String {
    switch self {
    case .load: "For instance projected_w.npz; ψ and mixing begin anew."
    case .save: "The numbers it comes to: mapped, mixed, truncated and moved."
    case .direction: "InterFaceGAN, GANSpace, SeFa, or computed here; =smile names it."
    case .photo: "Minutes beside your work; the .npz is kept with your exports."
    }
  }
}
