"""The application that every server runs: one second to boot, a start-up step, quick and slow answers."""

import asyncio
import json
import os
import time
from pathlib import Path

FOLDER = Path(os.environ["SAMPLE_FOLDER"])
time.sleep(1)
if (FOLDER / "broken").exists():
    raise RuntimeError("this release cannot start")


def step():
    """What users put into a start-up hook: a migration, a cache to fill."""
    with (FOLDER / "steps").open("a") as file:
        file.write(f"{os.getpid()}\n")


async def application(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        if "SAMPLE_STEP_OUTSIDE" not in os.environ:
            step()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    if scope["path"] == "/slow":
        await asyncio.sleep(3)
    body = json.dumps({"pid": os.getpid()}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
