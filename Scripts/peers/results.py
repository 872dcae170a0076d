"""Joins times to results, and prints them."""

from __future__ import annotations

import json
import pathlib
import statistics

import numpy

CASES = (
    "cold",
    "latent",
    "scrub",
    "stroke-thin-first",
    "stroke-thin",
    "stroke-broad-first",
    "stroke-broad",
    "load",
)


def summary(
    engine: str, case: str, precision: str, seconds: list[float], facts: dict, share: float | None
) -> dict:
    """One object of `--json`. facts: threads, model, width, height."""
    return {
        "engine": engine,
        "case": case,
        "precision": precision,
        "median_s": float(numpy.quantile(seconds, 0.5)),
        "p95_s": float(numpy.quantile(seconds, 0.95)),
        "p90_s": float(numpy.quantile(seconds, 0.9)),
        "max_s": max(seconds),
        "runs": len(seconds),
        **facts,
        "peak_share": share,
    }


def speed(times: list[list[float]], reference: list[float]) -> float:
    """How many times faster than the reference: the median over all times, each beside the
    reference's time on the same map in the same round."""
    return statistics.median(
        other / time for own, other in zip(times, reference) for time in own
    )


def joined(visits: list[list[dict]], reference: list[float]) -> list[dict]:
    """One object per case of what `ganvas bench` printed at each visit to a map; `reference` has
    one time per visit."""
    groups: dict[tuple[str, str], list[dict]] = {}
    for entry in (entry for entries in visits for entry in entries):
        groups.setdefault((entry["case"], entry["precision"]), []).append(entry)
    found = []
    for (case, _), entries in groups.items():
        result = one(entries)
        if case not in ("load", "memory"):
            times = [entry.get("samples_s", [entry["median_s"]]) for entry in entries]
            result["speed"] = speed(times, reference)
        found.append(result)
    return found


def one(entries: list[dict]) -> dict:
    """Joins the visits of one case."""
    first = entries[0]
    if "median_s" not in first:
        return first  # Memory.
    result = {key: value for key, value in first.items() if key != "samples_s"}
    shares = [entry["peak_share"] for entry in entries if entry["peak_share"] is not None]
    result["peak_share"] = statistics.median(shares) if shares else None
    if "samples_s" in first:
        samples = [time for entry in entries for time in entry["samples_s"]]
        for key, quantile in (("median_s", 0.5), ("p95_s", 0.95), ("p90_s", 0.9), ("max_s", 1)):
            if key in result:
                result[key] = float(numpy.quantile(samples, quantile))
    else:
        # Without the single times: the median visit, and the worst tails.
        result["median_s"] = statistics.median(entry["median_s"] for entry in entries)
        for key in ("p95_s", "p90_s", "max_s"):
            if key in result:
                result[key] = max(entry[key] for entry in entries)
    result["runs"] = sum(entry["runs"] for entry in entries)
    return result


def print_json(results: list[dict]) -> None:
    """One object per line."""
    for entry in results:
        print(json.dumps(entry))


def save(results: list[dict], file: pathlib.Path) -> None:
    """The same, to a file."""
    file.write_text("".join(json.dumps(entry) + "\n" for entry in results))


def print_table(results: list[dict]) -> None:
    """One row per model, case, engine and precision, the slowest first."""
    timed = [entry for entry in results if "median_s" in entry]
    for model in dict.fromkeys(entry["model"] for entry in timed):
        own = [entry for entry in timed if entry["model"] == model]
        against = next(entry["against"] for entry in own if "against" in entry)
        print(f"{model}: speed against {against} float32")
        print(
            f"{'engine':<22} {'case':<19} {'precision':<9} {'median ms':>10} {'tail ms':>10}"
            f" {'speed':>8} {'of peak':>8}"
        )
        for case in CASES:
            print_case([entry for entry in own if entry["case"] == case], case, against)
        print()
    print("tail: 95th percentile, of strokes the 90th.")
    print("speed: how many times faster than the engine named, the median over times that each have")
    print("       its time on the same map or walk and in the same round beside them.")
    print("of peak: share of the measured matrix peak; of Ganvas only the multiplications left.")
    print("Every frame of a peer is a whole one, so a stroke costs it what a new map costs.")


def print_case(rows: list[dict], case: str, against: str) -> None:
    """The rows of one case."""
    # Peers draw every stroke as a whole frame: their rows would repeat those of cold.
    if case.startswith("stroke"):
        rows = [row for row in rows if row["engine"] in ("ganvas", against)]
    tail = "p90_s" if case.startswith("stroke") else "p95_s"
    for row in sorted(rows, key=lambda r: -r["median_s"]):
        faster = "-" if case == "load" else f"{row['speed']:.2f}"
        share = "-" if row["peak_share"] is None else f"{100 * row['peak_share']:.0f} %"
        print(
            f"{row['engine']:<22} {case:<19} {row['precision']:<9}"
            f" {1000 * row['median_s']:>10.1f} {1000 * row[tail]:>10.1f}"
            f" {faster:>8} {share:>8}"
        )
