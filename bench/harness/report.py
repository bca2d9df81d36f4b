"""Turns results into Markdown: one overview, then each scenario with its spread and what limits it."""

import platform
import statistics
import time
from pathlib import Path

from .measure import Result

BASE = "nginx"


def markdown(results: list[Result], versions: dict[str, str], settings: str) -> str:
    keys = list(dict.fromkeys(result.scenario.key for result in results))
    names = list(dict.fromkeys(result.peer for result in results))
    parts = [_heading(settings), _overview(results, keys, names, versions)]
    for key in keys:
        parts.append(_scenario([result for result in results if result.scenario.key == key], versions))
    return "\n\n".join(parts) + "\n"


def raw(results: list[Result], versions: dict[str, str], settings: str) -> dict:
    return {
        "settings": settings,
        "machine": machine(),
        "versions": versions,
        "results": [
            {
                "scenario": result.scenario.key,
                "unit": result.scenario.unit,
                "peer": result.peer,
                "values": result.values,
                "rates": result.rates,
                "busy": result.busy,
                "foreign": result.foreign,
                "extras": result.extras,
                "notes": result.notes,
                "failure": result.failure,
            }
            for result in results
        ],
    }


def machine() -> str:
    model = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")),
        platform.machine(),
    )
    return f"{model}, Linux {platform.release()}"


def _heading(settings: str) -> str:
    return f"# Benchmark {time.strftime('%Y-%m-%d %H:%M')}\n\n{machine()}; proxy on cpu 0, load and backend on cpu 1; {settings}."


def _overview(results, keys, names, versions) -> str:
    lines = [
        f"Median (ratio to {BASE} in this run); lower is better. ◦ = the proxy used less than 90 % of its processor, so it was not the bottleneck: compare CPU only.",
        "",
        "| scenario | unit | " + " | ".join(f"{name} {versions.get(name, '')}".strip() for name in names) + " |",
        "|---|---|" + "---|" * len(names),
    ]
    for key in keys:
        of_key = {result.peer: result for result in results if result.scenario.key == key}
        scenario = next(iter(of_key.values())).scenario
        base = of_key.get(BASE)
        cells = [_cell(of_key.get(name), base if base and base.values else None) for name in names]
        lines.append(f"| {key} {scenario.title} | {scenario.unit} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(result: Result | None, base: Result | None) -> str:
    if result is None or not result.values or result.failure:
        return "FAILED" if result and result.failure else "–"
    mark = "" if _saturated(result) else " ◦"
    ratio = f" ({_ratio(result, base)})" if base else ""
    return f"{number(statistics.median(result.values))}{ratio}{mark}"


def _scenario(results: list[Result], versions) -> str:
    scenario = results[0].scenario
    base = next((result for result in results if result.peer == BASE and result.values), None)
    extras = list(dict.fromkeys(name for result in results for name in result.extras))
    loaded = any(result.rates for result in results)
    columns = ["peer", scenario.unit, "min–max", f"ratio to {BASE}"]
    columns += ["per second", "proxy CPU", "others on cpu 0"] if loaded else []
    columns += extras + ["notes"]
    lines = [f"## {scenario.key}: {scenario.title}", "", "| " + " | ".join(columns) + " |", "|---" * len(columns) + "|"]
    for result in results:
        if not result.values:
            lines.append(f"| {result.peer} {versions.get(result.peer, '')} | " + " | " * (len(columns) - 2) + f"{_failure(result)} |")
            continue
        low, high = min(result.values), max(result.values)
        row = [f"{result.peer} {versions.get(result.peer, '')}", f"**{number(statistics.median(result.values))}**"]
        row += [f"{number(low)}–{number(high)}", _ratio(result, base)]
        notes = [_failure(result)] * bool(result.failure) + result.notes
        if loaded:
            row += [f"{statistics.median(result.rates):,.0f}", _percent(result.busy), _percent(result.foreign)]
            if not _saturated(result) and scenario.kind != "paced":
                notes.append("◦ below 90 % CPU")
            if statistics.median(result.foreign) > 0.1:
                notes.append("others used its processor")
        row += [number(statistics.median(result.extras[name])) if name in result.extras else "–" for name in extras]
        lines.append("| " + " | ".join([*row, "; ".join(notes)]) + " |")
    return "\n".join(lines)


def _failure(result: Result) -> str:
    return "**FAILED** " + result.failure.splitlines()[0].replace("|", "/") if result.failure else "not measured"


def _saturated(result: Result) -> bool:
    return not result.busy or statistics.median(result.busy) >= 0.9


def _ratio(result: Result, base: Result | None) -> str:
    if base is None or statistics.median(base.values) == 0:
        return "–"
    return f"{statistics.median(result.values) / statistics.median(base.values):.2f}"


def _percent(values: list[float]) -> str:
    return f"{statistics.median(values) * 100:.0f} %"


def number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 200 else f"{value:.1f}"
