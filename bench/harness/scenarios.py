"""What is measured: the table of the project's performance page, one entry per scenario."""

from dataclasses import dataclass

from .load import Requests


@dataclass(frozen=True)
class Scenario:
    key: str
    title: str
    unit: str
    kind: str  # requests | handshakes | idle | start | paced
    requests: Requests | None = None
    mode: str = ""  # of native/handshakes.c


SCENARIOS = {
    scenario.key: scenario
    for scenario in [
        Scenario("S1", "HTTP/1.1 keep-alive, 64 connections, 128 B", "CPU µs/request", "requests", Requests(False, 64, "/128")),
        Scenario("S2", "HTTP/2, 16 connections × 32 streams, 128 B", "CPU µs/request", "requests", Requests(True, 16, "/128", 32)),
        Scenario("S3", "HTTP/1.1, 64 connections, 10 KiB", "CPU µs/request", "requests", Requests(False, 64, "/10k")),
        Scenario("S4", "HTTP/1.1, 16 connections, 1 MiB down", "CPU µs/request", "requests", Requests(False, 16, "/1m")),
        Scenario("S4h2", "HTTP/2, 4 connections × 4 streams, 1 MiB down", "CPU µs/request", "requests", Requests(True, 4, "/1m", 4)),
        Scenario("S5", "HTTP/1.1, 16 connections, 1 MiB up", "CPU µs/request", "requests", Requests(False, 16, "/up", upload=True)),
        Scenario("S6", "full handshake, one request each, 32 at a time", "CPU µs/handshake", "handshakes", mode="full"),
        Scenario("S7", "resumed handshake, one request each, 32 at a time", "CPU µs/handshake", "handshakes", mode="resume"),
        Scenario("S8", "idle TLS connection", "KiB/connection", "idle", mode="hold"),
        Scenario("S9", "start to first HTTPS answer", "ms", "start"),
        Scenario("S10", "S1's requests at half of nginx's peak rate", "CPU µs/request", "paced", Requests(False, 64, "/128")),
    ]
}
DEFAULT = ["S1", "S2", "S3", "S4", "S4h2", "S5", "S6", "S7", "S8", "S9"]
