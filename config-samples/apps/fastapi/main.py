import os

from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/up")
def up():
    return {"ok": True}


@app.get("/")
def hello(request: Request):
    return {
        "text": os.environ.get("GREETING", "Hi"),
        "worker": os.environ.get("QUAYGATE_WORKER"),
        "client": request.headers.get("x-forwarded-for"),
    }
