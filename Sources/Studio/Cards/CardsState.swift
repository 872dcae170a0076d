/// The room of what lies over the panes: cards, boxes typed into, the tour.
public struct CardsState: Equatable, Sendable {
  /// The card that has the focus; `nil` when none.
  public var card: Card?
  /// The box with a caret that a number or word is typed into.
  public var box: InputBox?
  /// The tour note; `nil` when it is over or was never begun.
  public var tour: Tour?

  /// Nothing open.
  init() {}
}
