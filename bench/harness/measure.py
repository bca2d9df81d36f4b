"""Runs a scenario: all its peers side by side, one under load at a time, the order turned by one each round."""

import contextlib
import re
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from . import preflight
from .counters import Counters
from .load import Handshakes
from .peer import Peer, Setting
from .processes import LOAD_CPU, PROXY_CPU, TICKS, BenchProblem, Process, processor_ticks, wait_until
from .scenarios import SCENARIOS, Scenario
from .tools import certificate, compiled

RAMP_SECONDS = 1.0  # of each load before its window, so that connections and handshakes are not counted
HANDSHAKE_SLOTS = 32
IDLE_FIRST, IDLE_MORE = 100, 1000


@dataclass(frozen=True)
class Options:
    rounds: int
    seconds: float
    warmup: float | None
    access_log: bool
    deadline: float  # monotonic


@dataclass
class Result:
    """The rounds of one peer in one scenario; `value` is in the scenario's unit."""

    scenario: Scenario
    peer: str
    values: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)  # completed per second
    busy: list[float] = field(default_factory=list)  # share of the proxy's processor that the proxy used
    foreign: list[float] = field(default_factory=list)  # share that others used
    extras: dict[str, list[float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failure: str = ""  # why its rounds ended early; the run then fails

    def extra(self, name: str, value: float):
        self.extras.setdefault(name, []).append(value)


class Bench:
    """One run in one temporary folder with one backend."""

    def __init__(self, folder: Path, options: Options):
        self.folder = folder
        self.options = options
        self.cert, self.key = certificate(folder)
        self.counters = Counters(folder / "backend.counters")
        self.backend = Process(
            "backend", [compiled("backend"), self.counters.path], LOAD_CPU, folder / "backend.log", stdout=subprocess.PIPE
        )
        line = self.backend.stdout.readline().decode()
        found = re.fullmatch(r"port (\d+)\n", line)
        if found is None:
            raise BenchProblem(f"backend: did not start\n{self.backend.tail()}")
        self.backend_port = int(found.group(1))
        self._started = 0

    def launch(self, peer: Peer) -> tuple[Setting, Process]:
        """Starts one peer and waits for its first right answer; stop_all ends it."""
        with contextlib.ExitStack() as running:
            started = self._start(running, peer)
            running.pop_all()
            return started

    def run(self, scenario: Scenario, peers: list[Peer]) -> list[Result]:
        match scenario.kind:
            case "start":
                return self._starts(scenario, peers)
            case "idle":
                return self._idle(scenario, peers)
            case _:
                return self._under_load(scenario, peers)

    # Under load ------------------------------------------------------------------------------------------------

    def _under_load(self, scenario: Scenario, peers: list[Peer]) -> list[Result]:
        results = {peer.name: Result(scenario, peer.name) for peer in peers}
        with contextlib.ExitStack() as running:
            proxies = {}
            for peer in peers:
                with self._blame(results[peer.name]):
                    setting, proxy = self._start(running, peer)
                    results[peer.name].notes += preflight.check(proxy, setting.port, self.cert, self.counters)
                    proxies[peer.name] = (setting, proxy)
            rate = self._half_of_nginx(proxies) if scenario.kind == "paced" else None
            for peer, result in self._healthy(peers, results):
                with self._blame(result):
                    self._load(scenario, *proxies[peer.name], self._warmup(scenario, peer), None, rate)
            for order in self._rounds(peers):
                for peer, result in self._healthy(order, results):
                    with self._blame(result):
                        self._load(scenario, *proxies[peer.name], self.options.seconds, result, rate)
        return list(results.values())

    def _warmup(self, scenario: Scenario, peer: Peer) -> float:
        if self.options.warmup is not None:
            return self.options.warmup
        if not peer.jit:
            return 1
        return 10 if scenario.kind == "handshakes" else 5

    def _load(self, scenario, setting, proxy, seconds, result: Result | None, rate: float | None):
        """One load; a window of `seconds` inside it goes to `result`, which is None for a warm-up."""
        errors = self.counters.read().errors
        if scenario.kind == "handshakes":
            load = Handshakes(scenario.mode, setting.port, HANDSHAKE_SLOTS, setting.folder)
            try:
                self._window(load.process, proxy, load.counters, seconds, result)
                load.check()
            finally:
                load.stop()
        else:
            load = scenario.requests.start(setting.port, RAMP_SECONDS + seconds + 0.5, setting.folder, rate)
            try:
                self._window(load.process, proxy, self.counters, seconds, result)
                load.finish()
            finally:
                load.process.stop()
            if result is not None and rate is not None:
                median, high = load.latency_quantiles(RAMP_SECONDS)
                result.extra("p50 ms", median)
                result.extra("p99.9 ms", high)
        if self.counters.read().errors != errors:
            raise BenchProblem(f"{proxy.name}: the backend got malformed requests")

    def _window(self, load: Process, proxy: Process, counters: Counters, seconds: float, result: Result | None):
        time.sleep(RAMP_SECONDS)
        load.check_alive()
        before, others = counters.read(), self.counters.read()
        cpu, wall, processor = proxy.cpu_seconds(), time.monotonic(), processor_ticks(PROXY_CPU)
        time.sleep(seconds)
        after = counters.read().since(before)
        cpu, wall = proxy.cpu_seconds() - cpu, time.monotonic() - wall
        processor = (processor_ticks(PROXY_CPU) - processor) / TICKS
        proxy.check_alive()
        if result is None:
            return
        if after.completed == 0:
            raise BenchProblem(f"{proxy.name}: nothing completed in {wall:.1f} s under {load.name}\n{proxy.tail()}\n{load.tail()}")
        opened = self.counters.read().since(others).accepted
        if opened > max(20, after.completed * 0.02):
            note = "upstream keep-alive does not hold"
            if note not in result.notes:
                result.notes.append(note)
        result.values.append(cpu * 1e6 / after.completed)
        result.rates.append(after.completed / wall)
        result.busy.append(cpu / wall)
        result.foreign.append(max(0.0, (processor - cpu) / wall))

    def _half_of_nginx(self, proxies) -> float:
        """Requests per second that every peer gets in a paced scenario."""
        if "nginx" not in proxies:
            raise BenchProblem("S10 paces all peers by nginx's peak rate: add nginx to --peers")
        setting, proxy = proxies["nginx"]
        peak = Result(SCENARIOS["S1"], "nginx")
        for _ in range(3):
            self._load(SCENARIOS["S1"], setting, proxy, min(3, self.options.seconds), peak, None)
        return statistics.median(peak.rates) / 2

    # Memory and start ------------------------------------------------------------------------------------------

    def _idle(self, scenario: Scenario, peers: list[Peer]) -> list[Result]:
        results = {peer.name: Result(scenario, peer.name) for peer in peers}
        for order in self._rounds(peers, at_most=3):
            for peer, result in self._healthy(order, results):
                with self._blame(result), contextlib.ExitStack() as running:
                    setting, proxy = self._start(running, peer)
                    base = proxy.rss_bytes()
                    # Handshakes first: what they leave touched (heap, pools, compiled code) is no cost of a connection.
                    warm = Handshakes("full", setting.port, HANDSHAKE_SLOTS, setting.folder)
                    running.callback(warm.stop)
                    time.sleep(self._warmup(SCENARIOS["S6"], peer))
                    warm.check()
                    warm.stop()
                    before = self._rss_with_idle(running, setting, proxy, IDLE_FIRST)
                    after = self._rss_with_idle(running, setting, proxy, IDLE_MORE)
                    result.values.append((after - before) / IDLE_MORE / 1024)
                    result.extra("RSS at start MiB", base / 1048576)
                    result.extra(f"RSS with {IDLE_FIRST + IDLE_MORE} idle MiB", after / 1048576)
        return list(results.values())

    def _rss_with_idle(self, running, setting, proxy, connections) -> int:
        load = Handshakes("hold", setting.port, connections, setting.folder)
        running.callback(load.stop)
        load.wait_held(60)
        time.sleep(1)
        load.check()
        return proxy.rss_bytes()

    def _starts(self, scenario: Scenario, peers: list[Peer]) -> list[Result]:
        results = {peer.name: Result(scenario, peer.name) for peer in peers}
        for order in self._rounds(peers):
            for peer, result in self._healthy(order, results):
                with self._blame(result), contextlib.ExitStack() as running:
                    begin = time.monotonic()
                    setting, proxy = self._prepare(running, peer)
                    answered = preflight.first_answer(proxy, setting.port, self.cert, 60, step=0.001)
                    result.values.append((answered - begin) * 1000)
                    result.extra("CPU ms", proxy.cpu_seconds() * 1000)
                    result.extra("RSS MiB", proxy.rss_bytes() / 1048576)
        return list(results.values())

    @staticmethod
    def _healthy(peers: list[Peer], results: dict[str, Result]):
        for peer in peers:
            if not results[peer.name].failure:
                yield peer, results[peer.name]

    @staticmethod
    @contextlib.contextmanager
    def _blame(result: Result):
        """A problem ends this peer's rounds, loudly, and not those of the others."""
        try:
            yield
        except BenchProblem as problem:
            result.failure = str(problem)
            print(f"{result.scenario.key} {result.peer} FAILED: {problem}", file=sys.stderr, flush=True)

    # Shared ----------------------------------------------------------------------------------------------------

    def _rounds(self, peers: list[Peer], at_most: int | None = None):
        rounds = self.options.rounds if at_most is None else min(at_most, self.options.rounds)
        for turn in range(rounds):
            if time.monotonic() > self.options.deadline:
                raise BenchProblem(f"time is up (--minutes) after {turn} of {rounds} rounds")
            self.backend.check_alive()
            print(f"    round {turn + 1} of {rounds}", file=sys.stderr, flush=True)
            start = turn % len(peers)
            yield peers[start:] + peers[:start]

    def _start(self, running: contextlib.ExitStack, peer: Peer) -> tuple[Setting, Process]:
        setting, proxy = self._prepare(running, peer)
        preflight.first_answer(proxy, setting.port, self.cert, 60)
        return setting, proxy

    def _prepare(self, running: contextlib.ExitStack, peer: Peer) -> tuple[Setting, Process]:
        self._started += 1
        folder = self.folder / f"{self._started:03d}-{peer.name}"
        folder.mkdir()
        setting = Setting(folder, free_port(), self.backend_port, self.cert, self.key, self.options.access_log)
        proxy = peer.start(setting)
        running.callback(proxy.stop)
        return setting, proxy


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
