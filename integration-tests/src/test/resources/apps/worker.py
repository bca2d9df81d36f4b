"""An application worker with knobs: files in its folder act at boot, paths act while it runs.

Usage: worker.py unix:/path/of.sock | port
Files: `boot` (seconds to wait), `fat` (MiB to hold), `crash` (exit status), `ill` (/up answers 500).
"""

import http.server
import json
import os
import random
import resource
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time

hung = threading.Event()
kept = []
served = 0


def content(name, default=None):
    try:
        with open(name) as file:
            return file.read().strip()
    except OSError:
        return default


def umask():
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def report():
    return {
        "pid": os.getpid(),
        "uid": os.getuid(),
        "gid": os.getgid(),
        "groups": os.getgroups(),
        "cwd": os.getcwd(),
        "umask": f"{umask():03o}",
        "openFiles": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
        "env": dict(os.environ),
        "session": os.getsid(0),
        "group": os.getpgid(0),
        "served": served,
    }


def leak(mebibytes):
    # Random bytes: nothing can be shared or compressed away.
    kept.append(os.urandom(mebibytes << 20))
    return "leaked"


def flood(mebibytes):
    line = b"flood " + b"x" * 1017 + b"\n"
    started = time.monotonic()
    for _ in range(mebibytes):
        os.write(1, line * 1024)
    return f"{time.monotonic() - started:.3f}"


def say(stream, text):
    print(text, file=sys.stderr if stream == "stderr" else sys.stdout, flush=True)
    return "said"


def grandchild():
    return str(subprocess.Popen(["sleep", "1000"]).pid)


def slow(least, most=None):
    time.sleep(random.uniform(float(least), float(most or least)))
    return str(os.getpid())


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer in two small writes would wait for the peer's delayed acknowledgement.
    wbufsize = -1

    def do_GET(self):
        global served
        if hung.is_set():
            time.sleep(3600)
        words = self.path.split("?")[0].strip("/").split("/")
        word, rest = words[0], words[1:]
        if word == "up":
            self.answer(500 if os.path.exists("ill") else 200, "up")
            return
        served += 1
        if word == "exit":
            os._exit(int(rest[0]))
        if word == "hang":
            hung.set()
        actions = {
            "slow": lambda: slow(*rest),
            "leak": lambda: leak(int(rest[0])),
            "flood": lambda: flood(int(rest[0])),
            "say": lambda: say(rest[0], rest[1]),
            "grandchild": grandchild,
            "report": lambda: json.dumps(report()),
            "version": lambda: content("version", "none"),
        }
        self.answer(200, actions.get(word, lambda: str(os.getpid()))())

    do_POST = do_GET

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

    def address_string(self):
        return "-"


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128


class UnixServer(Server):
    address_family = socket.AF_UNIX


def main():
    where = sys.argv[1]
    delay = content("boot")
    if delay:
        time.sleep(float(delay))
    fat = content("fat")
    if fat:
        kept.append(bytearray(b"x") * (int(fat) << 20))
    status = content("crash")
    if status:
        for number in range(30):
            print(f"boot line {number}", file=sys.stderr)
        sys.exit(int(status))
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    if where.startswith("unix:"):
        path = where[len("unix:"):]
        if os.path.exists(path):
            os.unlink(path)
        server = UnixServer(path, Handler)
    else:
        server = Server(("127.0.0.1", int(where)), Handler)
    server.serve_forever()


main()
