"""Runs the program that is measured."""

from __future__ import annotations

import json
import pathlib
import subprocess

import numpy
from PIL import Image

from engines import note


class Ganvas:
    """One executable."""

    def __init__(self, program: pathlib.Path, threads: int):
        self.program = program
        self.threads = threads
        self.bench_options = self._output("bench", "--help")

    def _output(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.program), *arguments], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            text = (done.stderr or done.stdout).strip()
            raise SystemExit(f"{self.program.name} {' '.join(arguments)} failed:\n{text}")
        return done.stdout

    def package(self, preset: str, folder: pathlib.Path) -> pathlib.Path:
        """An untrained model, made unless it is there."""
        path = folder / f"{preset}.ganvas"
        if not (path / "model.json").exists():
            note(f"making {path.name} ...")
            folder.mkdir(parents=True, exist_ok=True)
            self._output("models", "init", "--preset", preset, "--seed", "1", "-o", str(path))
        return path

    def picture(
        self, package: pathlib.Path, given: list[str], scratch: pathlib.Path
    ) -> numpy.ndarray:
        """What `ganvas render` makes of a map or a seed, [H, W, 3], 0...255."""
        file = scratch / f"{package.stem}.png"
        file.unlink(missing_ok=True)
        self._output(
            "render", *given, "--model", str(package), "--precision", "float32", "--threads",
            str(self.threads), "-o", str(file),
        )  # fmt: skip
        return numpy.array(Image.open(file))

    def bench(self, package: pathlib.Path, given: list[str]) -> list[dict]:
        """The objects that `ganvas bench --json` prints."""
        # An older program draws the same weights by the preset's name.
        model = (
            ["--model", str(package)]
            if "--model" in self.bench_options
            else ["--preset", package.stem]
        )
        samples = ["--samples"] if "--samples" in self.bench_options else []
        text = self._output(
            "bench", *model, *given, "--precision", "both", "--threads", str(self.threads),
            "--json", *samples,
        )  # fmt: skip
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
