"""Learning from one photo: an iteration of the published recipe in PyTorch eager, in turns with Ganvas.

    python Scripts/peers/singan.py --ganvas PROGRAM [--max-size 128] [--iterations 3] [--rounds 3]

Same semantics on both sides: three steps of the discriminator with the chain of scales below and a
gradient penalty each, three of the generator with the fake made anew. Weights, photo and noise are
random. The peer resizes between scales by matrices made once, which is kinder than the original.
"""

from __future__ import annotations

import argparse
import math
import os
import pathlib
import statistics
import subprocess
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

import machine

BORDER = 5


class Block(nn.Sequential):
    """Convolution, norm, leaky ReLU."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__(
            nn.Conv2d(inputs, outputs, 3), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2, inplace=True)
        )


def trunk(width: int) -> list[nn.Module]:
    """Four blocks."""
    return [Block(3, width), *(Block(width, width) for _ in range(3))]


class Maker(nn.Module):
    """The generator of a scale."""

    def __init__(self, width: int):
        super().__init__()
        self.layers = nn.Sequential(*trunk(width), nn.Conv2d(width, 3, 3), nn.Tanh())

    def forward(self, noise: torch.Tensor, below: torch.Tensor) -> torch.Tensor:
        return self.layers(noise) + below[:, :, BORDER:-BORDER, BORDER:-BORDER]


def judge(width: int) -> nn.Module:
    """The discriminator of a scale."""
    return nn.Sequential(*trunk(width), nn.Conv2d(width, 1, 3))


def resizing(source: int, target: int, factor: float) -> torch.Tensor:
    """The cubic kernel of one axis as a matrix, [target, source]."""

    def cubic(x: numpy.ndarray) -> numpy.ndarray:
        x = numpy.abs(x)
        near = 1.5 * x**3 - 2.5 * x**2 + 1
        far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
        return near * (x <= 1) + far * ((x > 1) & (x <= 2))

    centre = numpy.arange(1, target + 1) / factor + 0.5 * (1 - 1 / factor)
    place = numpy.floor(centre - 2)[:, None] + numpy.arange(6)[None]
    weight = cubic(centre[:, None] - place)
    weight = numpy.where(place < 1, 0, weight)
    weight /= weight.sum(1, keepdims=True)
    index = numpy.where(place > source, 2 * source + 1 - place, place).clip(1, source).astype(int)
    matrix = numpy.zeros((target, source))
    for row in range(target):
        numpy.add.at(matrix[row], index[row] - 1, weight[row])
    return torch.from_numpy(matrix)


class Pyramid:
    """Sizes, networks and resizes."""

    def __init__(self, height: int, width: int, largest: int):
        short, long = min(height, width), max(height, width)
        count = math.ceil(math.log(25 / short) / math.log(0.75)) + 1
        last = count - math.ceil(math.log(min(largest, long) / long) / math.log(0.75))
        first = min(largest / long, 1)
        shrunk = (math.ceil(height * first), math.ceil(width * first))
        self.factor = (25 / min(shrunk)) ** (1 / last)
        self.sizes = [
            tuple(math.ceil(side * self.factor ** (last - scale)) for side in shrunk)
            for scale in range(last + 1)
        ]
        self.resizes = [
            tuple(
                resizing(side, math.ceil(side / self.factor), 1 / self.factor) for side in size
            )
            for size in self.sizes
        ]

    @staticmethod
    def width(scale: int) -> int:
        """Channels of a scale."""
        return min(32 * 2 ** (scale // 4), 128)

    def enlarged(self, picture: torch.Tensor, scale: int) -> torch.Tensor:
        """A picture of a scale for the one above, through bytes as the original."""
        rows, columns = self.resizes[scale]
        levels = (((picture + 1) / 2).clamp(0, 1) * 255).to(torch.uint8).double()
        made = ((rows @ levels @ columns.T / 255).float() - 0.5) * 2
        height, width = self.sizes[scale + 1]
        return made.clamp(-1, 1)[:, :, :height, :width]


def padded(picture: torch.Tensor) -> torch.Tensor:
    """With a border of zeros."""
    return functional.pad(picture, (BORDER,) * 4)


class Scale:
    """One scale while it learns."""

    def __init__(self, pyramid: Pyramid, scale: int):
        self.pyramid = pyramid
        self.scale = scale
        self.below = [Maker(pyramid.width(index)).eval() for index in range(scale)]
        width = pyramid.width(scale)
        self.maker, self.judge = Maker(width), judge(width)
        self.real = torch.rand(1, 3, *pyramid.sizes[scale]) * 2 - 1
        self.origin = torch.zeros(1, 3, *(side + 2 * BORDER for side in pyramid.sizes[scale]))
        self.makers = torch.optim.Adam(self.maker.parameters(), lr=5e-4, betas=(0.5, 0.999))
        self.judges = torch.optim.Adam(self.judge.parameters(), lr=5e-4, betas=(0.5, 0.999))

    def noise(self, scale: int) -> torch.Tensor:
        """Padded noise of a scale."""
        size = self.pyramid.sizes[scale]
        drawn = torch.randn(1, 1 if scale == 0 else 3, *size).expand(1, 3, *size)
        return padded(drawn)

    @torch.no_grad()
    def previous(self) -> torch.Tensor:
        """A new random picture of the chain below, padded."""
        picture = torch.zeros(1, 3, *self.pyramid.sizes[0])
        for scale, maker in enumerate(self.below):
            below = padded(picture)
            amplitude = 1 if scale == 0 else 0.1
            picture = maker(amplitude * self.noise(scale) + below, below)
            picture = self.pyramid.enlarged(picture, scale)
        return padded(picture)

    def iteration(self) -> None:
        """Three steps of each network."""
        noise = self.noise(self.scale)
        for _ in range(3):
            self.judges.zero_grad()
            loss = -self.judge(self.real).mean()
            below = self.previous()
            with torch.no_grad():
                fake = self.maker(0.1 * noise + below, below)
            loss = loss + self.judge(fake).mean()
            share = torch.rand(1)
            mix = (share * self.real + (1 - share) * fake).requires_grad_()
            scores = self.judge(mix)
            (slope,) = torch.autograd.grad(scores.sum(), mix, create_graph=True)
            (loss + 0.1 * ((slope.norm(2, dim=1) - 1) ** 2).mean()).backward()
            self.judges.step()
        for _ in range(3):
            self.makers.zero_grad()
            fake = self.maker(0.1 * noise + below, below)
            remade = self.maker(self.origin, self.origin)
            loss = -self.judge(fake).mean() + 10 * functional.mse_loss(remade, self.real)
            loss.backward()
            self.makers.step()

    def seconds(self, count: int) -> list[float]:
        """Of single iterations, after two that are not counted."""
        times = []
        for index in range(count + 2):
            start = time.perf_counter()
            self.iteration()
            if index >= 2:
                times.append(time.perf_counter() - start)
        return times


def own(arguments: argparse.Namespace, scale: int) -> float:
    """The median of the same of Ganvas."""
    text = subprocess.run(
        [
            str(arguments.ganvas), "bench", "photo", "--photo", arguments.photo, "--max-size",
            str(arguments.max_size), "--recipe", "reference", "--scale", str(scale),
            "--iterations", str(arguments.iterations), "--threads", str(arguments.threads),
        ],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return float(text.split(" ms an iteration")[0].split()[-1]) / 1000


def main() -> None:
    """Takes turns at every scale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ganvas", type=pathlib.Path, required=True)
    parser.add_argument("--photo", default="640x480")
    parser.add_argument("--max-size", type=int, default=128)
    parser.add_argument("--scales", help="numbers, separated by commas; all if absent")
    parser.add_argument("--iterations", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    width, height = (int(side) for side in arguments.photo.split("x"))
    pyramid = Pyramid(height, width, arguments.max_size)
    watch = machine.Watch()
    chosen = range(len(pyramid.sizes))
    if arguments.scales:
        chosen = [int(scale) for scale in arguments.scales.split(",")]
    print(f"{machine.processor()}, {arguments.threads} threads, torch {torch.__version__}")
    totals = [0.0, 0.0]
    for scale in chosen:
        peer = Scale(pyramid, scale)
        found: tuple[list[float], list[float]] = ([], [])
        for _ in range(arguments.rounds):
            found[0].append(own(arguments, scale))
            found[1].append(statistics.median(peer.seconds(arguments.iterations)))
        mine, theirs = (statistics.median(times) for times in found)
        totals[0] += mine
        totals[1] += theirs
        size = "×".join(str(side) for side in pyramid.sizes[scale])
        print(
            f"scale {scale}  {size:8}  width {pyramid.width(scale):3}  ganvas {1000 * mine:8.1f} ms"
            f"  pytorch {1000 * theirs:8.1f} ms  {mine / theirs:.2f}"
        )
    print(
        f"all scales  {totals[0] / totals[1]:.2f} · load {os.getloadavg()[0]:.1f}, others took "
        f"{100 * watch.others():.0f} % of the processors"
    )


if __name__ == "__main__":
    main()
