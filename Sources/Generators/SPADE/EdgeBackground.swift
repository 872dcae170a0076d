/// What pixels of no object are when edges between instances are found.
public typealias EdgeBackground = SPADEConfiguration.Background
