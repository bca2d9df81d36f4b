"""A steady load of keep-alive clients that counts what fails, when, and which worker answered."""

import asyncio
import collections
import json
import threading
import time
from dataclasses import dataclass, field

CLIENTS = 24
SLOW_CLIENTS = 4
PER_SECOND = 10
PATIENCE = 20.0


@dataclass
class Tally:
    """What happened in one stretch of time."""

    done: int = 0
    failed: list[str] = field(default_factory=list)
    pids: collections.Counter = field(default_factory=collections.Counter)
    longest: float = 0.0


class Load:
    """Runs on a thread of its own from start to stop; `take` ends one stretch and begins the next."""

    def __init__(self, port: int, clients: int = CLIENTS, slow: int = SLOW_CLIENTS):
        self._port = port
        self._clients, self._slow = clients, slow
        self._tally = Tally()
        self._lock = threading.Lock()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)
        self._thread.start()

    def take(self) -> Tally:
        with self._lock:
            tally, self._tally = self._tally, Tally()
            return tally

    def stop(self) -> Tally:
        self._ends.set()
        self._thread.join(PATIENCE + 5)
        return self.take()

    async def _all(self):
        await asyncio.gather(*(self._client(n) for n in range(self._clients)))

    async def _client(self, n: int):
        slow = n < self._slow
        connection = None
        await asyncio.sleep(n / self._clients / PER_SECOND)
        while not self._ends.is_set():
            began = time.monotonic()
            try:
                # What a server closes between two requests costs nobody a request.
                if connection is not None and connection[0].at_eof():
                    connection = close(connection)
                if connection is None:
                    connection = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", self._port), 5)
                pid, keep = await asyncio.wait_for(ask(*connection, "/slow" if slow else "/"), PATIENCE)
                self._count(pid, None, time.monotonic() - began)
                if not keep:
                    connection = close(connection)
            except (OSError, EOFError, ValueError, asyncio.TimeoutError) as problem:
                connection = close(connection)
                self._count(None, f"{type(problem).__name__} {problem}"[:80], 0)
            await asyncio.sleep(max(0.01 if slow else 0, 1 / PER_SECOND - (time.monotonic() - began)))
        close(connection)

    def _count(self, pid, problem, took: float):
        with self._lock:
            if problem is not None:
                self._tally.failed.append(problem)
                return
            self._tally.done += 1
            self._tally.pids[pid] += 1
            self._tally.longest = max(self._tally.longest, took)


def close(connection) -> None:
    if connection is not None:
        connection[1].close()


async def ask(reader, writer, path: str) -> tuple[int, bool]:
    """The pid that answered, and whether the connection may be used again."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: app.test\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = head.split(" ", 2)[1]
    length = next((int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length:")), 0)
    body = await reader.readexactly(length)
    if status != "200":
        raise ValueError(f"status {status}")
    return json.loads(body)["pid"], "\r\nconnection: close" not in head


async def _once(port: int) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        return (await ask(reader, writer, "/"))[0]
    finally:
        writer.close()


def answers(port: int) -> bool:
    """Whether one request on a fresh connection is answered within two seconds."""
    try:
        asyncio.run(asyncio.wait_for(_once(port), 2))
        return True
    except (OSError, EOFError, ValueError, asyncio.TimeoutError):
        return False
