"""Real maps as `ganvas bench` reads them: label/ and inst/, brought to the network's size."""

from __future__ import annotations

import dataclasses
import pathlib

import numpy
from PIL import Image


def ids(file: pathlib.Path) -> numpy.ndarray:
    """Gray values or palette indices of a PNG, [H, W]; of colours the red part."""
    values = numpy.array(Image.open(file))
    return values[..., 0] if values.ndim == 3 else values


def resized(values: numpy.ndarray, size: tuple[int, int]) -> numpy.ndarray:
    """Nearest neighbour by pixel centres, Pillow's rule: floor((i + 1/2) * in / out)."""

    def sources(before: int, after: int) -> numpy.ndarray:
        scale = before / after
        positions = ((numpy.arange(after) + 0.5) * scale).astype(numpy.int64)
        return numpy.minimum(positions, before - 1)

    rows = sources(values.shape[0], size[0])
    columns = sources(values.shape[1], size[1])
    return values[rows[:, None], columns[None, :]]


def edges(instances: numpy.ndarray) -> numpy.ndarray:
    """1 where one of the four neighbours belongs to another object; both of a pair are marked."""
    mask = numpy.zeros(instances.shape, numpy.float32)
    across = instances[:, 1:] != instances[:, :-1]
    down = instances[1:] != instances[:-1]
    mask[:, 1:][across] = 1
    mask[:, :-1][across] = 1
    mask[1:][down] = 1
    mask[:-1][down] = 1
    return mask


def one_hot(labels: numpy.ndarray, instances: numpy.ndarray | None, channels: int) -> numpy.ndarray:
    """[1, channels, H, W]; the edges of `instances`, if given, are the last channel."""
    planes = numpy.zeros((1, channels, *labels.shape), numpy.float32)
    rows, columns = numpy.indices(labels.shape)
    planes[0, labels, rows, columns] = 1
    if instances is not None:
        planes[0, -1] = edges(instances)
    return planes


@dataclasses.dataclass(frozen=True)
class Map:
    """One map of a folder."""

    labels: pathlib.Path
    instances: pathlib.Path

    def semantics(self, channels: int, size: tuple[int, int]) -> numpy.ndarray:
        """[1, channels, H, W] for a network with an "unlabelled" and an edge channel."""
        labels = resized(ids(self.labels), size).astype(numpy.int64)
        labels[labels >= channels - 1] = channels - 2
        instances = (
            resized(ids(self.instances), size).astype(numpy.int64)
            if self.instances.exists()
            else labels
        )
        return one_hot(labels, instances, channels)


def all_maps(folder: pathlib.Path) -> list[Map]:
    """All maps of a folder, by name."""
    files = sorted((folder / "label").glob("*.png"))
    if not files:
        raise SystemExit(f"{folder}/label holds no PNG: --maps names a folder with label/ and inst/")
    return [Map(file, folder / "inst" / file.name) for file in files]


def subset(maps: list[Map], folder: pathlib.Path) -> pathlib.Path:
    """A folder with links to some maps, for `ganvas bench`."""
    for part in ("label", "inst"):
        (folder / part).mkdir(parents=True, exist_ok=True)
        for link in (folder / part).iterdir():
            link.unlink()
    for entry in maps:
        for file, part in ((entry.labels, "label"), (entry.instances, "inst")):
            if file.exists():
                (folder / part / file.name).symlink_to(file.resolve())
    return folder
