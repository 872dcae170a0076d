"""The global generator of pix2pixHD (Wang et al. 2018), as a PyTorch user would write it.

Written from the layer table: one list, so that the places in it are the names of checkpoints of
NVIDIA/pix2pixHD.
"""

from __future__ import annotations

import dataclasses

from torch import Tensor, nn


@dataclasses.dataclass(frozen=True)
class Configuration:
    """What a generator is built from."""

    semantics: int  # Channels of the one-hot map, edges included.
    size: tuple[int, int]  # Height and width of the pictures.
    ngf: int = 64
    halvings: int = 4
    blocks: int = 9
    instance_norm: bool = True

    @staticmethod
    def of_package(manifest: dict) -> Configuration:
        """Reads `model.json` of a package of Ganvas."""
        stored = manifest["configuration"]
        if stored["enhancers"] or stored["featureChannels"]:
            raise SystemExit("only the global generator without features")
        size = stored["outputSize"]
        return Configuration(
            semantics=stored["labelCount"] + (1 if stored["usesInstanceEdges"] else 0),
            size=(size["height"], size["width"]),
            ngf=stored["ngf"],
            halvings=stored["downsamplings"],
            blocks=stored["blocks"],
            instance_norm=stored["normalization"] == "instance",
        )

    @staticmethod
    def of_reference(options: dict) -> Configuration:
        """Reads options of NVIDIA/pix2pixHD."""
        return Configuration(
            semantics=options["label_nc"] + (0 if options["no_instance"] else 1),
            size=(options["height"], options["width"]),
            ngf=options["ngf"],
            halvings=options["n_downsample_global"],
            blocks=options["n_blocks_global"],
            instance_norm=options["norm"] == "instance",
        )


class Residual(nn.Module):
    """Two convolutions over mirrored borders, added to what went in."""

    def __init__(self, channels: int):
        super().__init__()
        self.conv_block = nn.Sequential(
            nn.ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3),
            nn.InstanceNorm2d(channels),
            nn.ReLU(),
            nn.ReflectionPad2d(1),
            nn.Conv2d(channels, channels, 3),
            nn.InstanceNorm2d(channels),
        )

    def forward(self, x: Tensor) -> Tensor:
        """x: [N, C, H, W]."""
        return x + self.conv_block(x)


class Generator(nn.Module):
    """Map to picture."""

    inputs = ("semantics",)

    def __init__(self, style: Configuration):
        super().__init__()
        self.style = style
        layers: list[nn.Module] = [nn.ReflectionPad2d(3), nn.Conv2d(style.semantics, style.ngf, 7)]
        width = style.ngf
        layers += [nn.InstanceNorm2d(width), nn.ReLU()]
        for _ in range(style.halvings):
            layers.append(nn.Conv2d(width, 2 * width, 3, stride=2, padding=1))
            width *= 2
            layers += [nn.InstanceNorm2d(width), nn.ReLU()]
        layers += [Residual(width) for _ in range(style.blocks)]
        for _ in range(style.halvings):
            layers.append(
                nn.ConvTranspose2d(width, width // 2, 3, stride=2, padding=1, output_padding=1)
            )
            width //= 2
            layers += [nn.InstanceNorm2d(width), nn.ReLU()]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(width, 3, 7), nn.Tanh()]
        self.model = nn.Sequential(*layers)

    def forward(self, semantics: Tensor) -> Tensor:
        """semantics: [N, L, H, W], 0 or 1. Gives [N, 3, H, W] in -1...1."""
        return self.model(semantics)


def loaded(style: Configuration, stored: dict[str, Tensor]) -> Generator:
    """A generator with these weights, ready for inference. Every weight must find its place."""
    if not style.instance_norm:
        raise ValueError("only instance norm")
    network = Generator(style).eval().requires_grad_(False)
    network.load_state_dict(stored)
    return network
