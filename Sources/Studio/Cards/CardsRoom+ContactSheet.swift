import Imaging
import Synthesis

/// The contact sheet: nine dice at once.
extension CardsRoom {
  /// Whether the contact sheet is open: other thumbnails wait.
  var showsContactSheet: Bool {
    if case .contactSheet = cards.card { true } else { false }
  }

  /// Opens a sheet, or rolls the one that is open anew.
  mutating func rollContactSheet() {
    dropThumbnails()
    let seeds = (0..<ContactSheetCard.count).map { _ in rollSeed() }
    if case .contactSheet(let sheet) = cards.card {
      cards.card = .contactSheet(ContactSheetCard(seeds: seeds, after: sheet.ticket))
    } else {
      cards.card = .contactSheet(ContactSheetCard(seeds: seeds))
    }
  }

  /// Asks for the next picture that is missing, when nothing more urgent is rendered.
  mutating func tendContactSheet() -> [Effect] {
    guard case .contactSheet(var sheet) = cards.card, sheet.rendering == nil, sheet.failure == nil,
      isIdle, let next = sheet.seeds.indices.first(where: { sheet.pictures[$0] == nil }),
      var request = makeRequest(stamp: 0, precision: preferences.livePrecision)
    else { return [] }
    sheet.ticket += 1
    sheet.rendering = next
    cards.card = .contactSheet(sheet)
    request.stamp = sheet.ticket
    request.latent.source = .seed(sheet.seeds[next])
    return [.renderThumbnail(request)]
  }

  /// A picture of the sheet came; a stale one changes nothing.
  mutating func contactSheetArrived(_ frame: Frame) {
    guard case .contactSheet(var sheet) = cards.card, frame.stamp == sheet.ticket,
      let place = sheet.rendering
    else { return }
    sheet.rendering = nil
    sheet.pictures[place] = frame.image
    cards.card = .contactSheet(sheet)
  }

  /// No picture came: the sheet stays as it is.
  mutating func contactSheetFailed(stamp: Int, _ error: SynthesisError) {
    guard case .contactSheet(var sheet) = cards.card, stamp == sheet.ticket else { return }
    sheet.rendering = nil
    sheet.failure = error
    cards.card = .contactSheet(sheet)
  }

  /// Moves the choice over the sheet.
  mutating func moveOnContactSheet(_ direction: Direction) {
    guard case .contactSheet(var sheet) = cards.card else { return }
    let place =
      sheet.selected + direction.horizontal + ContactSheetCard.columns * direction.vertical
    if sheet.seeds.indices.contains(place) { sheet.selected = place }
    cards.card = .contactSheet(sheet)
  }

  /// Takes a seed of the sheet.
  mutating func takeFromContactSheet(_ place: Int) -> [Effect] {
    guard case .contactSheet(let sheet) = cards.card, sheet.seeds.indices.contains(place) else {
      return []
    }
    cards.card = nil
    return takeSeed(sheet.seeds[place], word: nil)
  }
}
