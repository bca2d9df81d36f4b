import os
import sqlite3

from flask import Flask

app = Flask(__name__)
DATABASE = os.path.join(os.path.dirname(__file__), ".venv", "visits.sqlite")


@app.cli.command("create-tables")
def create_tables():
    with sqlite3.connect(DATABASE) as database:
        database.execute("create table if not exists visit (worker text)")
    print("tables are there")


@app.get("/up")
def up():
    return "ok\n"


@app.get("/")
def hello():
    with sqlite3.connect(DATABASE) as database:
        database.execute("insert into visit values (?)", (os.environ["QUAYGATE_WORKER"],))
        visits = database.execute("select count(*) from visit").fetchone()[0]
    return f"worker {os.environ['QUAYGATE_WORKER']}, visit {visits}\n"
