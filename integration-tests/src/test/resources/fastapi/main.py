"""A small FastAPI application, as the README's reader would have one."""

import asyncio
import os

from fastapi import FastAPI, Request, WebSocket
from fastapi.responses import StreamingResponse

app = FastAPI()


@app.get("/")
def where(request: Request):
    return {
        "worker": os.getpid(),
        "scheme": request.url.scheme,
        "client": request.client.host if request.client else None,
        "host": request.headers["host"],
    }


@app.get("/up")
def up():
    return "ok"


@app.post("/length")
async def length(request: Request):
    total = 0
    async for piece in request.stream():
        total += len(piece)
    return {"length": total}


@app.get("/bytes/{count}")
def some_bytes(count: int):
    async def pieces():
        piece = bytes(1 << 20)
        left = count
        while left > 0:
            yield piece[: min(left, len(piece))]
            left -= len(piece)

    return StreamingResponse(pieces(), media_type="application/octet-stream")


@app.get("/ticks")
def ticks():
    async def events():
        for number in range(3):
            yield f"data: {number}\n\n"
            await asyncio.sleep(0.3)

    return StreamingResponse(events(), media_type="text/event-stream")


@app.websocket("/echo")
async def echo(socket: WebSocket):
    await socket.accept()
    while True:
        await socket.send_text(await socket.receive_text())
