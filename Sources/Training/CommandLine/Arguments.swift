public import ArgumentParser
public import Scenes

extension SceneRecipe.Biome: ExpressibleByArgument {}
extension SceneStyle.Daytime: ExpressibleByArgument {}
