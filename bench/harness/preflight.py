"""Waits for a proxy's first right answer, then proves that it does the work that the others do."""

import contextlib
import re
import socket
import ssl
import time

from .counters import Counters
from .processes import BenchProblem, Process
from .tools import HOST


def first_answer(proxy: Process, port: int, cert, seconds: float, step: float = 0.02) -> float:
    """Monotonic time of the first 200 over HTTPS. A refused or cut connection is tried again, a wrong status is not."""
    context = _context(cert)
    end = time.monotonic() + seconds
    last = "nothing tried"
    while time.monotonic() < end:
        proxy.check_alive()
        try:
            with _connect(context, port) as connection:
                status, _ = _exchange(connection, "/128")
            if status == 200:
                return time.monotonic()
            last = f"status {status}"
        except (OSError, ValueError) as problem:
            last = str(problem)
        time.sleep(step)
    raise BenchProblem(f"{proxy.name}: no 200 within {seconds:.0f} s (last: {last})\n{proxy.tail()}")


def check(proxy: Process, port: int, cert, backend: Counters) -> list[str]:
    """Fails when host, body or upstream keep-alive are wrong; returns what the reader should know."""
    notes = []
    with _connect(_context(cert), port) as connection:
        status, head = _exchange(connection, "/echo")
        head = head.decode(errors="replace")
        if status != 200:
            raise BenchProblem(f"{proxy.name}: /echo answered {status}\n{proxy.tail()}")
        if not re.search(rf"^host: {HOST}\r?$", head, re.M | re.I):
            raise BenchProblem(f"{proxy.name}: the backend did not get Host {HOST}:\n{head}")
        for field in ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"):
            if not re.search(rf"^{field}:", head, re.M | re.I):
                notes.append(f"does not add {field}")
        before = backend.read()
        for path, size in (("/10k", 10240), ("/128", 128), ("/1m", 1 << 20)):
            status, body = _exchange(connection, path)
            if status != 200 or len(body) != size:
                raise BenchProblem(f"{proxy.name}: {path} answered {status} with {len(body)} bytes\n{proxy.tail()}")
        if backend.read().since(before).accepted > 1:
            raise BenchProblem(f"{proxy.name}: opens a new upstream connection for each request")
    return notes


def _context(cert) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(cert))
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


@contextlib.contextmanager
def _connect(context, port):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
        with context.wrap_socket(plain, server_hostname=HOST) as connection:
            yield connection


def _exchange(connection, path) -> tuple[int, bytes]:
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(connection)
    head, body = data.split(b"\r\n\r\n", 1)
    length = re.search(rb"^content-length: *(\d+)", head, re.M | re.I)
    if length is None:
        raise ValueError(f"an answer without Content-Length: {head!r}")
    while len(body) < int(length.group(1)):
        body += _some(connection)
    return int(head.split(b" ", 2)[1]), body


def _some(connection) -> bytes:
    some = connection.recv(65536)
    if not some:
        raise ValueError("the proxy closed the connection")
    return some
